using CsePowerShell.Simulator.Guests;
using CsePowerShell.Simulator.Kubernetes;
using CsePowerShell.Simulator.Tests.Guests;

namespace CsePowerShell.Simulator.Tests.Kubernetes;

public sealed class GuestKubectlTests(GuestWorld world) : GuestTests(world)
{
    private readonly KubernetesLab _lab = new(world);

    [Fact]
    public async Task Drain_moves_what_a_controller_manages_and_leaves_daemons()
    {
        World.NeedGuests();
        (GuestMachine machine, SimulatedCluster cluster, GuestMachine[] workers) = await _lab.ReadyClusterAsync("move", 2);
        cluster.AddDeployment("default", "web", 4);
        await Eventually.TrueAsync(() => Running(cluster, "web") == 4, "the deployment runs");
        string drained = workers[0].HostName;
        Assert.Contains(cluster.Pods, pod => pod.Node == drained && pod.Name.StartsWith("web", StringComparison.Ordinal));
        string output = await _lab.User.MustRunAsync(machine.Address,
            $"kubectl drain {drained} --ignore-daemonsets --delete-emptydir-data --timeout=20s");
        Assert.EndsWith($"node/{drained} drained", output, StringComparison.Ordinal);
        Assert.All(cluster.Pods.Where(pod => pod.Node == drained), pod => Assert.Matches("^kube-(flannel-ds|proxy)-", pod.Name));
        Assert.False(cluster.Nodes.Single(node => node.Name == drained).IsSchedulable);
        await Eventually.TrueAsync(() => Running(cluster, "web") == 4, "the evicted pods run elsewhere");
        Assert.Equal($"node/{drained} uncordoned", await _lab.User.MustRunAsync(machine.Address, $"kubectl uncordon {drained}"));
        Assert.True(cluster.Nodes.Single(node => node.Name == drained).IsSchedulable);
    }

    [Fact]
    public async Task Drain_gives_up_at_its_time_when_a_budget_blocks_and_names_the_pod()
    {
        World.NeedGuests();
        (GuestMachine machine, SimulatedCluster cluster, GuestMachine[] workers) = await _lab.ReadyClusterAsync("block", 1);
        cluster.AddDeployment("default", "db", 1);
        cluster.AddBudget("default", "db-budget", "db", minAvailable: 1);
        await Eventually.TrueAsync(() => Running(cluster, "db") == 1, "the deployment runs");
        string pod = cluster.Pods.Single(one => one.Name.StartsWith("db", StringComparison.Ordinal)).Name;
        ProgramRun run = await _lab.User.RunAsync(machine.Address,
            $"kubectl drain {workers[0].HostName} --ignore-daemonsets --delete-emptydir-data --timeout=1s");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"error when evicting pods/\"{pod}\" -n \"default\" (will retry after 200ms): Cannot evict pod as it would violate the pod's disruption budget.", run.Error, StringComparison.Ordinal);
        Assert.Contains($"error when evicting pods/\"{pod}\" -n \"default\": global timeout reached: 1s", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, Running(cluster, "db"));
        string budgets = await _lab.User.MustRunAsync(machine.Address, "kubectl get pdb -A");
        Assert.Matches("default +db-budget +1 +N/A +0 ", budgets);

