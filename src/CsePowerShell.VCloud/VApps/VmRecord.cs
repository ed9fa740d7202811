namespace CsePowerShell.VCloud;

/// <summary>What guest customization has come to.</summary>
public enum GuestCustomizationState
{
    /// <summary>Nothing is known.</summary>
    Unknown,

    /// <summary>Has not begun.</summary>
    Pending,

    /// <summary>The guest is about to restart.</summary>
    RebootPending,

    /// <summary>The second half, after the restart, is still to come.</summary>
    PostPending,

    /// <summary>Done.</summary>
    Complete,

    /// <summary>Failed.</summary>
    Failed,
}

/// <summary>A VM as a query lists it.</summary>
public sealed class VmRecord : EntityReference
{
    internal VmRecord(string name, string href, string? id)
        : base(name, href, id, MediaTypes.Vm)
    {
    }

    /// <summary>The state as a word, such as <c>POWERED_ON</c>.</summary>
    public string Status { get; init; } = "";

    /// <summary>What guest customization has come to.</summary>
    public GuestCustomizationState GuestCustomization { get; init; }

    /// <summary>The vApp it is in (URN).</summary>
    public string? VAppId { get; init; }

    /// <summary>The name of that vApp.</summary>
    public string VAppName { get; init; } = "";

    /// <summary>The VDC it is in (URN).</summary>
    public string? VdcId { get; init; }

    /// <summary>The address of its primary network card; null while it has none, and always for system administrators, whose records do not hold it.</summary>
    public string? IpAddress { get; init; }

    /// <summary>Virtual processors.</summary>
    public int Cpu { get; init; }

    /// <summary>Memory in megabytes.</summary>
    public int MemoryMB { get; init; }

    /// <summary>True while it holds compute resources.</summary>
    public bool IsDeployed { get; init; }

    /// <summary>True when it runs.</summary>
    public bool IsPoweredOn => string.Equals(Status, "POWERED_ON", StringComparison.OrdinalIgnoreCase);
}
