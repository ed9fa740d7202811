using CsePowerShell.Clusters;

namespace CsePowerShell.Completion;

/// <summary>Completes names of the worker pools of the cluster that was typed.</summary>
public sealed class NodePoolCompleter : CloudCompleter
{
    private protected override IReadOnlyList<Suggestion> Find(CompletionRequest request) => (request.Bound("Cluster") ?? request.Bound("Name")) is not { Length: > 0 } cluster ? []
        : request.Ask("pools " + cluster, async (connection, stop) =>
            [.. (await connection.Clusters.GetClusterAsync(ClusterReference.Parse(cluster), stop)).Pools.Where(pool => pool.Role == NodeRole.Worker)
                .Select(pool => new Suggestion(pool.Name, $"{pool.Name}: {pool.DesiredCount} workers"))]);
}
