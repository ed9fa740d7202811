namespace CsePowerShell.Clusters.Contract;

/// <summary>What waits on the broker, as GET /api/cse/_1/queues tells.</summary>
public sealed class QueuesDocument
{
    /// <summary>Requests that no host has taken yet.</summary>
    public long Requests { get; set; }

    /// <summary>Jobs that no host has taken yet.</summary>
    public long Jobs { get; set; }

    /// <summary>Jobs that were set aside, because they could not be done or understood.</summary>
    public long Failed { get; set; }
}
