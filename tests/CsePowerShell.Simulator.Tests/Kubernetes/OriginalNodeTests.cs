using CsePowerShell.Simulator.Guests;
using CsePowerShell.Simulator.Kubernetes;
using CsePowerShell.Simulator.Tests.Guests;

namespace CsePowerShell.Simulator.Tests.Kubernetes;

/// <summary>Nodes as CSE 1.x made them: its scripts wait for docker, give kubeadm a version and no file, apply weave.yml and join without the CA's hash.</summary>
public sealed class OriginalNodeTests(GuestWorld world) : GuestTests(world)
{
    private static readonly GuestImage s_image = new("photon-v2", "v1.10.11", "weave", AllowsRootPassword: true);

    [Fact]
    public async Task A_cluster_is_made_step_by_step_as_the_original_did()
    {
        World.NeedGuests();
        GuestMachine controlPlane = await World.BootAsync("mstr-1x", s_image), worker = await World.BootAsync("node-1x", s_image);
        SshUser user = World.User;
        Assert.Equal("active", (await user.MustRunAsync(controlPlane.Address, "systemctl is-active docker")).Trim());
        await user.MustRunAsync(controlPlane.Address, "kubeadm init --kubernetes-version=v1.10.11 && mkdir -p /root/.kube && cp -f /etc/kubernetes/admin.conf /root/.kube/config && kubectl apply -f /root/weave.yml");
        string[] joinInformation = (await user.MustRunAsync(controlPlane.Address, "kubeadm token create; ip route get 1 | awk '{print $NF;exit}'"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(controlPlane.Address.ToString(), joinInformation[^1]);
        await user.MustRunAsync(worker.Address, $"kubeadm join --token {joinInformation[^2]} {joinInformation[^1]}:6443 --discovery-token-unsafe-skip-ca-verification");
        SimulatedCluster cluster = World.Host.Kubernetes.ClusterAt(controlPlane.Address)!;
        await KubernetesLab.AllReadyAsync(cluster, 2);
        await user.MustRunAsync(controlPlane.Address, "kubectl delete node node-1x");
        Assert.Single(cluster.Nodes);
    }
}
