using CsePowerShell.Simulator.Guests;

namespace CsePowerShell.Simulator.Kubernetes.Model;

/// <summary>What the simulator knows of the kubelet of a node, beside the Node object.</summary>
internal sealed class Kubelet(GuestMachine machine, DateTimeOffset since)
{
    public GuestMachine Machine { get; set; } = machine;
    public bool IsRunning { get; private set; } = true;

    /// <summary>When it started or stopped last.</summary>
    public DateTimeOffset Since { get; private set; } = since;

    /// <summary>When the CNI's pod on this node was seen running; null: there is none.</summary>
    public DateTimeOffset? NetworkSince { get; set; }

    public void Set(bool running, DateTimeOffset now)
    {
        if (running == IsRunning)
            return;
        IsRunning = running;
        Since = now;
    }
}
