namespace CsePowerShell;

/// <summary>An organization VDC, and what the provider has said about clusters in it.</summary>
public sealed class CseOrgVdc
{
    /// <summary>URN of the VDC.</summary>
    public string Id { get; set; } = "";

    /// <summary>Name; unique in its organization.</summary>
    public string Name { get; set; } = "";

    /// <summary>Organization it belongs to.</summary>
    public string Org { get; set; } = "";

    /// <summary>Enabled, Disabled, or NotSet while nobody has said anything.</summary>
    public string State { get; set; } = "";

    /// <summary>The container provider as it is stored on the VDC: <c>vcd</c> is this service; null when nothing is stored.</summary>
    public string? ContainerProvider { get; set; }

    /// <summary>False while vCD itself lets nothing be made in it.</summary>
    public bool IsEnabledInVcd { get; set; } = true;

    /// <summary>Clusters in it; null unless they were asked for with -IncludeClusters.</summary>
    public int? ClusterCount { get; set; }

    /// <summary>VMs of these clusters; null unless they were asked for with -IncludeClusters.</summary>
    public int? NodeCount { get; set; }

    /// <summary>VMs in it, of clusters and others; null where vCD does not tell.</summary>
    public long? VmCount { get; set; }

    /// <summary>MHz that are left of its limit; null where it has none, or vCD does not tell.</summary>
    public long? CpuFreeMHz { get; set; }

    /// <summary>MB of memory that are left of its limit; null where it has none, or vCD does not tell.</summary>
    public long? MemoryFreeMB { get; set; }

    /// <summary>Address of the VDC in the vCloud API.</summary>
    public string Href { get; set; } = "";

    /// <summary>The connection it was read from: <see cref="CseServer.Id"/>.</summary>
    public string Server { get; set; } = "";

    /// <inheritdoc/>
    public override string ToString() => Name;
}
