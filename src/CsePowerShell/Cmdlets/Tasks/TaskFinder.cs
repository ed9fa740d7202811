using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Connections;

namespace CsePowerShell.Cmdlets;

/// <summary>
/// Finds tasks where they can be: in this process, where they are live, among the tasks of the service that vCD has, and in the records that clusters keep of
/// their last operation.
/// </summary>
internal sealed class TaskFinder(LocalOperations operations)
{
    private const int MaxCauses = 8;

    public static ClusterException NotFound(CseTaskIdentity identity) => new(ErrorCodes.NotFound,
        $"There is no task '{identity}': not in this process, not among the service's tasks in vCloud Director, and not on record at a cluster.",
        "A cluster keeps its last operation only; list those with Get-CseTask.");

    /// <param name="identity">The task.</param>
    /// <param name="owner">The connection it belongs to, where that is known.</param>
    /// <param name="connections">The connections to look through otherwise.</param>
    /// <param name="stop">Ends the search.</param>
    public async Task<CseTask?> FindAsync(
        CseTaskIdentity identity, CseConnection? owner, Func<Task<IReadOnlyList<CseConnection>>> connections, CancellationToken stop)
    {
        LocalOperation? local = operations.Find(identity.Id);
        if (local is not null && IsFresh(local))
        {
            return local.Task;
        }

        foreach (CseConnection connection in owner is null ? await connections() : [owner])
        {
            if (await connection.Clusters.FindTaskAsync(identity.Id, stop) is { } task)
            {
                return task.ToOutput(connection.Id);
            }

            ClusterQuery query = new() { Id = identity.Cluster?.Reference.Id };
            IReadOnlyList<OperationRecord> records = await connection.Clusters.ListOperationsAsync(query, stop);
            if (records.FirstOrDefault(record => string.Equals(record.Id, identity.Id, StringComparison.OrdinalIgnoreCase)) is { } found)
            {
                return found.ToOutput(connection.Id);
            }
        }

        return null;
    }

    /// <summary>
    /// All tasks of a connection, or those of one cluster. What this process works on is shown from here, where it is fresher than on record.
    /// </summary>
    public async Task<IReadOnlyList<CseTask>> ListAsync(CseConnection connection, CseClusterIdentity? cluster, CancellationToken stop)
    {
        List<CseTask> tasks = [.. operations.Of(connection).Where(IsFresh).Select(operation => operation.Task).Where(task => Fits(task, cluster))];
        HashSet<string> known = new(tasks.Select(task => task.Id), StringComparer.OrdinalIgnoreCase);
        ClusterQuery query = cluster is null ? new() : new()
        {
            Id = cluster.Reference.Id ?? cluster.Reference.VAppUrn,
            NamePattern = cluster.Pattern?.ForServer(),
        };
        foreach (OperationRecord record in await connection.Clusters.ListOperationsAsync(query, stop))
        {
            CseTask task = record.ToOutput(connection.Id);
            if (!known.Contains(task.Id) && Fits(task, cluster))
            {
                tasks.Add(task);
            }
        }

        return tasks;
    }

    /// <summary>
    /// Says of failed tasks of the service why. A list of tasks has no causes, and the cluster that would have it on record may be gone, as after a roll-back;
    /// so the latest few are read one by one, side by side, and the others are left to be asked for.
    /// </summary>
    public async Task TellCausesAsync(CseConnection connection, IEnumerable<CseTask> tasks, CancellationToken stop)
    {
        List<CseTask> untold = [.. tasks.Where(task => task is { IsServiceTask: true, ErrorMessage.Length: 0 } && task.Status == nameof(OperationState.Failed))];
        OperationRecord?[] found = await Task.WhenAll(untold.Take(MaxCauses).Select(task => connection.Clusters.FindTaskAsync(task.Id, stop)));
        for (int i = 0; i < untold.Count; i++)
        {
            OperationRecord? record = i < found.Length ? found[i] : null;
            untold[i].ErrorCode = record?.ErrorCode ?? "";
            untold[i].ErrorMessage = record?.ErrorMessage ?? $"Get-CseTask {untold[i].Id} tells why.";
        }
    }

    // What the service does is looked at from here only every few seconds; vCD knows it to the moment.
    private static bool IsFresh(LocalOperation operation) => !operation.Operation.IsRemote || operation.Ended.IsCompleted;

    private static bool Fits(CseTask task, CseClusterIdentity? cluster) => cluster switch
    {
        null => true,
        { Pattern: { } pattern } => pattern.Matches(task.ClusterName),
        { Reference.Id: { } id } => string.Equals(id, task.ClusterId, StringComparison.OrdinalIgnoreCase),
        _ => cluster.Reference.VAppUrn is not null || string.Equals(cluster.Reference.Name, task.ClusterName, StringComparison.OrdinalIgnoreCase),
    };
}
