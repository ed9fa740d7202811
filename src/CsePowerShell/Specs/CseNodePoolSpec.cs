namespace CsePowerShell;

/// <summary>A group of equal workers that is wanted: for New-CseCluster -NodePool, where a hashtable or a row of a file does as well.</summary>
public sealed class CseNodePoolSpec
{
    /// <summary>Name: lower case letters, digits and hyphens, at most 20 characters, unique in the cluster.</summary>
    public string Name { get; set; } = "";

    /// <summary>How many workers, from 0; over all pools at most 100.</summary>
    public int Count { get; set; } = 1;

    /// <summary>Virtual CPUs of each, 1 to 128; null: as the cluster's, else as the template has it.</summary>
    public int? Cpu { get; set; }

    /// <summary>Memory of each in MB, a multiple of 4; null: as the cluster's, else as the template has it.</summary>
    public int? MemoryMB { get; set; }

    /// <summary>Size of the first disk in MB, at least the template's; null: as the template has it.</summary>
    public int? DiskMB { get; set; }

    /// <summary>Storage profile; null: the cluster's.</summary>
    public string? StorageProfile { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Count}";
}
