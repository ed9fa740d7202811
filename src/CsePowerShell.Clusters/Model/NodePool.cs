namespace CsePowerShell.Clusters;

/// <summary>A node pool as it is.</summary>
public sealed class NodePool
{
    /// <summary>Name of the pool.</summary>
    public string Name { get; set; } = "";

    /// <summary>What its nodes do.</summary>
    public NodeRole Role { get; set; }

    /// <summary>How many nodes are wanted.</summary>
    public int DesiredCount { get; set; }

    /// <summary>How many VMs there are. Null when the listing was made without nodes.</summary>
    public int? ActualCount { get; set; }

    /// <summary>How many were Ready in Kubernetes when an operation last looked. Null: never looked.</summary>
    public int? ReadyCount { get; set; }

    /// <summary>Virtual CPUs per node.</summary>
    public int? Cpu { get; set; }

    /// <summary>Memory per node in MB.</summary>
    public int? MemoryMB { get; set; }

    /// <summary>Size of the first disk in MB.</summary>
    public int? DiskMB { get; set; }

    /// <summary>Storage profile, when one was asked for.</summary>
    public string? StorageProfile { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {DesiredCount}";
}
