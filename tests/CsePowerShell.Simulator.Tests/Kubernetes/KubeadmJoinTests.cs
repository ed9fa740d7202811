using CsePowerShell.Simulator.Guests;
using CsePowerShell.Simulator.Kubernetes;
using CsePowerShell.Simulator.Tests.Guests;

namespace CsePowerShell.Simulator.Tests.Kubernetes;

public sealed class KubeadmJoinTests(GuestWorld world) : GuestTests(world)
{
    private readonly KubernetesLab _lab = new(world);

    [Fact]
    public async Task Workers_join_side_by_side_and_become_ready()
    {
        World.NeedGuests();
        (_, SimulatedCluster cluster, GuestMachine[] workers) = await _lab.ReadyClusterAsync("join", 3);
        Assert.Equal(workers.Select(worker => worker.HostName).Order(), cluster.Nodes.Where(node => !node.IsControlPlane).Select(node => node.Name));
        Assert.Equal(workers.Select(worker => worker.VmId).Order(),
            cluster.Nodes.Where(node => !node.IsControlPlane).Select(node => node.VmId).Order());
        await Eventually.TrueAsync(() => cluster.Pods.Count(pod => pod.Name.StartsWith("kube-flannel-ds", StringComparison.Ordinal)
            && pod.Phase == "Running") == 4, "the network is on every node");
    }

