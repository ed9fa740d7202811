namespace CsePowerShell.VCloud;

/// <summary>An organization.</summary>
public sealed class Org : VCloudEntity
{
    internal Org(string name, string href, string? id, LinkSet links, IReadOnlyList<VCloudTask> tasks)
        : base(name, href, id, MediaTypes.Org, links, tasks)
    {
    }

    /// <summary>The name people see.</summary>
    public string FullName { get; init; } = "";

    /// <summary>What it is for.</summary>
    public string Description { get; init; } = "";

    /// <summary>False while its users cannot log in; null where the server does not tell this session.</summary>
    public bool? IsEnabled { get; init; }

    /// <summary>The VDCs this session sees.</summary>
    public IReadOnlyList<EntityReference> Vdcs => References(MediaTypes.Vdc);

    /// <summary>The catalogs this session sees.</summary>
    public IReadOnlyList<EntityReference> Catalogs => References(MediaTypes.Catalog);

    /// <summary>The networks this session sees.</summary>
    public IReadOnlyList<EntityReference> Networks => References(MediaTypes.OrgNetwork);

    private List<EntityReference> References(string type)
    {
        var found = new List<EntityReference>();
        foreach (Link link in Links)
        {
            if (link.Rel == "down" && link.Name is not null && string.Equals(link.Type, type, StringComparison.OrdinalIgnoreCase))
                found.Add(new EntityReference(link.Name, link.Href, null, type));
        }

        return found;
    }
}
