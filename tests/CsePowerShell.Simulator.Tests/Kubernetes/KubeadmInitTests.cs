using System.Security.Cryptography.X509Certificates;
using CsePowerShell.Simulator.Guests;
using CsePowerShell.Simulator.Kubernetes;
using CsePowerShell.Simulator.Kubernetes.Certificates;
using CsePowerShell.Simulator.Tests.Guests;

namespace CsePowerShell.Simulator.Tests.Kubernetes;

public sealed class KubeadmInitTests(GuestWorld world) : GuestTests(world)
{
    private readonly KubernetesLab _lab = new(world);

    [Fact]
    public async Task Init_makes_a_node_that_waits_for_a_network_and_a_kubeconfig_that_works()
    {
        World.NeedGuests();
        (GuestMachine machine, SimulatedCluster cluster) = await _lab.ControlPlaneAsync("mstr-init1", withNetwork: false);
        SimulatedNode node = Assert.Single(cluster.Nodes);
        Assert.Equal(("mstr-init1", true, false, "v1.31.4"), (node.Name, node.IsControlPlane, node.IsReady, node.KubeletVersion));
        Assert.All(cluster.Pods.Where(pod => pod.Name.StartsWith("coredns", StringComparison.Ordinal)), pod => Assert.Equal("Pending", pod.Phase));
        Assert.Contains("NotReady", await _lab.User.MustRunAsync(machine.Address, "kubectl get nodes"), StringComparison.Ordinal);
        Assert.Equal(await _lab.HashAsync(machine), cluster.Authority.Hash);
        Assert.Equal("600 600 644", await _lab.User.MustRunAsync(machine.Address,
            "cd /etc/kubernetes && echo $(stat -c %a admin.conf pki/ca.key pki/ca.crt)"));

        await _lab.User.MustRunAsync(machine.Address, "kubectl apply -f /root/cni.yaml");
        await KubernetesLab.AllReadyAsync(cluster, 1);
        await Eventually.TrueAsync(() => cluster.Pods.All(pod => pod.Phase == "Running"), "all pods run");
        Assert.Equal("active", await _lab.User.MustRunAsync(machine.Address, "systemctl is-active kubelet"));
    }

    [Fact]
    public async Task A_second_init_is_refused_by_preflight_and_possible_after_a_reset()
    {
        World.NeedGuests();
        (GuestMachine machine, SimulatedCluster first) = await _lab.ControlPlaneAsync("mstr-init2", withNetwork: false);
        ProgramRun run = await _lab.InitAsync(machine, KubernetesLab.InitFile(machine));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("[ERROR FileAvailable--etc-kubernetes-manifests-kube-apiserver.yaml]: /etc/kubernetes/manifests/kube-apiserver.yaml already exists", run.Error, StringComparison.Ordinal);
        Assert.Contains("[ERROR Port-6443]: Port 6443 is in use", run.Error, StringComparison.Ordinal);
        Assert.Contains("[ERROR DirAvailable--var-lib-etcd]", run.Error, StringComparison.Ordinal);
        Assert.Same(first, World.Host.Kubernetes.ClusterAt(machine.Address));

        await _lab.User.MustRunAsync(machine.Address, "kubeadm reset -f");
        Assert.Null(World.Host.Kubernetes.ClusterAt(machine.Address));
        Assert.Equal("", await _lab.User.MustRunAsync(machine.Address, "ls /etc/kubernetes/*.conf /etc/kubernetes/pki 2>/dev/null; true"));
        Assert.Equal(0, (await _lab.InitAsync(machine, KubernetesLab.InitFile(machine))).ExitCode);
    }

