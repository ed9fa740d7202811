namespace CsePowerShell.VCloud;

/// <summary>A catalog.</summary>
public sealed class Catalog : VCloudEntity
{
    internal Catalog(string name, string href, string? id, LinkSet links, IReadOnlyList<VCloudTask> tasks)
        : base(name, href, id, MediaTypes.Catalog, links, tasks)
    {
    }

    /// <summary>What it is for.</summary>
    public string Description { get; init; } = "";

    /// <summary>True when all organizations can read it.</summary>
    public bool IsPublished { get; init; }

    /// <summary>What is in it.</summary>
    public IReadOnlyList<EntityReference> Items { get; init; } = [];

    /// <summary>Whether this session may upload templates into it.</summary>
    public bool CanUpload => Links.Has("add", MediaTypes.UploadVAppTemplateParams);

    /// <summary>The item of a name; null when there is none. Names are unique within a catalog.</summary>
    /// <param name="name">The name.</param>
    public EntityReference? FindItem(string name) => Items.FirstOrDefault(item => string.Equals(item.Name, name, StringComparison.Ordinal));
}

/// <summary>An item of a catalog: the entry of a template or of media.</summary>
public sealed class CatalogItem : VCloudEntity
{
    internal CatalogItem(string name, string href, string? id, LinkSet links, IReadOnlyList<VCloudTask> tasks, EntityReference entity)
        : base(name, href, id, MediaTypes.CatalogItem, links, tasks) => Entity = entity;

    /// <summary>What it is the entry of.</summary>
    public EntityReference Entity { get; }

    /// <summary>What it is.</summary>
    public string Description { get; init; } = "";
}
