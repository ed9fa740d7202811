namespace CsePowerShell.Clusters;

/// <summary>Whether the provider wants clusters in a VDC.</summary>
public enum OrgVdcState
{
    /// <summary>Nobody has said anything. The service makes clusters there unless it is set to want a yes.</summary>
    NotSet,

    /// <summary>The service makes clusters there.</summary>
    Enabled,

    /// <summary>The service makes no cluster and adds no node there, whatever it is set to. What is there can be listed, shrunk and removed.</summary>
    Disabled,
}

/// <summary>An organization VDC as the provider of clusters sees it.</summary>
public sealed class OrgVdc
{
    /// <summary><c>urn:vcloud:vdc:UUID</c>.</summary>
    public string Id { get; set; } = "";

    /// <summary>Name; unique in its organization.</summary>
    public string Name { get; set; } = "";

    /// <summary>Name of its organization.</summary>
    public string Org { get; set; } = "";

    /// <summary>Address in the vCloud API.</summary>
    public string Href { get; set; } = "";

    /// <summary>Whether clusters may be made in it.</summary>
    public OrgVdcState State => ContainerProvider.StateOf(Provider);

    /// <summary>The container provider as it is stored; null when there is none.</summary>
    public string? Provider { get; set; }

    /// <summary>False while vCD itself lets nothing be made in it.</summary>
    public bool IsEnabledInVcd { get; set; } = true;

    /// <summary>VMs in it, of clusters and others; null where the server does not tell.</summary>
    public long? VmCount { get; set; }

    /// <summary>The most MHz it may use; 0 means no limit, null that the server does not tell.</summary>
    public long? CpuLimitMHz { get; set; }

    /// <summary>MHz in use; null where the server does not tell.</summary>
    public long? CpuUsedMHz { get; set; }

    /// <summary>The most MB of memory it may use; 0 means no limit, null that the server does not tell.</summary>
    public long? MemoryLimitMB { get; set; }

    /// <summary>MB of memory in use; null where the server does not tell.</summary>
    public long? MemoryUsedMB { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"VDC \"{Name}\" of organization \"{Org}\"";
}

/// <summary>Which VDCs.</summary>
public sealed class OrgVdcQuery
{
    /// <summary>Name, with <c>*</c> and <c>?</c> as wildcards; compared without regard to case. Null: all.</summary>
    public string? NamePattern { get; set; }

    /// <summary>The URN of the one VDC. Null: any.</summary>
    public string? Id { get; set; }

    /// <summary>Only VDCs of this organization. Null: of all.</summary>
    public string? Org { get; set; }
}
