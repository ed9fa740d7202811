using CsePowerShell.Simulator.Domain;

namespace CsePowerShell.Simulator.Extensions;

/// <summary>An extension of the API as an administrator registered it.</summary>
internal sealed class ExtensionService(Guid id, string name) : Entity(s_kind, id, name)
{
    private static readonly EntityKind s_kind = new("externalService", "admin/extension/service/", "application/vnd.vmware.admin.service+xml");

    public required string Namespace { get; init; }
    public required string Exchange { get; set; }
    public required string RoutingKey { get; set; }
    public bool Enabled { get; set; }
    public bool AuthorizationEnabled { get; set; }
    public int Priority { get; set; }
    public string? Vendor { get; set; }
    public List<ApiFilter> Filters { get; } = [];
}

/// <summary>Which paths an extension gets.</summary>
internal sealed class ApiFilter(Guid id, ExtensionService service, string urlPattern) : Entity(s_kind, id, urlPattern)
{
    private static readonly EntityKind s_kind = new("apifilter", "admin/extension/service/apifilter/", "application/vnd.vmware.admin.apiFilter+xml");

    public ExtensionService Service { get; } = service;
    public string UrlPattern { get; } = urlPattern;
}

/// <summary>A right that an extension brought; its name carries the namespace. It outlives the service, so that roles keep it through a new registration.</summary>
internal sealed class ExtensionRight(Guid id, string @namespace, string name) : Right(id, $"{{{@namespace}}}:{name}")
{
    public string Namespace { get; } = @namespace;
    public string BundleKey { get; init; } = "";

    /// <summary>The roles that hold it; the system administrator's holds every right.</summary>
    public HashSet<Role> Holders { get; } = [Role.SystemAdministrator];

    /// <summary>The organizations that may give it to their roles.</summary>
    public HashSet<Organization> Organizations { get; } = [];

    /// <summary>Whether a user has it: the role holds it, and the organization may have it.</summary>
    public bool IsOf(User user) => Holders.Contains(user.Role) && (user.IsSystem || Organizations.Contains(user.Org));
}
