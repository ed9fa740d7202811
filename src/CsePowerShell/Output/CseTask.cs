namespace CsePowerShell;

/// <summary>
/// An operation on a cluster, or the import of a template. One that was started in this process is live: its properties follow the work, also when the service does it.
/// One that was read from vCloud Director is as it was when it was read; Get-CseTask reads it again.
/// </summary>
public sealed class CseTask
{
    /// <summary>Id of the operation, a uuid. Of one that the service does it is the id of its vCD task.</summary>
    public string Id { get; set; } = "";

    /// <summary>Create, Resize or Remove of a cluster; or Import of a template.</summary>
    public string Kind { get; set; } = "";

    /// <summary>Id of the cluster; empty for an import.</summary>
    public string ClusterId { get; set; } = "";

    /// <summary>Name of the cluster; of an import, of the template.</summary>
    public string ClusterName { get; set; } = "";

    /// <summary>Organization of the cluster.</summary>
    public string Org { get; set; } = "";

    /// <summary>VDC of the cluster.</summary>
    public string Vdc { get; set; } = "";

    /// <summary>Running, Succeeded, Failed, Canceled or Interrupted (its process died; <see cref="ResumeCommand"/> continues it).</summary>
    public string Status { get; set; } = "";

    /// <summary>The phase it is in.</summary>
    public string Phase { get; set; } = "";

    /// <summary>0 to 100, by phase.</summary>
    public int PercentComplete { get; set; }

    /// <summary>What is being done right now; empty for one read from a cluster's record.</summary>
    public string Activity { get; set; } = "";

    /// <summary>When it began.</summary>
    public DateTime Started { get; set; }

    /// <summary>When it ended; null while it runs.</summary>
    public DateTime? Ended { get; set; }

    /// <summary>When its present phase must have ended; null where it is not known.</summary>
    public DateTime? PhaseDeadline { get; set; }

    /// <summary>Who runs it.</summary>
    public string Actor { get; set; } = "";

    /// <summary>Error code such as <c>QUOTA_EXCEEDED</c>; empty unless it failed.</summary>
    public string ErrorCode { get; set; } = "";

    /// <summary>Error text; empty unless it failed.</summary>
    public string ErrorMessage { get; set; } = "";

    /// <summary>
    /// The command that takes it up again: after a stop or the death of its process the one that continues it, while the service works on it the one that waits
    /// for it; empty when there is nothing to take up.
    /// </summary>
    public string ResumeCommand { get; set; } = "";

    /// <summary>Whether it runs, or ran, in this process.</summary>
    public bool IsLocal { get; set; }

    /// <summary>Whether the service does it: then vCloud Director has a task of this id, which everybody can look at who may see the cluster.</summary>
    public bool IsServiceTask { get; set; }

    /// <summary>The connection it belongs to: <see cref="CseServer.Id"/>.</summary>
    public string Server { get; set; } = "";

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {ClusterName}: {Status}";
}
