using System.Collections;

namespace CsePowerShell.Clusters;

/// <summary>The nodes of a cluster, and why some of what could be known of them is missing.</summary>
/// <param name="nodes">The control plane first, then by name.</param>
/// <param name="warnings">Whole sentences for the user; empty as a rule.</param>
public sealed class ClusterNodes(IReadOnlyList<Node> nodes, IReadOnlyList<string> warnings) : IReadOnlyList<Node>
{
    /// <summary>What the user should know about the answer, such as that Kubernetes could not be asked, and why.</summary>
    public IReadOnlyList<string> Warnings => warnings;

    /// <summary>Pods of the system namespaces that do not run, with the reason; null: Kubernetes was not asked.</summary>
    public IReadOnlyList<string>? SystemPodsNotRunning { get; init; }

    /// <summary>Names of Kubernetes nodes that have no VM any more; null: Kubernetes was not asked.</summary>
    public IReadOnlyList<string>? Strangers { get; init; }

    /// <inheritdoc/>
    public int Count => nodes.Count;

    /// <inheritdoc/>
    public Node this[int index] => nodes[index];

    /// <inheritdoc/>
    public IEnumerator<Node> GetEnumerator() => nodes.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
