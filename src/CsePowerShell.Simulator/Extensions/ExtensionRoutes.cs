using System.Xml.Linq;
using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Http;
using CsePowerShell.Simulator.Wire;
using static CsePowerShell.Simulator.Extensions.ExtensionBody;
using Rights = CsePowerShell.Simulator.Domain.Rights;

namespace CsePowerShell.Simulator.Extensions;

/// <summary>Extension administration: services, filters, rights, AMQP settings. For system administrators.</summary>
internal sealed class ExtensionRoutes(World world, ExtensionRegistry registry)
{
    public const string TestPath = "/api/admin/extension/settings/amqp/action/test";

    public IEnumerable<ExtensionRight> RightsOfExtensions => registry.Rights;

    public void Map(Router router)
    {
        router.Get("/api/admin/extension", request => Admin(request, () => ApiResponse.Ok(ExtensionDocuments.Entry(request.Hrefs), ExtensionDocuments.Extension)));
        router.Get("/api/admin/extension/service", request => Admin(request, () => ApiResponse.Ok(ExtensionDocuments.ServiceList(request.Hrefs), ExtensionDocuments.Services)));
        router.Post("/api/admin/extension/service", ExtensionDocuments.Service, request => Admin(request, () => Register(request)));
        router.Get("/api/admin/extension/service/{id}", request => Admin(request, () => ApiResponse.Ok(ExtensionDocuments.Write(Service(request), request.Hrefs), ExtensionDocuments.Service)));
        // pyvcloud sends no content type here.
        router.Add(new Http.Route("PUT", "/api/admin/extension/service/{id}", request => Admin(request, () => Change(request))));
        router.Delete("/api/admin/extension/service/{id}", request => Admin(request, () => Remove(Service(request))));
        router.Get("/api/admin/extension/service/{id}/apifilters", request => Admin(request, () => ApiResponse.Ok(ExtensionDocuments.FilterList(Service(request), request.Hrefs), ExtensionDocuments.Filters)));
        router.Post("/api/admin/extension/service/{id}/apifilters", ExtensionDocuments.Filter, request => Admin(request, () => AddFilter(request)));
        router.Get("/api/admin/extension/service/apifilter/{id}", request => Admin(request, () => ApiResponse.Ok(ExtensionDocuments.Write(Filter(request), request.Hrefs), ExtensionDocuments.Filter)));
        router.Delete("/api/admin/extension/service/apifilter/{id}", request => Admin(request, () => Remove(Filter(request))));
        router.Get("/api/admin/extension/service/{id}/rights", request => Admin(request, () => ApiResponse.Ok(ExtensionDocuments.RightList(Service(request), registry.Rights, request.Hrefs), ExtensionDocuments.Rights)));
        router.Post("/api/admin/extension/service/{id}/rights", ExtensionDocuments.Right, request => Admin(request, () => AddRight(request)));
        router.Get("/api/admin/right/{id}", request => Viewer(request, () => ApiResponse.Ok(ExtensionDocuments.Write(Right(request.Text("id")), request.Hrefs), ExtensionDocuments.Right)));
        router.Delete("/api/admin/right/{id}", request => Admin(request, () => Remove(Right(request.Text("id")) as ExtensionRight ?? throw Refuse.BadRequest("A predefined right cannot be removed."))));
        router.Get("/api/admin/org/{id}/rights", request => Viewer(request, () => ApiResponse.Ok(OrgRights(request), ExtensionDocuments.OrgRights)));
        router.Post("/api/admin/org/{id}/rights", ExtensionDocuments.OrgRights, request => Admin(request, () => AddOrgRights(request)));
        router.Put("/api/admin/role/{id}", MediaTypes.AdminRole, request => Admin(request, () => ChangeRole(request)));
        router.Get("/api/admin/extension/settings", request => Admin(request, () => ApiResponse.Ok(ExtensionDocuments.SystemSettings(registry.Broker, request.Hrefs), ExtensionDocuments.Settings)));
        router.Get("/api/admin/extension/settings/amqp", request => Admin(request, () => ApiResponse.Ok(ExtensionDocuments.Write(registry.Broker, request.Hrefs), ExtensionDocuments.Amqp)));
        router.Put("/api/admin/extension/settings/amqp", ExtensionDocuments.Amqp, request => Admin(request, () =>
        {
            registry.Broker = ReadSettings(request.RawBody(), registry.Broker);
            return ApiResponse.Ok(ExtensionDocuments.Write(registry.Broker, request.Hrefs), ExtensionDocuments.Amqp);
        }));
    }

