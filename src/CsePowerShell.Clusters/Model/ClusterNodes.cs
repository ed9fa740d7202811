using System.Collections;

namespace CsePowerShell.Clusters;

/// <summary>The nodes of a cluster, and why some of what could be known of them is missing.</summary>
/// <param name="nodes">The control plane first, then by name.</param>
/// <param name="warnings">Whole sentences for the user; empty as a rule.</param>
public sealed class ClusterNodes(IReadOnlyList<Node> nodes, IReadOnlyList<string> warnings) : IReadOnlyList<Node>
{
    /// <summary>What the user should know about the answer, such as that Kubernetes could not be asked, and why.</summary>
    public IReadOnlyList<string> Warnings => warnings;

    /// <inheritdoc/>
    public int Count => nodes.Count;

    /// <inheritdoc/>
    public Node this[int index] => nodes[index];

    /// <inheritdoc/>
    public IEnumerator<Node> GetEnumerator() => nodes.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
