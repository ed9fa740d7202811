namespace CsePowerShell.VCloud;

/// <summary>A VDC as a query lists it.</summary>
public sealed class VdcSummary : EntityReference
{
    internal VdcSummary(string name, string href, string? id, string orgName)
        : base(name, href, id, MediaTypes.Vdc) => OrgName = orgName;

    /// <summary>The organization's name.</summary>
    public string OrgName { get; }

    /// <summary>False while nothing can be made in it.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>VMs in it; null where the server does not tell.</summary>
    public long? NumberOfVMs { get; init; }
}
