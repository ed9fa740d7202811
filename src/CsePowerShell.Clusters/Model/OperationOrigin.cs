namespace CsePowerShell.Clusters;

/// <summary>
/// For whom an operation is done when the session that does it is not the user's own: the service works with its account for a tenant. It also fixes the ids,
/// so that another host which continues the same job continues the same operation on the same cluster.
/// </summary>
public sealed class OperationOrigin
{
    /// <summary>Id of the operation, a uuid. A lease under this id is the operation's own, whichever host wrote it.</summary>
    public string OperationId { get; set; } = "";

    /// <summary>Id of the vCD task that tells how the operation goes, a uuid; it stays in the cluster's record, so that who reads that finds the task. Null: there is none.</summary>
    public string? TaskId { get; set; }

    /// <summary>Id of the cluster that a create makes, a uuid. Not looked at by other operations.</summary>
    public string? ClusterId { get; set; }

    /// <summary>Who asked for it, as <c>alice@acme</c>; what records and leases show.</summary>
    public string Actor { get; set; } = "";

    /// <summary>URN of the user who becomes the owner of the vApp that a create makes. Null: it stays with the session's user.</summary>
    public string? OwnerId { get; set; }
}