        cluster.Remove("default", "pdb/db-budget");
        await _lab.User.MustRunAsync(machine.Address, $"kubectl drain {workers[0].HostName} --ignore-daemonsets --timeout=20s");
    }

    [Fact]
    public async Task Drain_asks_before_it_ends_what_would_be_lost()
    {
        World.NeedGuests();
        (GuestMachine machine, SimulatedCluster cluster, GuestMachine[] workers) = await _lab.ReadyClusterAsync("lost", 1);
        string node = workers[0].HostName;
        cluster.AddPod("default", "lonely", node);
        cluster.AddPod("default", "scratch", node, withEmptyDir: true);
        ProgramRun refused = await _lab.User.RunAsync(machine.Address, $"kubectl drain {node}");
        Assert.Contains("Pods that declare no controller (use --force to override): default/lonely, default/scratch", refused.Error,
            StringComparison.Ordinal);
        Assert.Contains("cannot delete Pods with local storage (use --delete-emptydir-data to override): default/scratch", refused.Error,
            StringComparison.Ordinal);
        Assert.Contains("DaemonSet-managed Pods (use --ignore-daemonsets to ignore): kube-flannel/", refused.Error, StringComparison.Ordinal);
        Assert.Equal(2, cluster.Pods.Count(pod => pod.Namespace == "default"));
        await _lab.User.MustRunAsync(machine.Address, $"kubectl drain {node} --force --ignore-daemonsets --delete-emptydir-data");
        Assert.DoesNotContain(cluster.Pods, pod => pod.Namespace == "default");
    }

    [Fact]
    public async Task A_pod_on_a_dead_node_does_not_end_until_the_node_is_deleted()
    {
        World.NeedGuests();
        (GuestMachine machine, SimulatedCluster cluster, GuestMachine[] workers) = await _lab.ReadyClusterAsync("dead", 1);
        cluster.AddPod("default", "stuck", workers[0].HostName);
        await Eventually.TrueAsync(() => Running(cluster, "stuck") == 1, "the pod runs");
        await World.Host.PowerOffAsync(workers[0].VmId, TestContext.Current.CancellationToken);
        ProgramRun run = await _lab.User.RunAsync(machine.Address, $"kubectl drain {workers[0].HostName} --force --ignore-daemonsets --timeout=1s");
        Assert.Contains("error when waiting for pod \"stuck\" in namespace \"default\" to terminate: global timeout reached: 1s", run.Error,
            StringComparison.Ordinal);
        await _lab.User.MustRunAsync(machine.Address, $"kubectl delete node {workers[0].HostName}");
        Assert.DoesNotContain(cluster.Pods, pod => pod.Name == "stuck");
        await _lab.User.MustRunAsync(machine.Address, $"kubectl delete node {workers[0].HostName} --ignore-not-found");
        Assert.Equal(1, (await _lab.User.RunAsync(machine.Address, $"kubectl delete node {workers[0].HostName}")).ExitCode);
    }

    [Fact]
    public async Task It_asks_with_the_rights_of_its_kubeconfig()
    {
        World.NeedGuests();
        (GuestMachine machine, _, GuestMachine[] workers) = await _lab.ReadyClusterAsync("rights", 1);
        Assert.Contains("localhost:8080 was refused", (await _lab.User.RunAsync(workers[0].Address, "kubectl get nodes")).Error,
            StringComparison.Ordinal);
        Assert.Contains("mstr-rights", await _lab.User.MustRunAsync(workers[0].Address,
            "kubectl --kubeconfig /etc/kubernetes/kubelet.conf get nodes"), StringComparison.Ordinal);
        ProgramRun run = await _lab.User.RunAsync(workers[0].Address, "KUBECONFIG=/etc/kubernetes/kubelet.conf kubectl delete node mstr-rights");
        Assert.Contains("Error from server (Forbidden): nodes \"mstr-rights\" is forbidden: User \"system:node:node-rights1\" cannot delete resource \"nodes\"", run.Error, StringComparison.Ordinal);
        Assert.Contains("no such file", (await _lab.User.RunAsync(machine.Address, "kubectl --kubeconfig /nowhere get nodes")).Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Manifests_come_from_standard_input_and_json_and_jsonpath_go_out()
    {
        World.NeedGuests();
        (GuestMachine machine, SimulatedCluster cluster) = await _lab.ControlPlaneAsync("mstr-yaml");
        const string manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {color: blue}\n";
        Assert.Equal("configmap/settings created", await _lab.User.MustRunAsync(machine.Address, "kubectl apply -f -", manifest));
        Assert.Equal("configmap/settings unchanged", await _lab.User.MustRunAsync(machine.Address, "kubectl apply -f -", manifest));
        Assert.Equal("blue", await _lab.User.MustRunAsync(machine.Address, "kubectl get cm settings -o 'jsonpath={.data.color}'"));
        Assert.Equal("mstr-yaml v1.31.4", await _lab.User.MustRunAsync(machine.Address,
            "kubectl get nodes -o jsonpath='{range .items[*]}{.metadata.name}{\" \"}{.status.nodeInfo.kubeletVersion}{end}'"));
        Assert.Contains("\"name\": \"settings\"", await _lab.User.MustRunAsync(machine.Address, "kubectl get cm settings -o json"),
            StringComparison.Ordinal);
        await _lab.User.MustRunAsync(machine.Address, "kubectl wait --for=condition=Ready node/mstr-yaml --timeout=10s");
        Assert.Equal("ok", await _lab.User.MustRunAsync(machine.Address, "kubectl get --raw /readyz"));
        ProgramRun unknown = await _lab.User.RunAsync(machine.Address, "kubectl apply -f -",
            "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: x}\n");
        Assert.Contains("no matches for kind \"Thing\" in version \"example.com/v1\"", unknown.Error, StringComparison.Ordinal);
        Assert.NotNull(cluster);
    }

    private static int Running(SimulatedCluster cluster, string app) =>
        cluster.Pods.Count(pod => pod.Name.StartsWith(app, StringComparison.Ordinal) && pod.Phase == "Running");
}
