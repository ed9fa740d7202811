using System.Globalization;

namespace CsePowerShell.Clusters;

/// <summary>Where one node stands within an operation.</summary>
public sealed class NodeProgress
{
    /// <summary>Name of the node.</summary>
    public string Node { get; set; } = "";

    /// <summary>What is being done with it, in a few words.</summary>
    public string Activity { get; set; } = "";

    /// <summary>0 to 100.</summary>
    public int Percent { get; set; }

    /// <summary>Whether the operation is through with it.</summary>
    public bool IsDone { get; set; }

    internal NodeProgress Clone() => (NodeProgress)MemberwiseClone();
}

/// <summary>A line of an operation's log.</summary>
public sealed class OperationLogLine
{
    /// <summary>When.</summary>
    public DateTimeOffset Time { get; set; }

    /// <summary>Phase it belongs to.</summary>
    public string Phase { get; set; } = "";

    /// <summary>What happened.</summary>
    public string Text { get; set; } = "";

    /// <summary>Whether somebody should look at it.</summary>
    public bool IsWarning { get; set; }

    /// <inheritdoc/>
    public override string ToString() => Time.ToString("HH:mm:ss ", CultureInfo.InvariantCulture) + Text;
}

/// <summary>What changed in an operation; handed to <see cref="ClusterOperation.Progress"/>.</summary>
public sealed class OperationProgress
{
    /// <summary>The phase.</summary>
    public string Phase { get; set; } = "";

    /// <summary>0 to 100 for the whole operation.</summary>
    public int Percent { get; set; }

    /// <summary>What is being done right now.</summary>
    public string Activity { get; set; } = "";

    /// <summary>The node that moved, or null when the operation as a whole did.</summary>
    public NodeProgress? Node { get; set; }

    /// <summary>The line that was added to the log, or null.</summary>
    public OperationLogLine? Line { get; set; }
}

/// <summary>How an operation ended.</summary>
public sealed class OperationResult
{
    /// <summary>Whether anything was changed; false when the cluster already was as wanted.</summary>
    public bool Changed { get; set; }

    /// <summary>The cluster afterwards; null after a remove.</summary>
    public Cluster? Cluster { get; set; }

    /// <summary>The template that an import made or found; null otherwise.</summary>
    public Template? Template { get; set; }

    /// <summary>What a remove found and left; null otherwise.</summary>
    public RemovalReport? Removed { get; set; }
}
