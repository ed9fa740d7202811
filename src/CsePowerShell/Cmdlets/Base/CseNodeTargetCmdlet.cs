using System.Management.Automation;
using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Completion;
using CsePowerShell.Connections;

namespace CsePowerShell.Cmdlets;

/// <summary>The base of cmdlets that act on nodes: objects from Get-CseNode, or names within a cluster. The work is done at the end, once per cluster.</summary>
public abstract class CseNodeTargetCmdlet : CseConnectedCmdlet
{
    private protected CseNodeTargetCmdlet()
    {
    }

    /// <summary>Cluster that nodes are named in: an object, an id, or a name. Not needed for objects from Get-CseNode.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public CseClusterIdentity? Cluster { get; set; }

    /// <summary>Nodes: objects from Get-CseNode (or copies of them), or names or VM URNs in -Cluster; wildcards work.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true)]
    [SupportsWildcards]
    [Alias("Name")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public virtual CseNodeIdentity[]? Node { get; set; }

    private protected NodeSelection Selection { get; } = new();

    private protected override Task ProcessAsync(CancellationToken stop)
    {
        if (Node is { } nodes)
        {
            return ForEachTargetAsync(nodes, async node => await Selection.AddAsync(await TargetAsync(node), node, stop), stop);
        }

        return ForEachTargetAsync([Cluster ?? throw new ArgumentException("Name a cluster with -Cluster, or pipe nodes in from Get-CseNode.")],
            async cluster => Selection.AddAll(await TargetAsync(cluster)), stop);
    }

    private Task<ClusterTarget> TargetAsync(CseNodeIdentity node) => TargetAsync(node.Cluster ?? Cluster
        ?? throw new ArgumentException($"It is not said which cluster the node '{node}' belongs to. Give -Cluster, or pipe nodes in from Get-CseNode."));

    private async Task<ClusterTarget> TargetAsync(CseClusterIdentity cluster)
    {
        if (cluster.HasWildcards)
        {
            throw new ArgumentException($"-Cluster takes one cluster, and '{cluster}' may be several. Pipe nodes in from Get-CseNode instead.");
        }

        CseConnection connection = await ConnectionAsync(cluster.Server);
        return new ClusterTarget(connection, cluster.Reference, cluster.ToString(), cluster.Source as CseCluster);
    }
}