    [Fact]
    public async Task Without_a_network_a_worker_stays_not_ready()
    {
        World.NeedGuests();
        (GuestMachine machine, SimulatedCluster cluster) = await _lab.ControlPlaneAsync("mstr-nocni", withNetwork: false);
        await _lab.WorkersAsync(machine, "node-nocni");
        await Task.Delay(500, TestContext.Current.CancellationToken);
        Assert.All(cluster.Nodes, node => Assert.False(node.IsReady));
        Assert.Contains("\"NetworkReady\",\n        \"status\": false", await _lab.User.MustRunAsync(machine.Address, "crictl info"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_join_needs_the_right_ca_hash_token_and_a_running_api_server()
    {
        World.NeedGuests();
        (GuestMachine machine, SimulatedCluster cluster) = await _lab.ControlPlaneAsync("mstr-rules", withNetwork: false);
        GuestMachine worker = await World.BootAsync("node-rules");
        string hash = await _lab.HashAsync(machine);
        string endpoint = KubernetesLab.Endpoint(machine);

        await RefusedAsync(worker, KubernetesLab.JoinFile(worker, endpoint, "sha256:" + new string('0', 64)), "none of the public keys \"" + hash
            + "\" are pinned");
        await RefusedAsync(worker, KubernetesLab.JoinFile(worker, endpoint, hash, "abcdef.0123456789abcdef"),
            "could not find a JWS signature in the cluster-info ConfigMap for token ID \"abcdef\"");
        await RefusedAsync(worker, KubernetesLab.JoinFile(worker, endpoint, hash, "07401b.0000000000000000"), "failed to verify JWS signature");
        await RefusedAsync(worker, KubernetesLab.JoinFile(worker, endpoint, hash, "NOT-A-TOKEN"), "was not of the form", exitCode: 3);
        await RefusedAsync(worker, KubernetesLab.JoinFile(worker, endpoint, hash).Replace("caCertHashes", "other", StringComparison.Ordinal),
            "using token-based discovery without caCertHashes can be unsafe", exitCode: 3);
        await World.Host.PowerOffAsync(machine.VmId, TestContext.Current.CancellationToken);
        await RefusedAsync(worker, KubernetesLab.JoinFile(worker, endpoint, hash), $"dial tcp {endpoint}: connect: connection refused");
        await World.Host.PowerOnAsync(machine, TestContext.Current.CancellationToken);
        Assert.Single(cluster.Nodes);
        Assert.Equal(0, (await _lab.JoinAsync(worker, KubernetesLab.JoinFile(worker, endpoint, hash))).ExitCode);
        Assert.Equal(2, cluster.Nodes.Count);
    }

    [Fact]
    public async Task A_node_joins_once_and_its_name_is_its_own()
    {
        World.NeedGuests();
        (GuestMachine machine, SimulatedCluster cluster, GuestMachine[] workers) = await _lab.ReadyClusterAsync("once", 1);
        string hash = await _lab.HashAsync(machine);
        ProgramRun again = await _lab.JoinAsync(workers[0], KubernetesLab.JoinFile(workers[0], KubernetesLab.Endpoint(machine), hash));
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("[ERROR FileAvailable--etc-kubernetes-kubelet.conf]: /etc/kubernetes/kubelet.conf already exists", again.Error,
            StringComparison.Ordinal);

        GuestMachine other = await World.BootAsync("node-other");
        await RefusedAsync(other, KubernetesLab.JoinFile(other, KubernetesLab.Endpoint(machine), hash, name: workers[0].HostName),
            $"a Node with name \"{workers[0].HostName}\" and status \"Ready\" already exists in the cluster");

        await _lab.User.MustRunAsync(machine.Address, $"kubectl delete node {workers[0].HostName}");
        await _lab.User.MustRunAsync(workers[0].Address, "kubeadm reset -f");
        Assert.Equal("inactive", (await _lab.User.RunAsync(workers[0].Address, "systemctl is-active kubelet")).Output.Trim());
        Assert.Equal(0, (await _lab.JoinAsync(workers[0], KubernetesLab.JoinFile(workers[0], KubernetesLab.Endpoint(machine), hash))).ExitCode);
        await KubernetesLab.AllReadyAsync(cluster, 2);
    }

    [Fact]
    public async Task A_token_ends_with_its_time()
    {
        World.NeedGuests();
        (GuestMachine machine, SimulatedCluster cluster) = await _lab.ControlPlaneAsync("mstr-token", withNetwork: false);
        string token = await _lab.User.MustRunAsync(machine.Address, "kubeadm token create --ttl 1s --description 'one join'");
        Assert.Matches("^[a-z0-9]{6}\\.[a-z0-9]{16}$", token);
        await Eventually.TrueAsync(() => !cluster.Tokens.ContainsKey(token[..6]), "the token is gone");
        GuestMachine worker = await World.BootAsync("node-token");
        await RefusedAsync(worker, KubernetesLab.JoinFile(worker, KubernetesLab.Endpoint(machine), await _lab.HashAsync(machine), token),
            "could not find a JWS signature");
    }

    [Fact]
    public async Task Tokens_are_made_listed_and_deleted()
    {
        World.NeedGuests();
        (GuestMachine machine, SimulatedCluster cluster) = await _lab.ControlPlaneAsync("mstr-tokens", withNetwork: false);
        string line = await _lab.User.MustRunAsync(machine.Address, "kubeadm token create abcdef.0123456789abcdef --ttl 30m --print-join-command");
        Assert.Equal($"kubeadm join {KubernetesLab.Endpoint(machine)} --token abcdef.0123456789abcdef --discovery-token-ca-cert-hash {cluster.Authority.Hash}", line.TrimEnd());
        Assert.Contains("a token with id \"abcdef\" already exists",
            (await _lab.User.RunAsync(machine.Address, "kubeadm token create abcdef.0123456789abcdef")).Error, StringComparison.Ordinal);
        string list = await _lab.User.MustRunAsync(machine.Address, "kubeadm token list");
        Assert.Contains("abcdef.0123456789abcdef   29m", list, StringComparison.Ordinal);
        GuestMachine worker = await World.BootAsync("node-tokens");
        await _lab.User.MustRunAsync(worker.Address, line);
        Assert.Equal("bootstrap token \"abcdef\" deleted", await _lab.User.MustRunAsync(machine.Address, "kubeadm token delete abcdef"));
        Assert.Equal(["07401b"], cluster.Tokens.Keys);
        Assert.Equal(1, (await _lab.User.RunAsync(worker.Address, "kubeadm token create")).ExitCode);
    }

    [Fact]
    public async Task A_node_whose_guest_is_off_turns_not_ready_after_the_grace_period_and_comes_back()
    {
        World.NeedGuests();
        (GuestMachine machine, SimulatedCluster cluster, GuestMachine[] workers) = await _lab.ReadyClusterAsync("grace", 1);
        await World.Host.PowerOffAsync(workers[0].VmId, TestContext.Current.CancellationToken);
        Assert.Equal(2, cluster.Nodes.Count(node => node.IsReady));
        await Eventually.TrueAsync(() => cluster.Nodes.Count(node => node.IsReady) == 1, "the node is missed");
        Assert.Contains("NotReady", await _lab.User.MustRunAsync(machine.Address, $"kubectl get node {workers[0].HostName}"),
            StringComparison.Ordinal);
        await World.Host.PowerOnAsync(workers[0], TestContext.Current.CancellationToken);
        await KubernetesLab.AllReadyAsync(cluster, 2);
        await _lab.User.MustRunAsync(workers[0].Address, "systemctl stop kubelet");
        await Eventually.TrueAsync(() => cluster.Nodes.Count(node => node.IsReady) == 1, "a stopped kubelet is missed, too");
    }

    private async Task RefusedAsync(GuestMachine worker, string file, string error, int exitCode = 1)
    {
        ProgramRun run = await _lab.JoinAsync(worker, file);
        Assert.Contains(error, run.Error, StringComparison.Ordinal);
        Assert.Equal(exitCode, run.ExitCode);
        Assert.NotEqual(0, (await _lab.User.RunAsync(worker.Address, "test -e /etc/kubernetes/kubelet.conf")).ExitCode);
    }
}
