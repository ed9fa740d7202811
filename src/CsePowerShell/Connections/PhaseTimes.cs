using CsePowerShell.Clusters;

namespace CsePowerShell.Connections;

/// <summary>
/// What the phases of the last operation of each kind took. Of this process alone: nothing is kept on disk, and another cloud has another pace.
/// </summary>
internal sealed class PhaseTimes
{
    private readonly object _gate = new();
    private readonly Dictionary<OperationKind, List<(string Phase, TimeSpan Took)>> _last = [];

    /// <summary>Learns from one that has ended well.</summary>
    public void Learn(ClusterOperation operation)
    {
        List<(string Phase, DateTimeOffset Begun)> begun = [];
        foreach (OperationLogLine line in operation.Log)
        {
            if (line.Phase.Length > 0 && (begun.Count == 0 || begun[begun.Count - 1].Phase != line.Phase))
            {
                begun.Add((line.Phase, line.Time));
            }
        }

        if (begun.Count == 0 || operation.Ended is not { } ended)
        {
            return;
        }

        List<(string, TimeSpan)> took = [];
        for (int i = 0; i < begun.Count; i++)
        {
            took.Add((begun[i].Phase, (i + 1 < begun.Count ? begun[i + 1].Begun : ended) - begun[i].Begun));
        }

        lock (_gate)
        {
            _last[operation.Kind] = took;
        }
    }

    /// <summary>How long the rest took the last time.</summary>
    /// <param name="kind">The kind of operation.</param>
    /// <param name="phase">The phase it is in.</param>
    /// <param name="within">How long it has been in that phase.</param>
    /// <returns>Null where the last one had no such phase, as when it grew a cluster and this one shrinks it.</returns>
    public TimeSpan? After(OperationKind kind, string phase, TimeSpan within)
    {
        lock (_gate)
        {
            int at = _last.TryGetValue(kind, out List<(string Phase, TimeSpan Took)>? last) ? last.FindIndex(one => one.Phase == phase) : -1;
            if (at < 0)
            {
                return null;
            }

            TimeSpan left = last![at].Took - within;
            return last.Skip(at + 1).Aggregate(left < TimeSpan.Zero ? TimeSpan.Zero : left, (sum, one) => sum + one.Took);
        }
    }
}
