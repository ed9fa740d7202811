namespace CsePowerShell.Services;

/// <summary>The hosts that run in this process, whichever runspace or job started them.</summary>
internal sealed class HostStore
{
    private readonly object _gate = new();
    private readonly List<InProcessHost> _hosts = [];

    public static HostStore OfProcess { get; } = new();

    public IReadOnlyList<InProcessHost> Running
    {
        get
        {
            lock (_gate)
            {
                _hosts.RemoveAll(host => host.Running.IsCompleted);
                return [.. _hosts];
            }
        }
    }

    public void Add(InProcessHost host)
    {
        lock (_gate)
        {
            _hosts.Add(host);
        }
    }
}
