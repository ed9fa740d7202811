namespace CsePowerShell.VCloud;

/// <summary>One compute resource of a VDC.</summary>
/// <param name="units">MHz or MB.</param>
/// <param name="allocated">What is reserved for the VDC.</param>
/// <param name="limit">The most it may use; 0 means no limit.</param>
/// <param name="used">What is in use.</param>
public sealed class ComputeFigures(string units, long allocated, long limit, long used)
{
    /// <summary>MHz or MB.</summary>
    public string Units { get; } = units;

    /// <summary>What is reserved for the VDC.</summary>
    public long Allocated { get; } = allocated;

    /// <summary>The most it may use; 0 means no limit.</summary>
    public long Limit { get; } = limit;

    /// <summary>What is in use.</summary>
    public long Used { get; } = used;
}

/// <summary>An organization VDC.</summary>
public sealed class Vdc : VCloudEntity
{
    internal Vdc(string name, string href, string? id, LinkSet links, IReadOnlyList<VCloudTask> tasks)
        : base(name, href, id, MediaTypes.Vdc, links, tasks)
    {
    }

    /// <summary>The organization it belongs to.</summary>
    public EntityReference? Org { get; init; }

    /// <summary>What it is for.</summary>
    public string Description { get; init; } = "";

    /// <summary>False while nothing can be made in it.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>How it pays for compute, such as <c>AllocationVApp</c>, <c>AllocationPool</c>, <c>ReservationPool</c>, <c>Flex</c>.</summary>
    public string AllocationModel { get; init; } = "";

    /// <summary>The processors.</summary>
    public ComputeFigures? Cpu { get; init; }

    /// <summary>The memory.</summary>
    public ComputeFigures? Memory { get; init; }

    /// <summary>The most VMs it may hold; 0 means no limit.</summary>
    public int VmQuota { get; init; }

    /// <summary>The most network cards it may hold; 0 means no limit.</summary>
    public int NicQuota { get; init; }

    /// <summary>The networks its VMs can use.</summary>
    public IReadOnlyList<EntityReference> Networks { get; init; } = [];

    /// <summary>The storage profiles its VMs can use.</summary>
    public IReadOnlyList<EntityReference> StorageProfiles { get; init; } = [];

    /// <summary>The vApps in it.</summary>
    public IReadOnlyList<EntityReference> VApps { get; init; } = [];

    /// <summary>True when this session may make vApps here.</summary>
    public bool CanCompose => Links.Has("add", MediaTypes.ComposeVAppParams);
}
