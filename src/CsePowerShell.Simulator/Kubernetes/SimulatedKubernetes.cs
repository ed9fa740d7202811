using System.Net;
using CsePowerShell.Simulator.Guests;
using CsePowerShell.Simulator.Guests.Agent;

namespace CsePowerShell.Simulator.Kubernetes;

/// <summary>All clusters that guests of one simulator have made.</summary>
public sealed class SimulatedKubernetes
{
    private readonly KubernetesTimings _timings;
    private readonly TimeProvider _clock;

    internal SimulatedKubernetes(KubernetesTimings timings, TimeProvider clock)
    {
        _timings = timings;
        _clock = clock;
    }

    /// <summary>The clusters there are now.</summary>
    public IReadOnlyList<SimulatedCluster> Clusters => [];

    /// <summary>The cluster whose control plane has this address, or null.</summary>
    public SimulatedCluster? ClusterAt(string address) => ClusterAt(IPAddress.Parse(address));

    /// <summary>The cluster whose control plane has this address, or null.</summary>
    public SimulatedCluster? ClusterAt(IPAddress address) => Clusters.FirstOrDefault(cluster => cluster.Address.Equals(address));

    internal void AddTo(IDictionary<string, GuestProgram> programs) { }
    internal void GuestStarted(GuestMachine machine) { }
    internal void GuestStopped(string vmId) { }
    internal void GuestDestroyed(string vmId) { }
    internal bool IsKubeletRunning(string vmId) => true;
    internal void SetKubelet(string vmId, bool on) { }
    internal ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
