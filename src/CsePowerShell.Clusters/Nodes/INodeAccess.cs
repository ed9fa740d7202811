using CsePowerShell.Guest;

namespace CsePowerShell.Clusters;

/// <summary>A command of the user's own, for nodes.</summary>
public sealed class NodeCommand
{
    /// <summary>Bash text, as long as a script may be.</summary>
    public string Text { get; set; } = "";

    /// <summary>What it gets as <c>$1</c> and so on.</summary>
    public IReadOnlyList<string> Arguments { get; set; } = [];

    /// <summary>How long it may run on one node.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How much is kept of its output and of its error output, in bytes.</summary>
    public int MaxBytes { get; set; } = 1024 * 1024;

    /// <summary>On how many nodes it runs at the same time; null: as the engine is set.</summary>
    public int? MaxParallel { get; set; }

    /// <summary>File of a private key to enter with. Null: the management key of the connection.</summary>
    public string? KeyPath { get; set; }

    /// <summary>User to enter as. Null: root.</summary>
    public string? UserName { get; set; }

    /// <summary>What to enter with instead of a key; a secret. Null: a key.</summary>
    public string? Password { get; set; }
}

/// <summary>What a command did on one node.</summary>
/// <param name="node">Name of the node.</param>
/// <param name="result">What it printed; null when it did not come to its end.</param>
/// <param name="failure">Why not; null when it did.</param>
/// <param name="elapsed">How long it took, the connection included.</param>
public sealed class NodeCommandOutcome(string node, NodeCommandResult? result, ClusterException? failure, TimeSpan elapsed)
{
    /// <summary>Name of the node.</summary>
    public string Node { get; } = node;

    /// <summary>What it printed; null when it did not come to its end.</summary>
    public NodeCommandResult? Result { get; } = result;

    /// <summary>Why it did not come to its end.</summary>
    public ClusterException? Failure { get; } = failure;

    /// <summary>How long it took, the connection included.</summary>
    public TimeSpan Elapsed { get; } = elapsed;
}

/// <summary>The way into the nodes of clusters for whoever has a path and a key, whichever way the clusters themselves are changed.</summary>
public interface INodeAccess
{
    /// <summary>Runs a command on nodes of one cluster, side by side. It is never repeated by itself, since nobody knows what that would do.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="nodes">Names of the nodes. Null: all.</param>
    /// <param name="command">The command.</param>
    /// <param name="onOutcome">Called for one node after the other, as they end.</param>
    /// <param name="ct">Stops it at once; what runs in nodes is killed.</param>
    /// <exception cref="ClusterException">The cluster cannot be read, a node is not there, or there is no way in at all.</exception>
    Task RunAsync(ClusterReference cluster, IReadOnlyCollection<string>? nodes, NodeCommand command, Func<NodeCommandOutcome, Task> onOutcome, CancellationToken ct);
}
