using CsePowerShell.Clusters;

namespace CsePowerShell.Completion;

/// <summary>Completes names of clusters; a name that several clusters have is offered as their ids, since the name alone would be an error.</summary>
public sealed class ClusterCompleter : CloudCompleter
{
    private protected override IReadOnlyList<Suggestion> Find(CompletionRequest request)
    {
        string? org = request.Bound("Org");
        string? vdc = request.Bound("Vdc");
        return request.Ask($"clusters {org}/{vdc}", async (connection, stop) =>
        {
            List<Cluster> clusters = [];
            await connection.Clusters.ForEachClusterAsync(new ClusterQuery { Org = org, Vdc = vdc }, cluster =>
            {
                clusters.Add(cluster);
                return Task.CompletedTask;
            }, stop);
            ILookup<string, Cluster> byName = clusters.ToLookup(cluster => cluster.Name, StringComparer.OrdinalIgnoreCase);
            return [.. clusters.OrderBy(cluster => cluster.Name, StringComparer.OrdinalIgnoreCase).Select(cluster =>
                new Suggestion(byName[cluster.Name].Count() == 1 ? cluster.Name : cluster.Id,
                    $"{cluster.Name}: {cluster.State}, {cluster.Org}/{cluster.Vdc}"))];
        });
    }
}
