namespace CsePowerShell.VCloud;

/// <summary>A vApp. As compose answers it, it is sparse: identity, links and the running task.</summary>
public sealed class VApp : VCloudEntity
{
    internal VApp(string name, string href, string? id, LinkSet links, IReadOnlyList<VCloudTask> tasks)
        : base(name, href, id, MediaTypes.VApp, links, tasks)
    {
    }

    /// <summary>What it is for.</summary>
    public string Description { get; init; } = "";

    /// <summary>The state.</summary>
    public VCloudStatus Status { get; init; }

    /// <summary>True while it holds compute resources.</summary>
    public bool IsDeployed { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? DateCreated { get; init; }

    /// <summary>Whom it belongs to.</summary>
    public EntityReference? Owner { get; init; }

    /// <summary>The VDC it is in.</summary>
    public EntityReference? Vdc { get; init; }

    /// <summary>The VMs in it.</summary>
    public IReadOnlyList<Vm> Vms { get; init; } = [];

    /// <summary>The names of its networks, as its VMs refer to them.</summary>
    public IReadOnlyList<string> NetworkNames { get; init; } = [];

    /// <summary>Its lease; null where the document has none.</summary>
    public VAppLease? Lease { get; init; }

    /// <summary>True when this session may add, change and remove VMs now.</summary>
    public bool CanRecompose => Links.Has("recompose", MediaTypes.RecomposeVAppParams);
}
