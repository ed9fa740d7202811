namespace CsePowerShell.VCloud;

/// <summary>A catalog as a query lists it.</summary>
public sealed class CatalogSummary : EntityReference
{
    internal CatalogSummary(string name, string href, string? id)
        : base(name, href, id, MediaTypes.Catalog)
    {
    }

    /// <summary>The organization it belongs to.</summary>
    public string OrgName { get; init; } = "";

    /// <summary>True when all organizations can read it.</summary>
    public bool IsPublished { get; init; }
}

/// <summary>A vApp template as a query lists it.</summary>
public sealed class VAppTemplateSummary : EntityReference
{
    internal VAppTemplateSummary(string name, string href, string? id)
        : base(name, href, id, MediaTypes.VAppTemplate)
    {
    }

    /// <summary>The catalog it is in.</summary>
    public string CatalogName { get; init; } = "";

    /// <summary>Address of the organization it belongs to; empty where the server did not tell.</summary>
    public string OrgHref { get; init; } = "";

    /// <summary>The state as a word; <c>RESOLVED</c> (as <c>POWERED_OFF</c> on some versions) when it can be used.</summary>
    public string Status { get; init; } = "";

    /// <summary>When it was made.</summary>
    public DateTimeOffset? CreationDate { get; init; }

    /// <summary>The metadata that was asked for and is there, by key.</summary>
    public IReadOnlyDictionary<string, MetadataValue> Metadata { get; init; } = new Dictionary<string, MetadataValue>();
}

/// <summary>A vApp template.</summary>
public sealed class VAppTemplate : VCloudEntity
{
    internal VAppTemplate(string name, string href, string? id, LinkSet links, IReadOnlyList<VCloudTask> tasks)
        : base(name, href, id, MediaTypes.VAppTemplate, links, tasks)
    {
    }

    /// <summary>What it is.</summary>
    public string Description { get; init; } = "";

    /// <summary>The state; 8 (powered off) when it can be used.</summary>
    public VCloudStatus Status { get; init; }

    /// <summary>The VMs in it: sources for new VMs.</summary>
    public IReadOnlyList<Vm> Vms { get; init; } = [];

    /// <summary>Whether vCD has taken its OVF descriptor; true for every template that is not being uploaded.</summary>
    public bool IsDescriptorUploaded { get; init; }

    /// <summary>What is to be uploaded while the template is made: the descriptor, and the files it refers to once vCD has read it. Empty before and after.</summary>
    public IReadOnlyList<TransferFile> Files { get; init; } = [];

    /// <summary>The storage profile it lies on.</summary>
    public EntityReference? StorageProfile { get; init; }
}
