using CsePowerShell.Clusters;

namespace CsePowerShell.Connections;

/// <summary>The operations of this process: those at work, and the last that ended, so that a late Wait-CseTask still gets the result.</summary>
internal sealed class LocalOperations
{
    private const int KeepEnded = 200;

    private readonly object _gate = new();
    private readonly List<LocalOperation> _operations = [];

    public static LocalOperations OfProcess { get; } = new();

    /// <summary>What their phases have taken.</summary>
    public PhaseTimes Times { get; } = new();

    public LocalOperation Add(CseConnection connection, ClusterOperation operation)
    {
        LocalOperation local = new(connection, operation, Times);
        lock (_gate)
        {
            // An interrupted create that continues keeps its id; the new run is the one that counts.
            _operations.RemoveAll(known => known.Task.Id == operation.Id);
            _operations.Add(local);
            int surplus = _operations.Count(known => known.Ended.IsCompleted) - KeepEnded;
            if (surplus > 0)
            {
                _operations.RemoveAll(known => known.Ended.IsCompleted && surplus-- > 0);
            }
        }

        return local;
    }

    public LocalOperation? Find(string id)
    {
        lock (_gate)
        {
            return _operations.Find(operation => !operation.IsLost && string.Equals(operation.Task.Id, id, StringComparison.OrdinalIgnoreCase));
        }
    }

    /// <summary>The operations of a connection, and of those that it has replaced, the latest first.</summary>
    public IReadOnlyList<LocalOperation> Of(CseConnection connection)
    {
        lock (_gate)
        {
            return [.. _operations.Where(operation => !operation.IsLost && string.Equals(operation.Connection.Id, connection.Id, StringComparison.OrdinalIgnoreCase)).Reverse()];
        }
    }

    /// <summary>Those that still run, here or in the service.</summary>
    public IReadOnlyList<LocalOperation> RunningOf(CseConnection connection) =>
        [.. Of(connection).Where(operation => !operation.Ended.IsCompleted)];
}
