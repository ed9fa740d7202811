namespace CsePowerShell.Clusters;

/// <summary>A VM of the cluster's vApp as the planner looks at it.</summary>
internal sealed record ActualNode(string Name)
{
    public string VmId { get; init; } = "";

    public string Href { get; init; } = "";

    public string? Address { get; init; }

    public bool IsPoweredOn { get; init; }

    public bool IsDeployed { get; init; }

    public string Status { get; init; } = "";

    public string? Customization { get; init; }

    public int Cpu { get; init; }

    public int MemoryMB { get; init; }

    /// <summary>What Kubernetes says; null when it was not asked or does not know the node.</summary>
    public bool? Ready { get; init; }

    /// <summary>Whether new pods may be placed on it; null when Kubernetes was not asked.</summary>
    public bool? Schedulable { get; init; }

    public string? KubeletVersion { get; init; }

    public bool IsCustomized => Customization == "GC_COMPLETE";

    public NodeRole? Role => NodeName.RoleOf(Name);
}
