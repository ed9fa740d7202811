using System.Management.Automation;
using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Completion;
using CsePowerShell.Connections;
using CsePowerShell.VCloud;

namespace CsePowerShell.Cmdlets;

/// <summary>The base of cmdlets about what the provider says of clusters in VDCs. What is said is private to system administrators, so only they can use them.</summary>
public abstract class CseOrgVdcCmdlet : CseConnectedCmdlet
{
    private protected CseOrgVdcCmdlet()
    {
    }

    /// <summary>Organization, to tell VDCs of one name apart.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(OrgCompleter))]
    public string? Org { get; set; }

    /// <summary>The VDCs that are meant: one, or with a wildcard as many as fit.</summary>
    /// <exception cref="ClusterException">NOT_FOUND, or NAME_AMBIGUOUS with the candidates.</exception>
    private protected async Task<IReadOnlyList<OrgVdc>> FindAsync(VCloudClient client, CseOrgVdcIdentity identity, CancellationToken stop)
    {
        List<OrgVdc> found = [];
        OrgVdcQuery query = new() { Id = identity.Id, NamePattern = identity.Pattern?.ForServer(), Org = identity.Org ?? Org };
        await new OrgVdcDirectory(client).ForEachAsync(query, vdc =>
        {
            if (identity.Pattern?.Matches(vdc.Name) != false)
            {
                found.Add(vdc);
            }

            return Task.CompletedTask;
        }, stop);
        return (found.Count, identity.HasWildcards) switch
        {
            (1, _) or (_, true) => found,
            (0, _) => throw new ClusterException(ErrorCodes.NotFound, $"There is no VDC '{identity}'{(query.Org is { } org ? $" in organization '{org}'" : "")}.", "List those there are with Get-CseOrgVdc."),
            _ => throw new ClusterException(ErrorCodes.NameAmbiguous, $"'{identity}' fits {found.Count} VDCs.", "Name the organization with -Org, or give the id of one of them.")
            {
                Details = [.. found.Select(vdc => new ErrorDetail { Name = vdc.Name, Message = $"in organization \"{vdc.Org}\", {vdc.Id}." })],
            },
        };
    }

    /// <summary>The clusters in VDCs, by the URN of the VDC: one request per 128 clusters.</summary>
    private protected static async Task<ILookup<string, Cluster>> ClustersAsync(CseConnection connection, ClusterQuery query, CancellationToken stop)
    {
        List<Cluster> clusters = [];
        await connection.Clusters.ForEachClusterAsync(query, cluster =>
        {
            clusters.Add(cluster);
            return Task.CompletedTask;
        }, stop);
        return clusters.ToLookup(cluster => cluster.VdcUrn ?? "", StringComparer.OrdinalIgnoreCase);
    }
}
