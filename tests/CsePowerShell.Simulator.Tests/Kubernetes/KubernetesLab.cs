using System.Globalization;
using CsePowerShell.Simulator.Guests;
using CsePowerShell.Simulator.Kubernetes;
using CsePowerShell.Simulator.Tests.Guests;

namespace CsePowerShell.Simulator.Tests.Kubernetes;

/// <summary>Clusters made as people make them: with kubeadm, over SSH.</summary>
internal sealed class KubernetesLab(GuestWorld world)
{
    public const string Token = "07401b.f395accd246ae52d";

    public SshUser User => world.User;

    public static bool HasKubectl => File.Exists("/usr/bin/kubectl") || File.Exists("/usr/local/bin/kubectl");

    /// <summary>A configuration file for kubeadm init.</summary>
    public static string InitFile(GuestMachine machine, string api = "v1beta4", string version = "v1.31.4", string ttl = "1h", string extra = "") => $"""
        apiVersion: kubeadm.k8s.io/{api}
        kind: InitConfiguration
        bootstrapTokens:
          - token: "{Token}"
            ttl: {ttl}
        localAPIEndpoint:
          advertiseAddress: {machine.Address}
        nodeRegistration:
          name: {machine.HostName}
          criSocket: unix:///run/containerd/containerd.sock
        {extra}
        ---
        apiVersion: kubeadm.k8s.io/{api}
        kind: ClusterConfiguration
        clusterName: lab
        kubernetesVersion: {version}
        controlPlaneEndpoint: "{machine.Address}:6443"
        networking:
          podSubnet: 100.96.0.0/11
        """;

    /// <summary>A configuration file for kubeadm join.</summary>
    public static string JoinFile(GuestMachine machine, string endpoint, string hash, string token = Token, string api = "v1beta4", string? name = null) => $"""
        apiVersion: kubeadm.k8s.io/{api}
        kind: JoinConfiguration
        discovery:
          bootstrapToken:
            apiServerEndpoint: "{endpoint}"
            token: "{token}"
            caCertHashes:
              - {hash}
        nodeRegistration:
          name: {name ?? machine.HostName}
        """;

    public Task<ProgramRun> InitAsync(GuestMachine machine, string file, string options = "") =>
        WithFileAsync(machine, file, $"kubeadm init --config /run/kubeadm.yaml {options}");

    public Task<ProgramRun> JoinAsync(GuestMachine machine, string file) => WithFileAsync(machine, file, "kubeadm join --config /run/kubeadm.yaml");

    /// <summary>A control plane, with a network when asked.</summary>
    public async Task<(GuestMachine Machine, SimulatedCluster Cluster)> ControlPlaneAsync(string name, bool withNetwork = true)
    {
        GuestMachine machine = await world.BootAsync(name);
        ProgramRun run = await InitAsync(machine, InitFile(machine));
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        await User.MustRunAsync(machine.Address, "mkdir -p /root/.kube && cp /etc/kubernetes/admin.conf /root/.kube/config");
        if (withNetwork)
            await User.MustRunAsync(machine.Address, "kubectl apply -f /root/cni.yaml");
        return (machine, world.Host.Kubernetes.ClusterAt(machine.Address)!);
    }

    public async Task<string> HashAsync(GuestMachine controlPlane) =>
        "sha256:" + (await User.MustRunAsync(controlPlane.Address,
            "openssl x509 -pubkey -noout -in /etc/kubernetes/pki/ca.crt | openssl pkey -pubin -outform DER | openssl dgst -sha256")).Split(' ')[^1];

    public static string Endpoint(GuestMachine controlPlane) => string.Create(CultureInfo.InvariantCulture, $"{controlPlane.Address}:6443");

    /// <summary>Workers that have joined.</summary>
    public async Task<GuestMachine[]> WorkersAsync(GuestMachine controlPlane, params string[] names)
    {
        string hash = await HashAsync(controlPlane);
        return await Task.WhenAll(names.Select(async name =>
        {
            GuestMachine machine = await world.BootAsync(name);
            ProgramRun run = await JoinAsync(machine, JoinFile(machine, Endpoint(controlPlane), hash));
            Assert.True(run.ExitCode == 0, run.Output + run.Error);
            return machine;
        }));
    }

    public static Task AllReadyAsync(SimulatedCluster cluster, int nodes) =>
        Eventually.TrueAsync(() => cluster.Nodes.Count(node => node.IsReady) == nodes, $"{nodes} nodes are Ready");

    /// <summary>A cluster with its nodes Ready.</summary>
    public async Task<(GuestMachine Machine, SimulatedCluster Cluster, GuestMachine[] Workers)> ReadyClusterAsync(string prefix, int workers)
    {
        (GuestMachine machine, SimulatedCluster cluster) = await ControlPlaneAsync($"mstr-{prefix}");
        GuestMachine[] joined = await WorkersAsync(machine, [.. Enumerable.Range(1, workers).Select(number => $"node-{prefix}{number}")]);
        await AllReadyAsync(cluster, workers + 1);
        return (machine, cluster, joined);
    }

    private async Task<ProgramRun> WithFileAsync(GuestMachine machine, string file, string command) =>
        await User.RunAsync(machine.Address, $"cat > /run/kubeadm.yaml && {command}", file);
}
