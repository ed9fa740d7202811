using CsePowerShell.Clusters.Contract;

namespace CsePowerShell.Clusters;

/// <summary>What a caller wants, as the documents of <c>/api/cse/_1</c>.</summary>
internal static class Requests
{
    public static CreateClusterDocument Create(ClusterSpec spec, CreateOptions options) =>
        new() { Spec = spec.Clone(), NoRollback = options.NoRollback, TimeoutSeconds = Seconds(options.Timeout) };

    public static ResizeClusterDocument Resize(ResizeRequest request) => new()
    {
        Pool = request.Pool,
        WorkerCount = request.WorkerCount,
        Add = request.Add,
        Remove = request.Remove,
        RemoveNodes = request.RemoveNodes,
        NoRollback = request.NoRollback,
        Force = request.Force,
        DrainTimeoutSeconds = Seconds(request.DrainTimeout),
        TimeoutSeconds = Seconds(request.Timeout),
    };

    /// <summary>
    /// A resize that may be asked for twice, for when the answer to the first time is lost: "two more" is said as the total it comes to. Where that cannot be
    /// told from here, or comes to nothing sensible, it stays as it is, for the service to judge.
    /// </summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="cluster">The cluster as it is.</param>
    /// <returns>The document, and whether it may be sent again.</returns>
    public static (ResizeClusterDocument Document, bool MayRepeat) Resize(ResizeRequest request, Cluster cluster)
    {
        ResizeClusterDocument document = Resize(request);
        int change = request switch { { Add: > 0 and { } more, Remove: null } => more, { Remove: > 0 and { } fewer, Add: null } => -fewer, _ => 0 };
        if (change == 0 || request.WorkerCount is not null || request.RemoveNodes is not null)
            return (document, request.Add is null && request.Remove is null);
        if (PoolOf(cluster, request.Pool) is not { } pool || pool.DesiredCount + change < 1 || cluster.CurrentOperation is { State: not OperationState.Succeeded })
            return (document, false);
        (document.WorkerCount, document.Add, document.Remove) = (pool.DesiredCount + change, null, null);
        return (document, true);
    }

    /// <summary>The worker pool that is meant; null when there is no such one, or several and none was named.</summary>
    public static NodePool? PoolOf(Cluster cluster, string? name)
    {
        List<NodePool> fitting = cluster.Pools.FindAll(pool => pool.Role == NodeRole.Worker && (name is null || pool.Name == name));
        return fitting.Count == 1 ? fitting[0] : null;
    }

    // Rounded up: a limit of half a second is not one of none.
    public static int? Seconds(TimeSpan? time) => time is { } span ? (int)Math.Min(int.MaxValue, Math.Ceiling(span.TotalSeconds)) : null;
}
