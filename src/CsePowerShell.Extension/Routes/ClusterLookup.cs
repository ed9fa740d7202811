using CsePowerShell.Clusters;
using CsePowerShell.Extension.Authorization;

namespace CsePowerShell.Extension.Routes;

/// <summary>Finds the one cluster a caller means, among those the caller sees, with one query.</summary>
internal static class ClusterLookup
{
    /// <exception cref="ClusterException">CLUSTER_NOT_FOUND, NAME_AMBIGUOUS.</exception>
    public static async Task<Cluster> ByNameAsync(ICallerSession caller, string name, CancellationToken cancellationToken)
    {
        // A name is compared as it is: a star in it is no wildcard, and no cluster's name has one.
        if (name.IndexOfAny(['*', '?', '[', ']', '`']) >= 0)
            throw NotFound(name);
        List<Cluster> found = await ListAsync(caller, new ClusterQuery { NamePattern = name }, cancellationToken).ConfigureAwait(false);
        found.RemoveAll(cluster => !string.Equals(cluster.Name, name, StringComparison.Ordinal));
        return Single(name, found);
    }

    /// <param name="caller">Who asks.</param>
    /// <param name="id">Id of the cluster, or URN of its vApp.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ClusterException">CLUSTER_NOT_FOUND, NAME_AMBIGUOUS.</exception>
    public static async Task<Cluster> ByIdAsync(ICallerSession caller, string id, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out _) && !id.StartsWith("urn:vcloud:vapp:", StringComparison.OrdinalIgnoreCase))
            throw NotFound(id);
        return Single(id, await ListAsync(caller, new ClusterQuery { Id = id }, cancellationToken).ConfigureAwait(false));
    }

    public static async Task<List<Cluster>> ListAsync(ICallerSession caller, ClusterQuery query, CancellationToken cancellationToken)
    {
        var found = new List<Cluster>();
        await caller.Operations.ForEachClusterAsync(query, cluster =>
        {
            found.Add(cluster);
            return Task.CompletedTask;
        }, cancellationToken).ConfigureAwait(false);
        return found;
    }

    private static Cluster Single(string what, List<Cluster> found) => found.Count switch
    {
        0 => throw NotFound(what),
        1 => found[0],
        _ => throw new ClusterException(ErrorCodes.NameAmbiguous, $"There are {found.Count} clusters \"{what}\".", "Rename one of them, or use the routes that take an id.")
        {
            Details = [.. found.Select(cluster => new ErrorDetail { Name = cluster.Name, Message = $"{cluster.Id} in VDC \"{cluster.Vdc}\" of organization \"{cluster.Org}\"" })],
        },
    };

    private static ClusterException NotFound(string what) =>
        new(ErrorCodes.ClusterNotFound, $"There is no cluster \"{what}\" that this user can see.", "The list of clusters shows those there are.");
}
