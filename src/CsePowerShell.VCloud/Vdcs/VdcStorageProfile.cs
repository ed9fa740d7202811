namespace CsePowerShell.VCloud;

/// <summary>A storage profile of a VDC.</summary>
public sealed class VdcStorageProfile : EntityReference
{
    internal VdcStorageProfile(string name, string href, string? id)
        : base(name, href, id, MediaTypes.VdcStorageProfile)
    {
    }

    /// <summary>False while nothing can be placed on it.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>True for the one a VM gets when it asks for none.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Megabytes it may hold; 0 means no limit.</summary>
    public long LimitMB { get; init; }

    /// <summary>Megabytes in use; null where the server does not tell.</summary>
    public long? UsedMB { get; init; }
}
