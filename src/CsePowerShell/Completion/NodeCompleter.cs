using CsePowerShell.Clusters;

namespace CsePowerShell.Completion;

/// <summary>Completes names of the nodes of the cluster that was typed.</summary>
public sealed class NodeCompleter : CloudCompleter
{
    private protected override IReadOnlyList<Suggestion> Find(CompletionRequest request) => request.Bound("Cluster") is not { Length: > 0 } cluster ? []
        : request.Ask("nodes " + cluster, async (connection, stop) =>
            [.. (await connection.Clusters.GetNodesAsync(ClusterReference.Parse(cluster), askKubernetes: false, stop))
                .Select(node => new Suggestion(node.Name, $"{node.Name}: {node.Role}, {node.PowerState}, {node.Address}"))]);
}
