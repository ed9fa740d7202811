namespace CsePowerShell;

/// <summary>A group of equal nodes of a cluster.</summary>
public sealed class CseNodePool
{
    /// <summary>Name; unique in the cluster.</summary>
    public string Name { get; set; } = "";

    /// <summary>ControlPlane or Worker.</summary>
    public string Role { get; set; } = "";

    /// <summary>How many nodes are wanted.</summary>
    public int Count { get; set; }

    /// <summary>How many VMs there are; null when the nodes were not read.</summary>
    public int? ActualCount { get; set; }

    /// <summary>How many were Ready when an operation last looked; null: never looked.</summary>
    public int? ReadyCount { get; set; }

    /// <summary>Virtual CPUs per node; null: as the template has it.</summary>
    public int? Cpu { get; set; }

    /// <summary>Memory per node in MB; null: as the template has it.</summary>
    public int? MemoryMB { get; set; }

    /// <summary>Size of the first disk in MB; null: as the template has it.</summary>
    public int? DiskMB { get; set; }

    /// <summary>Storage profile; null: the cluster's.</summary>
    public string? StorageProfile { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Count}";
}
