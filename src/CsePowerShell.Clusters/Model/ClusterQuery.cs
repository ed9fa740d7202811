namespace CsePowerShell.Clusters;

/// <summary>Which clusters, and how much of them.</summary>
public sealed class ClusterQuery
{
    /// <summary>Name, with <c>*</c> and <c>?</c> as wildcards; compared without regard to case. Null: all.</summary>
    public string? NamePattern { get; set; }

    /// <summary>Id of the cluster, or URN of its vApp.</summary>
    public string? Id { get; set; }

    /// <summary>Only clusters of this organization.</summary>
    public string? Org { get; set; }

    /// <summary>Only clusters of this VDC.</summary>
    public string? Vdc { get; set; }

    /// <summary>Also read the VMs: one more request per 128 of them, whatever the number of clusters.</summary>
    public bool IncludeNodes { get; set; }
}
