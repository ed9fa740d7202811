using System.Management.Automation;
using CsePowerShell.Clusters;

namespace CsePowerShell.Binding;

/// <summary>Names a node: by a <see cref="CseNode"/>, or by its name or the URN of its VM within a cluster that is named beside it; a name may have wildcards.</summary>
public sealed class CseNodeIdentity
{
    /// <summary>Takes a name, wildcards allowed, or the URN of a VM.</summary>
    /// <param name="node">The text.</param>
    public CseNodeIdentity(string node)
    {
        if (string.IsNullOrWhiteSpace(node))
        {
            throw new ArgumentException("A node name must not be empty.", nameof(node));
        }

        Text = node.Trim();
        Pattern = new NamePattern(Text);
    }

    /// <summary>Takes a node as Get-CseNode returned it.</summary>
    /// <param name="node">The node.</param>
    public CseNodeIdentity(CseNode node)
        : this((node ?? throw new ArgumentNullException(nameof(node))).Name, new CseClusterIdentity(node))
    {
    }

    /// <summary>Takes a copy that went through a job or remoting, or any object with Name and ClusterId or ClusterName.</summary>
    /// <param name="node">The object.</param>
    public CseNodeIdentity(PSObject node)
        : this(node.BaseObject as string ?? PropertyReader.Of(node).Text("Name")
            ?? throw new ArgumentException("The object names no node: it has no Name.", nameof(node)))
    {
        if (node.BaseObject is string)
        {
            return;
        }

        PropertyReader properties = PropertyReader.Of(node);
        if (properties.Text("ClusterId") is null && properties.Text("ClusterName") is null)
        {
            throw new ArgumentException("The object names no node: it has neither ClusterId nor ClusterName.", nameof(node));
        }

        Pattern = null;
        Cluster = new CseClusterIdentity(node);

        // A node's Name is not its cluster's, which the cluster's identity would take it for.
        Cluster.Reference.Name = properties.Text("ClusterName");
    }

    private CseNodeIdentity(string name, CseClusterIdentity cluster)
    {
        Text = name;
        Cluster = cluster;
    }

    /// <summary>The name, pattern or URN.</summary>
    internal string Text { get; }

    /// <summary>The text as a pattern; null when an object was given.</summary>
    internal NamePattern? Pattern { get; }

    /// <summary>The cluster it belongs to; null for a text.</summary>
    internal CseClusterIdentity? Cluster { get; }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