    /// <summary>The settings of a body; the password stays as it was where none is given.</summary>
    public static BrokerSettings ReadSettings(XElement root, BrokerSettings old)
    {
        Check(root, "AmqpSettings", Amqp);
        return new BrokerSettings
        {
            Host = Required(root, "AmqpHost"), Port = Number(root, "AmqpPort", 5672, 1, 65535), User = Required(root, "AmqpUsername"), Password = Text(root, "AmqpPassword") ?? old.Password,
            Exchange = Required(root, "AmqpExchange"), VirtualHost = Required(root, "AmqpVHost"), UseSsl = Flag(root, "AmqpUseSSL", false),
            AcceptAll = Flag(root, "AmqpSslAcceptAll", false), Prefix = Text(root, "AmqpPrefix") ?? old.Prefix,
        };
    }

    private static ApiResponse Admin(ApiRequest request, Func<ApiResponse> handle) => request.User.May(Rights.System) ? handle() : throw Refuse.NoRight("Extension: Administer");

    private static ApiResponse Viewer(ApiRequest request, Func<ApiResponse> handle) => request.User.May(Rights.Administer) ? handle() : throw Refuse.NoRight("General: Administrator View");

    private ApiResponse Register(ApiRequest request)
    {
        XElement root = request.RawBody();
        Check(root, "Service", ExtensionBody.Service);
        string name = root.Attribute("name")?.Value is { Length: > 0 } given ? given : throw Refuse.BadRequest("A service needs a name.");
        string key = Required(root, "RoutingKey");
        string space = Required(root, "Namespace");
        if (registry.Services.Exists(service => service.Name == name || service.Namespace == space)) throw Refuse.DuplicateName(name);
        if (registry.Services.Exists(service => service.RoutingKey == key)) throw Refuse.BadRequest($"The routing key {key} is used by another service.");
        ExtensionService created = new(Guid.NewGuid(), name)
        {
            Namespace = space, RoutingKey = key, Exchange = Required(root, "Exchange"), Enabled = Flag(root, "Enabled", false), AuthorizationEnabled = Flag(root, "AuthorizationEnabled", false),
            Priority = Number(root, "Priority", 50, 0, 100), Vendor = Text(root, "Vendor"), Description = root.Element(Ns.VCloud + "Description")?.Value,
        };
        foreach (XElement filter in root.Element(Ns.Extension + "ApiFilters")?.Elements(Ns.Extension + "ApiFilter") ?? [])
            created.Filters.Add(world.Add(new ApiFilter(Guid.NewGuid(), created, Required(filter, "UrlPattern"))));
        registry.Services.Add(world.Add(created));
        return ApiResponse.Created(ExtensionDocuments.Write(created, request.Hrefs), ExtensionDocuments.Service, request.Hrefs.Of(created));
    }

    /// <summary>What is left out goes back to its default, filters stay: they cannot be changed, only added and removed.</summary>
    private ApiResponse Change(ApiRequest request)
    {
        ExtensionService service = Service(request);
        XElement root = request.RawBody();
        Check(root, "Service", ExtensionBody.Service);
        service.Enabled = Flag(root, "Enabled", false);
        service.AuthorizationEnabled = Flag(root, "AuthorizationEnabled", false);
        service.RoutingKey = Required(root, "RoutingKey");
        service.Exchange = Required(root, "Exchange");
        service.Priority = Number(root, "Priority", service.Priority, 0, 100);
        service.Vendor = Text(root, "Vendor");
        service.Description = root.Element(Ns.VCloud + "Description")?.Value;
        return ApiResponse.Ok(ExtensionDocuments.Write(service, request.Hrefs), ExtensionDocuments.Service);
    }

    private ApiResponse Remove(ExtensionService service)
    {
        if (service.Enabled) throw Refuse.BadRequest($"The service {service.Name} is enabled; disable it first.");
        foreach (ApiFilter filter in service.Filters) world.Forget(filter);
        registry.Services.Remove(service);
        world.Forget(service);
        return ApiResponse.NoContent();
    }

    private ApiResponse AddFilter(ApiRequest request)
    {
        ExtensionService service = Service(request);
        XElement root = request.RawBody();
        Check(root, "ApiFilter", ExtensionBody.Filter);
        ApiFilter filter = world.Add(new ApiFilter(Guid.NewGuid(), service, Required(root, "UrlPattern")));
        service.Filters.Add(filter);
        return ApiResponse.Created(ExtensionDocuments.Write(filter, request.Hrefs), ExtensionDocuments.Filter, request.Hrefs.Of(filter));
    }

    private ApiResponse Remove(ApiFilter filter)
    {
        filter.Service.Filters.Remove(filter);
        world.Forget(filter);
        return ApiResponse.NoContent();
    }

