using CsePowerShell.Clusters;

namespace CsePowerShell.Completion;

/// <summary>Completes ids of operations, the latest first; the tool tip says which cluster and where it stands.</summary>
public sealed class TaskCompleter : CloudCompleter
{
    private protected override IReadOnlyList<Suggestion> Find(CompletionRequest request) => request.Ask("tasks", async (connection, stop) =>
        [.. (await connection.Clusters.ListOperationsAsync(new ClusterQuery(), stop)).OrderByDescending(record => record.Started)
            .Select(record => new Suggestion(record.Id, $"{record.Kind} {record.ClusterName}: {record.State}"))]);
}
