using System.Net;
using System.Text.RegularExpressions;
using CsePowerShell.Simulator.Guests;
using CsePowerShell.Simulator.Kubernetes;
using CsePowerShell.Simulator.Tests.Guests;

namespace CsePowerShell.Simulator.Tests.Kubernetes;

/// <summary>The real kubectl, from this machine, with the kubeconfig of a cluster.</summary>
public sealed partial class RealKubectlTests(GuestWorld world) : GuestTests(world)
{
    private readonly KubernetesLab _lab = new(world);

    [Fact]
    public async Task It_shows_version_nodes_pods_and_a_described_node()
    {
        (KubectlUser user, SimulatedCluster cluster, GuestMachine[] workers) = await ClusterAsync("show", 2);
        using IDisposable end = user;
        Assert.Contains("Server Version: v1.31.4", await user.MustRunAsync("version"), StringComparison.Ordinal);
        string[] nodes = (await user.MustRunAsync("get nodes -o wide")).Split('\n');
        Assert.Equal(["NAME", "STATUS", "ROLES", "AGE", "VERSION", "INTERNAL-IP", "EXTERNAL-IP", "OS-IMAGE", "KERNEL-VERSION", "CONTAINER-RUNTIME"],
            Columns().Split(nodes[0].Trim()));
        Assert.Equal(4, nodes.Length);
        Assert.All(nodes[1..], line => Assert.Matches(@"^\S+ +Ready +(control-plane|<none>) +\S+ +v1\.31\.4 +127\.", line));
        string pods = await user.MustRunAsync("get pods -A");
        Assert.Equal(4 + 2 + 3 + 3, pods.Split('\n').Length - 1); // control plane, CoreDNS, kube-proxy, flannel
        Assert.Contains("kube-system    coredns-", pods, StringComparison.Ordinal);
        string described = await user.MustRunAsync($"describe node {workers[0].HostName}");
        Assert.Matches($@"InternalIP: +{Regex.Escape(workers[0].Address.ToString())}", described);
        Assert.Matches(@"Ready +True +.* KubeletReady", described);
        Assert.Matches(@"kube-flannel +kube-flannel-ds-", described);
        Assert.Contains($"\"name\": \"{workers[1].HostName}\"", await user.MustRunAsync("get nodes -o json"), StringComparison.Ordinal);
        Assert.Contains("kind: NodeList", (await user.MustRunAsync("get nodes -o yaml")).Replace("kind: List", "kind: NodeList",
            StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.NotNull(cluster);
    }

    [Fact]
    public async Task It_makes_changes_and_deletes_workloads_without_switching_validation_off()
    {
        (KubectlUser user, SimulatedCluster cluster, _) = await ClusterAsync("work", 1);
        using IDisposable end = user;
        const string manifest = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: shop}
            spec:
              replicas: 3
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: c, image: nginx}]}
            """;
        Assert.Contains("namespaces \"shop\" not found", (await user.RunAsync(["apply", "-f", "-"], manifest)).Error, StringComparison.Ordinal);
        await user.MustRunAsync("create namespace shop");
        Assert.Equal("deployment.apps/web created", await user.MustRunAsync("apply -f -", manifest));
        Assert.Equal("deployment.apps/web unchanged", await user.MustRunAsync("apply -f -", manifest));
        Assert.Equal("deployment.apps/web configured", await user.MustRunAsync("apply -f -",
            manifest.Replace("replicas: 3", "replicas: 5", StringComparison.Ordinal)));
        await user.MustRunAsync("rollout status deployment/web -n shop --timeout=20s");
        Assert.Equal(5, cluster.Pods.Count(pod => pod is { Namespace: "shop", Phase: "Running" }));
        Assert.Equal("deployment.apps/web scaled", await user.MustRunAsync("scale deployment/web -n shop --replicas=1"));
        await Eventually.TrueAsync(() => cluster.Pods.Count(pod => pod.Namespace == "shop") == 1, "the others are gone");
        await user.MustRunAsync("create configmap settings -n shop --from-literal=color=blue");
        Assert.Equal("blue", await user.MustRunAsync("get configmap settings -n shop -o jsonpath={.data.color}"));
        await user.MustRunAsync("run lonely --image=nginx -n shop");
        await user.MustRunAsync("wait --for=condition=Ready pod/lonely -n shop --timeout=20s");
        await user.MustRunAsync("label pod lonely -n shop tier=front");
        Assert.Equal("pod/lonely", await user.MustRunAsync("get pods -n shop -l tier=front -o name"));
        Assert.Equal("pod \"lonely\" deleted", await user.MustRunAsync("delete pod lonely -n shop"));
        Assert.Equal("namespace \"shop\" deleted", await user.MustRunAsync("delete namespace shop"));
        Assert.DoesNotContain(cluster.Pods, pod => pod.Namespace == "shop");
        Assert.Contains("Error from server (NotFound): pods \"nobody\" not found", (await user.RunAsync(["get", "pod", "nobody"])).Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_drain_obeys_budgets_and_says_the_same_as_the_one_in_the_guest()
    {
        (KubectlUser user, SimulatedCluster cluster, GuestMachine[] workers) = await ClusterAsync("drain", 2);
        using IDisposable end = user;
        cluster.AddDeployment("default", "db", 2);
        cluster.AddBudget("default", "db", "db", minAvailable: 2);
        await Eventually.TrueAsync(() => cluster.Pods.Count(pod => pod is { Namespace: "default", Phase: "Running" }) == 2, "the deployment runs");
        string node = cluster.Pods.First(pod => pod.Namespace == "default").Node!;
        string[] arguments = ["drain", node, "--ignore-daemonsets", "--timeout=2s"];
        ProgramRun real = await user.RunAsync(arguments);
        ProgramRun played = await _lab.User.RunAsync(cluster.Address, "kubectl " + string.Join(' ', arguments));
        Assert.Equal(1, real.ExitCode);
        Assert.Equal(1, played.ExitCode);
        // kubectl pauses 5 s between attempts, so it says that once; what the two say is otherwise the same.
        static string[] Sentences(string text) => [.. text.Split('\n').Select(line => RetryPause().Replace(line, "will retry)")).Distinct()];
        Assert.Equal(Sentences(real.Error), Sentences(played.Error));
        Assert.Equal(2, cluster.Pods.Count(pod => pod is { Namespace: "default", Phase: "Running" }));

        await user.MustRunAsync("delete pdb db");
        Assert.EndsWith($"node/{node} drained", await user.MustRunAsync($"drain {node} --ignore-daemonsets --timeout=20s"), StringComparison.Ordinal);
        Assert.Equal($"node/{node} uncordoned", await user.MustRunAsync($"uncordon {node}"));
        Assert.Equal($"node/{node} cordoned", await user.MustRunAsync($"cordon {node}"));
        Assert.Matches($"{node} +Ready,SchedulingDisabled", await user.MustRunAsync("get nodes"));
        Assert.Equal($"node \"{node}\" deleted", await user.MustRunAsync($"delete node {node}"));
        Assert.Equal(2, cluster.Nodes.Count);
        Assert.Equal(2, workers.Length);
    }

    [Fact]
    public async Task It_verifies_the_server_and_the_server_verifies_it()
    {
        (KubectlUser user, SimulatedCluster cluster, _) = await ClusterAsync("trust", 0);
        using IDisposable end = user;
        (GuestMachine other, _) = await _lab.ControlPlaneAsync("mstr-trust2", withNetwork: false);
        string foreign = await _lab.User.MustRunAsync(other.Address, "cat /etc/kubernetes/admin.conf");
        string own = await _lab.User.MustRunAsync(cluster.Address, "cat /etc/kubernetes/admin.conf");

        using KubectlUser wrongServer = new(foreign.Replace($"{other.Address}:6443", $"{cluster.Address}:6443", StringComparison.Ordinal));
        Assert.Contains("certificate signed by unknown authority", (await wrongServer.RunAsync(["get", "nodes"])).Error, StringComparison.Ordinal);

        using KubectlUser stranger = new(CertificateOf().Replace(own, CertificateOf().Match(foreign).Value));
        Assert.Contains("You must be logged in to the server", (await stranger.RunAsync(["get", "nodes"])).Error, StringComparison.Ordinal);

        using HttpClientHandler handler =
            new() { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator };
        using HttpClient nobody = new(handler) { BaseAddress = new Uri($"https://{cluster.Address}:6443") };
        foreach ((string path, HttpStatusCode status, string text) in ((string, HttpStatusCode, string)[])[
            ("/readyz", HttpStatusCode.OK, "ok"), ("/version", HttpStatusCode.OK, "v1.31.4"),
            ("/api/v1/namespaces/kube-public/configmaps/cluster-info", HttpStatusCode.OK, "certificate-authority-data"),
            ("/api/v1/nodes", HttpStatusCode.Forbidden, "nodes is forbidden: User \\\"system:anonymous\\\" cannot list resource"),
            ("/api/v1/namespaces/kube-system/secrets", HttpStatusCode.Forbidden, "cannot list"),
                ("/apis", HttpStatusCode.Forbidden, "system:anonymous")])
        {
            using HttpResponseMessage answer = await nobody.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(status, answer.StatusCode);
            Assert.Contains(text, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
        nobody.DefaultRequestHeaders.Authorization = new("Bearer", "abcdef.0123456789abcdef");
        using HttpResponseMessage refused = await nobody.GetAsync(new Uri("/version", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task Powered_off_the_control_plane_refuses_it_and_afterwards_everything_is_there_again()
    {
        (KubectlUser user, SimulatedCluster cluster, _) = await ClusterAsync("off", 0);
        using IDisposable end = user;
        await user.MustRunAsync("create namespace kept");
        string vmId = cluster.Nodes[0].VmId;
        await World.Host.PowerOffAsync(vmId, TestContext.Current.CancellationToken);
        Assert.Contains("was refused", (await user.RunAsync(["get", "nodes"])).Error, StringComparison.Ordinal);
        await Assert.ThrowsAsync<GuestException>(() => World.Host.RebootAsync(vmId, TestContext.Current.CancellationToken));
        await World.Host.PowerOnAsync(World.Machine("mstr-off") with { VmId = vmId, Address = cluster.Address },
            TestContext.Current.CancellationToken);
        Assert.Equal("namespace/kept", await user.MustRunAsync("get namespace kept -o name"));
    }

    private async Task<(KubectlUser User, SimulatedCluster Cluster, GuestMachine[] Workers)> ClusterAsync(string name, int workers)
    {
        World.NeedGuests();
        Assert.SkipUnless(KubernetesLab.HasKubectl, "kubectl is not installed.");
        (GuestMachine machine, SimulatedCluster cluster, GuestMachine[] joined) = await _lab.ReadyClusterAsync(name, workers);
        await Eventually.TrueAsync(() => cluster.Pods.All(pod => pod.Phase == "Running"), "all pods run");
        return (new KubectlUser(await _lab.User.MustRunAsync(machine.Address, "cat /etc/kubernetes/admin.conf")), cluster, joined);
    }

    [GeneratedRegex(@" {2,}|(?<=\S) (?=\S)")]
    private static partial Regex Columns();

    [GeneratedRegex(@"will retry after \S+\)")]
    private static partial Regex RetryPause();

    [GeneratedRegex(@"    client-certificate-data: \S+\n    client-key-data: \S+")]
    private static partial Regex CertificateOf();
}
