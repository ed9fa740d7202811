using System.Management.Automation;
using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Completion;
using CsePowerShell.Connections;

namespace CsePowerShell.Cmdlets;

/// <summary>The base of cmdlets that act on clusters which the user names in any of the ways an identity knows.</summary>
public abstract class CseClusterTargetCmdlet : CseConnectedCmdlet
{
    private protected CseClusterTargetCmdlet()
    {
    }

    /// <summary>
    /// Clusters: objects from Get-CseCluster (or a copy of one), ids, vApp URNs, or names; wildcards work.
    /// A name that fits several clusters is an error that lists them.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [Alias("Name", "Id")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public virtual CseClusterIdentity[] Cluster { get; set; } = [];

    /// <summary>Organization, to tell clusters of one name apart.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(OrgCompleter))]
    public string? Org { get; set; }

    /// <summary>Organization VDC, to tell clusters of one name apart.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(VdcCompleter))]
    public string? Vdc { get; set; }

    /// <summary>Does something with each cluster; what fails for one does not keep the others from it.</summary>
    private protected Task ForEachClusterAsync(Func<ClusterTarget, Task> act, CancellationToken stop) => ForEachTargetAsync(Cluster, async identity =>
    {
        CseConnection connection = await ConnectionAsync(identity.Server);
        if (!identity.HasWildcards)
        {
            await act(new ClusterTarget(connection, Narrow(identity.Reference), identity.ToString(), identity.Source as CseCluster));
            return;
        }

        List<Cluster> matches = [];
        ClusterQuery query = new() { NamePattern = identity.Pattern!.ForServer(), Org = Org, Vdc = Vdc };
        await connection.Clusters.ForEachClusterAsync(query, cluster =>
        {
            if (identity.Pattern.Matches(cluster.Name))
            {
                matches.Add(cluster);
            }

            return Task.CompletedTask;
        }, stop);
        if (matches.Count == 0)
        {
            Tell($"No cluster matches '{identity}'.");
        }

        // The list is complete before anything is changed: a page must not shift because of what this very command removes.
        IEnumerable<ClusterTarget> targets = matches.Select(cluster =>
            new ClusterTarget(connection, ClusterReference.To(cluster), cluster.Name, cluster.ToOutput(connection.Id)));
        await ForEachTargetAsync(targets, act, stop);
    }, stop);

    private ClusterReference Narrow(ClusterReference reference) => new()
    {
        Id = reference.Id,
        VAppUrn = reference.VAppUrn,
        Name = reference.Name,
        Org = reference.Org ?? Org,
        Vdc = reference.Vdc ?? Vdc,
    };
}

/// <summary>One cluster to act on.</summary>
/// <param name="Connection">Through which connection.</param>
/// <param name="Reference">What the engine gets.</param>
/// <param name="Name">What the user reads.</param>
/// <param name="Known">The cluster as it was read before; null when only its name or id was given.</param>
internal sealed record ClusterTarget(CseConnection Connection, ClusterReference Reference, string Name, CseCluster? Known)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
