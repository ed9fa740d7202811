namespace CsePowerShell.Clusters;

/// <summary>What an operation does to a cluster.</summary>
public enum OperationKind
{
    /// <summary>Makes it.</summary>
    Create,

    /// <summary>Adds or removes workers.</summary>
    Resize,

    /// <summary>Removes it.</summary>
    Remove,

    /// <summary>Makes a template; the one kind that is about no cluster.</summary>
    Import,
}

/// <summary>Where an operation stands.</summary>
public enum OperationState
{
    /// <summary>At work.</summary>
    Running,

    /// <summary>Ended well.</summary>
    Succeeded,

    /// <summary>Ended with an error.</summary>
    Failed,

    /// <summary>Stopped by its owner at a step boundary; the same command continues.</summary>
    Canceled,

    /// <summary>The deadline of its phase has passed without an end: its process died. The same command continues.</summary>
    Interrupted,
}

/// <summary>
/// An operation as another process can show it: what the cluster's vApp keeps of its last one (<c>cse.ps.operation</c>), or what the vCD task of the service says.
/// </summary>
public sealed class OperationRecord
{
    /// <summary>Id of the operation, a uuid; of one that the service does, the id of its vCD task.</summary>
    public string Id { get; set; } = "";

    /// <summary>Whether <see cref="Id"/> is that of a vCD task, which can be read and waited for wherever vCD can be reached.</summary>
    public bool IsTask { get; set; }

    /// <summary>What it does.</summary>
    public OperationKind Kind { get; set; }

    /// <summary>Where it stands, judged by the clock of whoever read the record.</summary>
    public OperationState State { get; set; }

    /// <summary>The step it was at when the record was written.</summary>
    public string Phase { get; set; } = "";

    /// <summary>What is being done right now; empty where nobody tells, as in the records of clusters.</summary>
    public string Activity { get; set; } = "";

    /// <summary>The nodes that are being worked on, where a vCD task tells them; else empty.</summary>
    public IReadOnlyList<NodeProgress> Nodes { get; set; } = [];

    /// <summary>0 to 100, by phase.</summary>
    public int Percent { get; set; }

    /// <summary>When the phase must have ended.</summary>
    public DateTimeOffset PhaseDeadline { get; set; }

    /// <summary>Who runs it: user, organization and host.</summary>
    public string Actor { get; set; } = "";

    /// <summary>When it began.</summary>
    public DateTimeOffset Started { get; set; }

    /// <summary>When it ended; null while it runs.</summary>
    public DateTimeOffset? Ended { get; set; }

    /// <summary>Error code (<see cref="ErrorCodes"/>) when it failed.</summary>
    public string? ErrorCode { get; set; }

    /// <summary>Error text when it failed.</summary>
    public string? ErrorMessage { get; set; }

    /// <summary>The whole of the error, where a vCD task tells it; null otherwise.</summary>
    public ClusterException? Failure { get; set; }

    /// <summary>Id of the cluster.</summary>
    public string ClusterId { get; set; } = "";

    /// <summary>Name of the cluster.</summary>
    public string ClusterName { get; set; } = "";

    /// <summary>Organization of the cluster.</summary>
    public string Org { get; set; } = "";

    /// <summary>VDC of the cluster.</summary>
    public string Vdc { get; set; } = "";

    /// <summary>The line that continues it, when it was interrupted or stopped; else empty.</summary>
    public string ResumeHint { get; set; } = "";

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {ClusterName}: {State}";
}
