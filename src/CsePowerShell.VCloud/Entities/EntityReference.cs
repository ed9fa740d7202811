namespace CsePowerShell.VCloud;

/// <summary>Names one object of vCloud Director: what a request needs to point at it, and no more.</summary>
public class EntityReference
{
    /// <summary>Creates a reference.</summary>
    /// <param name="name">The object's name; empty where it is not known.</param>
    /// <param name="href">The object's address, <c>https://HOST/api/...</c>.</param>
    /// <param name="id">The object's URN, <c>urn:vcloud:vapp:UUID</c>; null where it is not known.</param>
    /// <param name="type">The object's media type; null where it is not known.</param>
    public EntityReference(string name, string href, string? id = null, string? type = null)
    {
        Name = name ?? "";
        Href = href ?? throw new ArgumentNullException(nameof(href));
        Id = id;
        Type = type;
    }

    /// <summary>The object's name.</summary>
    public string Name { get; }

    /// <summary>The object's address.</summary>
    public string Href { get; }

    /// <summary>The object's URN, such as <c>urn:vcloud:vm:UUID</c>.</summary>
    public string? Id { get; }

    /// <summary>The object's media type, such as <c>application/vnd.vmware.vcloud.vApp+xml</c>.</summary>
    public string? Type { get; }

    /// <summary>The name, or the address where there is no name.</summary>
    /// <returns>Text for a person.</returns>
    public override string ToString() => Name.Length > 0 ? Name : Href;
}
