using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using CsePowerShell.Simulator.Guests;
using CsePowerShell.Simulator.Guests.Agent;
using CsePowerShell.Simulator.Kubernetes.Kubeadm;
using CsePowerShell.Simulator.Kubernetes.Kubectl;
using CsePowerShell.Simulator.Kubernetes.Nodes;

namespace CsePowerShell.Simulator.Kubernetes;

/// <summary>All clusters that guests of one simulator have made.</summary>
public sealed class SimulatedKubernetes
{
    private readonly ConcurrentDictionary<string, SimulatedCluster> _byControlPlane = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Membership> _memberships = new(StringComparer.Ordinal);

    internal SimulatedKubernetes(KubernetesTimings timings, TimeProvider clock)
    {
        Timings = timings;
        Clock = clock;
    }

    internal KubernetesTimings Timings { get; }
    internal TimeProvider Clock { get; }

    /// <summary>The clusters there are now.</summary>
    public IReadOnlyList<SimulatedCluster> Clusters => [.. _byControlPlane.Values];

    /// <summary>The cluster whose control plane has this address, or null.</summary>
    public SimulatedCluster? ClusterAt(string address) => ClusterAt(IPAddress.Parse(address));

    /// <summary>The cluster whose control plane has this address, or null.</summary>
    public SimulatedCluster? ClusterAt(IPAddress address) => Clusters.FirstOrDefault(cluster => cluster.Address.Equals(address));

    internal void AddTo(IDictionary<string, GuestProgram> programs)
    {
        programs["kubeadm"] = new KubeadmProgram(this).RunAsync;
        programs["kubectl"] = new KubectlProgram(this).RunAsync;
        new NodePrograms(this).AddTo(programs);
    }

    /// <summary>The cluster whose API server answers at <c>host:port</c> now, or null.</summary>
    internal SimulatedCluster? Reachable(string endpoint)
    {
        string[] parts = endpoint.Split(':');
        return parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            ? Clusters.FirstOrDefault(cluster => cluster.IsAnswering && cluster.Settings.BindPort == port
                && (cluster.Address.ToString() == parts[0] || cluster.Settings.ServerNames.Contains(parts[0])))
            : null;
    }

    /// <summary>The cluster that a guest is the control plane of, or null.</summary>
    internal SimulatedCluster? ControlledBy(string vmId) => _byControlPlane.GetValueOrDefault(vmId);

    internal bool IsMember(string vmId) => _memberships.ContainsKey(vmId);

    internal void Add(SimulatedCluster cluster, string vmId) => _byControlPlane[vmId] = cluster;

    internal void Join(SimulatedCluster cluster, GuestMachine machine, string nodeName) =>
        _memberships[machine.VmId] = new Membership(cluster, nodeName);

    /// <summary>kubeadm reset: the guest is no node any more, and a control plane takes its cluster along. The Node object of a worker
    /// stays.</summary>
    internal async Task ForgetAsync(string vmId)
    {
        if (_memberships.TryRemove(vmId, out Membership? membership))
            membership.Cluster.SetKubelet(membership.Node, vmId, running: false);
        if (_byControlPlane.TryRemove(vmId, out SimulatedCluster? cluster))
            await cluster.DisposeAsync();
    }

    internal async Task GuestStartedAsync(GuestMachine machine)
    {
        if (_byControlPlane.TryGetValue(machine.VmId, out SimulatedCluster? cluster))
            await cluster.OpenAsync();
        if (_memberships.TryGetValue(machine.VmId, out Membership? membership))
            membership.Cluster.SetKubelet(membership.Node, machine.VmId, running: true, machine);
    }

    internal async Task GuestStoppedAsync(string vmId)
    {
        if (_memberships.TryGetValue(vmId, out Membership? membership))
            membership.Cluster.SetKubelet(membership.Node, vmId, running: false);
        if (_byControlPlane.TryGetValue(vmId, out SimulatedCluster? cluster))
            await cluster.CloseAsync();
    }

    internal Task GuestDestroyedAsync(string vmId) => ForgetAsync(vmId);

    internal bool IsKubeletRunning(string vmId) =>
        _memberships.TryGetValue(vmId, out Membership? membership) && membership.Cluster.IsKubeletRunning(membership.Node);

    /// <summary>True when a CNI has been seen on the guest's node.</summary>
    internal bool HasNetwork(string vmId) => _memberships.TryGetValue(vmId, out Membership? membership)
        && membership.Cluster.State.Read(() => membership.Cluster.State.Kubelets.TryGetValue(membership.Node, out Model.Kubelet? kubelet)
            && kubelet.NetworkSince is not null);

    /// <summary>systemctl start or stop of the kubelet; one that has no configuration yet does not stay up.</summary>
    internal void SetKubelet(string vmId, bool running)
    {
        if (_memberships.TryGetValue(vmId, out Membership? membership))
            membership.Cluster.SetKubelet(membership.Node, vmId, running);
    }

    internal async ValueTask DisposeAsync()
    {
        foreach (SimulatedCluster cluster in Clusters)
            await cluster.DisposeAsync();
    }

    private sealed record Membership(SimulatedCluster Cluster, string Node);
}
