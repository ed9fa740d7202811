using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Connections;

namespace CsePowerShell.Cmdlets;

/// <summary>Nodes that came down the pipeline one by one, put together by cluster: a cluster is changed once, however many of its nodes are meant.</summary>
internal sealed class NodeSelection
{
    private readonly List<NodeGroup> _groups = [];

    public IReadOnlyList<NodeGroup> Groups => _groups;

    public void AddAll(ClusterTarget cluster) => GroupOf(cluster).IsWhole = true;

    /// <summary>Takes names. One without wildcards need not be there any more: whoever uses it decides what that means.</summary>
    public async Task AddAsync(ClusterTarget cluster, CseNodeIdentity node, CancellationToken stop)
    {
        NodeGroup group = GroupOf(cluster);
        bool isUrn = node.Text.StartsWith("urn:", StringComparison.OrdinalIgnoreCase);
        if (!isUrn && node.Pattern is not { HasWildcards: true })
        {
            group.Names.Add(node.Pattern?.Literal ?? node.Text);
            return;
        }

        group.Known ??= await cluster.Connection.Clusters.GetNodesAsync(cluster.Reference, askKubernetes: false, stop);
        string[] found = [.. group.Known.Where(known => isUrn ? string.Equals(known.VmId, node.Text, StringComparison.OrdinalIgnoreCase) : node.Pattern!.Matches(known.Name))
            .Select(known => known.Name)];
        if (found.Length == 0 && isUrn)
        {
            throw new ClusterException(ErrorCodes.NodeNotFound, $"Cluster '{cluster}' has no node of the VM '{node.Text}'.", $"List its nodes with Get-CseNode {cluster}.");
        }

        group.Names.UnionWith(found);
    }

    private NodeGroup GroupOf(ClusterTarget cluster)
    {
        NodeGroup? group = _groups.Find(known => ReferenceEquals(known.Cluster.Connection, cluster.Connection)
            && (known.Cluster.Reference.Id is { } id ? id == cluster.Reference.Id : known.Cluster.Reference.ToString() == cluster.Reference.ToString()));
        if (group is null)
        {
            _groups.Add(group = new NodeGroup(cluster));
        }

        return group;
    }
}

/// <summary>Nodes of one cluster.</summary>
internal sealed class NodeGroup(ClusterTarget cluster)
{
    public ClusterTarget Cluster { get; } = cluster;

    public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>All nodes of the cluster, whichever these are.</summary>
    public bool IsWhole { get; set; }

    public ClusterNodes? Known { get; set; }

    /// <inheritdoc/>
    public override string ToString() => Cluster.ToString();
}