    private ApiResponse AddRight(ApiRequest request)
    {
        ExtensionService service = Service(request);
        XElement root = request.RawBody();
        string name = root.Attribute("name")?.Value is { Length: > 0 } given ? given : throw Refuse.BadRequest("A right needs a name.");
        string full = $"{{{service.Namespace}}}:{name}";
        if (registry.Rights.Exists(right => right.Name == full)) throw Refuse.BadRequest($"Right with name \"{full}\" already exists");
        ExtensionRight created = world.Add(new ExtensionRight(Guid.NewGuid(), service.Namespace, name)
        {
            Description = root.Element(Ns.VCloud + "Description")?.Value, Category = root.Element(Ns.VCloud + "Category")?.Value ?? "", BundleKey = root.Element(Ns.VCloud + "BundleKey")?.Value ?? "",
        });
        registry.Rights.Add(created);
        return ApiResponse.Created(ExtensionDocuments.Write(created, request.Hrefs), ExtensionDocuments.Right, request.Hrefs.Of(created));
    }

    private ApiResponse Remove(ExtensionRight right)
    {
        registry.Rights.Remove(right);
        world.Forget(right);
        return ApiResponse.NoContent();
    }

    private XElement OrgRights(ApiRequest request) => ExtensionDocuments.RightsOf("OrgRights", request.Find<Organization>(EntityKind.Organization), registry.Rights, request.Viewer);

    private ApiResponse AddOrgRights(ApiRequest request)
    {
        Organization org = request.Find<Organization>(EntityKind.Organization);
        XElement root = request.RawBody();
        if (root.Name != Ns.VCloud + "OrgRights") throw Refuse.InvalidContent($"cvc-elt.1: Cannot find the declaration of element '{root.Name.LocalName}'; expected is 'OrgRights'.");
        foreach (string id in References(root))
            if (Right(id) is ExtensionRight right) right.Organizations.Add(org);
        return ApiResponse.Ok(OrgRights(request), ExtensionDocuments.OrgRights);
    }

    private static IEnumerable<string> References(XElement? parent) =>
        (parent?.Elements(Ns.VCloud + "RightReference") ?? []).Select(reference => (reference.Attribute("href")?.Value ?? "").Split('/')[^1]);

    /// <summary>Which rights of extensions a role holds; its own rights are vCD's and stay. Roles are the same in every organization of this cloud.</summary>
    private ApiResponse ChangeRole(ApiRequest request)
    {
        Role role = Role.All.FirstOrDefault(role => role.Id.ToString() == request.Text("id")) ?? throw Refuse.NoAccess($"com.vmware.vcloud.entity.role:{request.Text("id")}");
        XElement root = request.RawBody();
        HashSet<string> wanted = [.. References(root.Element(Ns.VCloud + "RightReferences"))];
        foreach (string id in wanted)
        {
            // A role can hold what its organization may have; roles that all organizations share, what one of them may.
            if (Right(id) is ExtensionRight { Organizations.Count: 0 } unknown && role != Role.SystemAdministrator)
                throw Refuse.BadRequest($"The right \"{unknown.Name}\" has not been granted to the organization.");
        }
        foreach (ExtensionRight right in registry.Rights)
        {
            if (wanted.Contains(right.Id.ToString()) || role == Role.SystemAdministrator) right.Holders.Add(role);
            else right.Holders.Remove(role);
        }
        return ApiResponse.Ok(WriteRole(role, request), MediaTypes.AdminRole);
    }

    public XElement WriteRole(Role role, ApiRequest request)
    {
        XElement document = OrganizationDocuments.Role(role, request.Viewer);
        document.Element(Ns.VCloud + "RightReferences")!.Add(StandardRight.All.Where(right => role.Rights.HasFlag(right.Flag)).Select(right => X.Reference("RightReference", request.Hrefs, right)));
        document.Element(Ns.VCloud + "RightReferences")!.Add(registry.Rights.Where(right => right.Holders.Contains(role)).Select(right => X.Reference("RightReference", request.Hrefs, right)));
        return document;
    }

    private ExtensionService Service(ApiRequest request) => registry.Services.Find(service => service.Id.ToString() == request.Text("id")) ?? throw Refuse.NoAccess($"com.vmware.vcloud.entity.externalService:{request.Text("id")}");

    private ApiFilter Filter(ApiRequest request) =>
        registry.Services.SelectMany(service => service.Filters).FirstOrDefault(filter => filter.Id.ToString() == request.Text("id")) ?? throw Refuse.NoAccess($"com.vmware.vcloud.entity.apifilter:{request.Text("id")}");

    private Right Right(string id) => registry.Rights.Find(right => right.Id.ToString() == id) ?? (Right?)StandardRight.All.FirstOrDefault(right => right.Id.ToString() == id) ?? throw Refuse.NoAccess($"com.vmware.vcloud.entity.right:{id}");
}
