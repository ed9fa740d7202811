using System.Management.Automation;
using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Completion;
using CsePowerShell.Connections;

namespace CsePowerShell.Cmdlets;

/// <summary>Lists Kubernetes clusters: all that the session may see, or those of a name, an organization, a VDC or a state.</summary>
/// <remarks>A list takes one request per 128 clusters, however many there are; with -IncludeNodes one more per 128 VMs.</remarks>
[Cmdlet(VerbsCommon.Get, "CseCluster", DefaultParameterSetName = NameSet)]
[OutputType(typeof(CseCluster))]
public sealed class GetCseClusterCommand : CseConnectedCmdlet
{
    private const string NameSet = "Name";
    private const string IdSet = "Id";
    private const string ObjectSet = "Cluster";

    /// <summary>Names; wildcards work. Without it, all.</summary>
    [Parameter(Position = 0, ParameterSetName = NameSet)]
    [SupportsWildcards]
    [PSDefaultValue(Help = "All")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Ids (uuid), or URNs of vApps. Reads everything that vCloud Director knows of the cluster, its nodes and its lease included.</summary>
    [Parameter(Mandatory = true, ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    /// <summary>
    /// Clusters to read again: objects (or copies of them), tasks, nodes, ids or names. An object or id is read with everything, as with -Id.
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ObjectSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public CseClusterIdentity[] Cluster { get; set; } = [];

    /// <summary>Only clusters of this organization.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(OrgCompleter))]
    public string? Org { get; set; }

    /// <summary>Only clusters of this organization VDC.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(VdcCompleter))]
    public string? Vdc { get; set; }

    /// <summary>
    /// Only clusters in one of these states: Creating, Ready, Degraded, Resizing, Removing, Failed, Interrupted, PoweredOff, Unknown.
    /// </summary>
    [Parameter(ParameterSetName = NameSet)]
    [ValidateSet("Creating", "Ready", "Degraded", "Resizing", "Removing", "Failed", "Interrupted", "PoweredOff", "Unknown")]
    public string[]? State { get; set; }

    /// <summary>Also reads the nodes, as vCloud Director sees them.</summary>
    [Parameter(ParameterSetName = NameSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    public SwitchParameter IncludeNodes { get; set; }

    private protected override Task ProcessAsync(CancellationToken stop) => ParameterSet switch
    {
        IdSet => ForEachTargetAsync(Id, async id => await ReadAsync(await ConnectionAsync(), ClusterReference.Parse(id), stop), stop),
        ObjectSet => ForEachTargetAsync(Cluster, identity => ReadAsync(identity, stop), stop),
        _ => ListByNameAsync(stop),
    };

    private string ParameterSet => Id.Length > 0 ? IdSet : Cluster.Length > 0 ? ObjectSet : NameSet;

    private async Task ListByNameAsync(CancellationToken stop)
    {
        foreach (CseConnection connection in await ConnectionsAsync())
        {
            await ForEachTargetAsync(Name ?? ["*"], name => ListAsync(connection, new NamePattern(name), stop), stop);
        }
    }

    private async Task ReadAsync(CseClusterIdentity identity, CancellationToken stop)
    {
        CseConnection connection = await ConnectionAsync(identity.Server);
        if (identity.Pattern is { } pattern)
        {
            await ListAsync(connection, pattern, stop);
        }
        else
        {
            await ReadAsync(connection, identity.Reference, stop);
        }
    }

    private async Task ReadAsync(CseConnection connection, ClusterReference reference, CancellationToken stop)
    {
        Cluster cluster = await connection.Clusters.GetClusterAsync(reference, stop);
        await EmitAsync(cluster.ToOutput(connection.Id));
    }

    private async Task ListAsync(CseConnection connection, NamePattern pattern, CancellationToken stop)
    {
        bool found = false;
        // A view groups by organization what a system administrator sees, and the server knows no order by two columns: here the list has to be whole before it is
        // shown. A tenant's goes out as it comes in.
        List<CseCluster>? all = connection.Server.IsSystem && Org is null ? [] : null;
        ClusterQuery query = new()
        {
            NamePattern = pattern.Text == "*" ? null : pattern.ForServer(),
            Org = Org,
            Vdc = Vdc,
            IncludeNodes = IsOn(IncludeNodes),
        };
        await connection.Clusters.ForEachClusterAsync(query, async cluster =>
        {
            if (pattern.Matches(cluster.Name))
            {
                found = true;
                if (State is null || State.Contains(cluster.State.ToString(), StringComparer.OrdinalIgnoreCase))
                {
                    CseCluster output = cluster.ToOutput(connection.Id);
                    if (all is null)
                    {
                        await EmitAsync(output);
                    }
                    else
                    {
                        all.Add(output);
                    }
                }
            }
        }, stop);
        foreach (CseCluster cluster in (all ?? []).OrderBy(cluster => cluster.Org, StringComparer.OrdinalIgnoreCase))
        {
            await EmitAsync(cluster);
        }

        if (!found && !pattern.HasWildcards)
        {
            throw new ClusterException(ErrorCodes.ClusterNotFound,
                $"There is no cluster '{pattern.Literal}' that {connection.Server.User} of {connection.Server.Org} can see.",
                "List what there is with Get-CseCluster.");
        }
    }
}
