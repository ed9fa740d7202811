namespace CsePowerShell.VCloud;

/// <summary>A network of an organization VDC.</summary>
public sealed class VdcNetwork : EntityReference
{
    internal VdcNetwork(string name, string href, string? id)
        : base(name, href, id, MediaTypes.OrgNetwork)
    {
    }

    /// <summary>The VDC it was made in (URN or address); a shared one is usable in others too.</summary>
    public string? Vdc { get; init; }

    /// <summary>The name of that VDC.</summary>
    public string? VdcName { get; init; }

    /// <summary>The gateway's address.</summary>
    public string? Gateway { get; init; }

    /// <summary>The net mask.</summary>
    public string? Netmask { get; init; }

    /// <summary>True when other VDCs of the organization can use it.</summary>
    public bool IsShared { get; init; }

    /// <summary>Addresses in its pool; null where the server does not tell.</summary>
    public long? TotalAddresses { get; init; }

    /// <summary>Addresses taken from its pool; null where the server does not tell.</summary>
    public long? UsedAddresses { get; init; }

    /// <summary>Addresses left in its pool; null where the server does not tell.</summary>
    public long? FreeAddresses => TotalAddresses is { } total && UsedAddresses is { } used ? Math.Max(0, total - used) : null;
}
