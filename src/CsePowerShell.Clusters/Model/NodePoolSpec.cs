namespace CsePowerShell.Clusters;

/// <summary>The wanted shape of one group of equal nodes.</summary>
public sealed class NodePoolSpec
{
    /// <summary>The name of the only control plane pool, unless another is given.</summary>
    public const string ControlPlaneName = "control-plane";

    /// <summary>The name of the first worker pool, unless another is given.</summary>
    public const string WorkersName = "workers";

    /// <summary>RFC 1123 label, at most 20 characters, unique in the cluster.</summary>
    public string Name { get; set; } = WorkersName;

    /// <summary>What the nodes of the pool do.</summary>
    public NodeRole Role { get; set; }

    /// <summary>How many nodes. Workers: 0 to 100 over all pools. Control plane: 1.</summary>
    public int Count { get; set; } = 1;

    /// <summary>Virtual CPUs per node, 1 to 128 (control plane: at least 2, kubeadm insists). Null: as the template has it.</summary>
    public int? Cpu { get; set; }

    /// <summary>Memory per node in MB, 1,024 to 4,194,304, a multiple of 4. Null: as the template has it.</summary>
    public int? MemoryMB { get; set; }

    /// <summary>Size of the first disk in MB, at least the template's. Null: as the template has it.</summary>
    public int? DiskMB { get; set; }

    /// <summary>Name of a storage profile of the VDC. Null: the cluster's.</summary>
    public string? StorageProfile { get; set; }

    /// <summary>A copy that shares nothing with this one.</summary>
    public NodePoolSpec Clone() => (NodePoolSpec)MemberwiseClone();
}