    [Theory]
    [InlineData(1, 4096, "[ERROR NumCPU]: the number of available CPUs 1 is less than the required 2")]
    [InlineData(2, 1024, "[ERROR Mem]: the system RAM (1024 MB) is less than the minimum 1700 MB")]
    public async Task A_machine_that_is_too_small_is_refused(int cpu, int memory, string error)
    {
        World.NeedGuests();
        GuestMachine machine = World.Machine($"mstr-small{cpu}") with { Cpu = cpu, MemoryMB = memory };
        await World.BootAsync(machine);
        ProgramRun run = await _lab.InitAsync(machine, KubernetesLab.InitFile(machine));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(error, run.Error, StringComparison.Ordinal);
        Assert.Null(World.Host.Kubernetes.ClusterAt(machine.Address));
    }

    [Fact]
    public async Task A_kubeadm_of_1_30_takes_v1beta3_and_not_v1beta4()
    {
        World.NeedGuests();
        GuestMachine machine = await World.BootAsync("mstr-older", GuestWorld.Older);
        ProgramRun refused = await _lab.InitAsync(machine, KubernetesLab.InitFile(machine, "v1beta4", "v1.30.8"));
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("no kind \"InitConfiguration\" is registered for version \"kubeadm.k8s.io/v1beta4\"", refused.Error,
            StringComparison.Ordinal);
        ProgramRun taken = await _lab.InitAsync(machine, KubernetesLab.InitFile(machine, "v1beta3", "v1.30.8"));
        Assert.True(taken.ExitCode == 0, taken.Error);
        Assert.Equal("v1.30.8", World.Host.Kubernetes.ClusterAt(machine.Address)!.Version);
    }

    [Fact]
    public async Task A_ca_that_was_delivered_before_is_taken()
    {
        World.NeedGuests();
        GuestMachine machine = await World.BootAsync("mstr-ownca");
        using ClusterAuthority authority = ClusterAuthority.Create("ECDSA-P256", DateTimeOffset.UtcNow);
        await _lab.User.MustRunAsync(machine.Address, "mkdir -p /etc/kubernetes/pki && cat > /etc/kubernetes/pki/ca.crt", authority.CertificatePem
            + "\n");
        await _lab.User.MustRunAsync(machine.Address, "umask 077; cat > /etc/kubernetes/pki/ca.key", authority.KeyPem + "\n");
        ProgramRun run = await _lab.InitAsync(machine, KubernetesLab.InitFile(machine));
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(authority.Hash, World.Host.Kubernetes.ClusterAt(machine.Address)!.Authority.Hash);
    }

    [Fact]
    public async Task The_server_certificate_names_the_endpoint_and_lasts_a_year()
    {
        World.NeedGuests();
        (GuestMachine machine, _) = await _lab.ControlPlaneAsync("mstr-cert", withNetwork: false);
        using X509Certificate2 certificate = X509Certificate2.CreateFromPem(
            await _lab.User.MustRunAsync(machine.Address, "cat /etc/kubernetes/pki/apiserver.crt"));
        Assert.True(certificate.MatchesHostname(machine.Address.ToString()));
        Assert.True(certificate.MatchesHostname("mstr-cert"));
        Assert.InRange(certificate.NotAfter - DateTime.Now, TimeSpan.FromDays(364), TimeSpan.FromDays(366));
    }

    [Fact]
    public async Task A_cluster_lives_with_its_control_plane()
    {
        World.NeedGuests();
        (GuestMachine machine, SimulatedCluster cluster) = await _lab.ControlPlaneAsync("mstr-life");
        await World.Host.PowerOffAsync(machine.VmId, TestContext.Current.CancellationToken);
        Assert.False(cluster.IsAnswering);
        await World.Host.PowerOnAsync(machine, TestContext.Current.CancellationToken);
        Assert.True(cluster.IsAnswering);
        Assert.StartsWith("mstr-life   ", (await _lab.User.MustRunAsync(machine.Address, "kubectl get nodes --no-headers")),
            StringComparison.Ordinal);
        await World.Host.DestroyAsync(machine.VmId, TestContext.Current.CancellationToken);
        Assert.Null(World.Host.Kubernetes.ClusterAt(machine.Address));
    }
}
