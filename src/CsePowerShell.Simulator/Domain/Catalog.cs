namespace CsePowerShell.Simulator.Domain;

internal sealed class Catalog(Guid id, string name, Organization org, User owner) : DescribedEntity(EntityKind.Catalog, id, name)
{
    public Organization Org { get; } = org;
    public User Owner { get; } = owner;
    public AccessControl Access { get; } = new();
    public DateTimeOffset Created { get; init; }

    /// <summary>Published catalogs are read by every organization.</summary>
    public bool IsPublished { get; set; }

    public List<CatalogItem> Items { get; } = [];
}

/// <summary>The entry of a template in a catalog.</summary>
internal sealed class CatalogItem(Guid id, string name, Catalog catalog, VAppTemplate template) : DescribedEntity(EntityKind.CatalogItem, id, name)
{
    public Catalog Catalog { get; } = catalog;
    public VAppTemplate Template { get; } = template;
    public DateTimeOffset Created { get; init; }
}
