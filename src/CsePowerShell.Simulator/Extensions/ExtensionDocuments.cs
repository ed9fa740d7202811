using System.Xml.Linq;
using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Wire;

namespace CsePowerShell.Simulator.Extensions;

/// <summary>The documents of extension administration; their elements are in the vmext namespace.</summary>
internal static class ExtensionDocuments
{
    public const string Extension = "application/vnd.vmware.admin.vmwExtension+xml";
    public const string Services = "application/vnd.vmware.admin.extensionServices+xml";
    public const string Service = "application/vnd.vmware.admin.service+xml";
    public const string Filter = "application/vnd.vmware.admin.apiFilter+xml";
    public const string Filters = "application/vnd.vmware.admin.apiFilters+xml";
    public const string Settings = "application/vnd.vmware.admin.systemSettings+xml";
    public const string Amqp = "application/vnd.vmware.admin.amqpSettings+xml";
    public const string AmqpTest = "application/vnd.vmware.admin.amqpSettingsTest+xml";
    public const string Right = "application/vnd.vmware.admin.right+xml";
    public const string Rights = "application/vnd.vmware.admin.rights+xml";
    public const string OrgRights = "application/vnd.vmware.admin.org.rights+xml";

    public static XElement Entry(Hrefs hrefs) => E("VMWExtension", X.A("href", hrefs.Path("admin/extension")), X.A("type", Extension),
        X.Link("down", hrefs.Path("admin/extension/service"), Services),
        X.Link("down:extensionServices", hrefs.Path("admin/extension/service"), Services),
        X.Link("down", hrefs.Path("admin/extension/settings"), Settings),
        X.Link("down", hrefs.Path(VCenters.VirtualCenterRoutes.ListPath), VCenters.VirtualCenterDocuments.References));

    /// <summary>Links and nothing else: the services themselves are found with queries.</summary>
    public static XElement ServiceList(Hrefs hrefs) => E("ExtensionServices", X.A("href", hrefs.Path("admin/extension/service")), X.A("type", Services),
        X.Link("add", hrefs.Path("admin/extension/service"), Service),
        X.Link("down:services", hrefs.Path("query?type=adminService"), MediaTypes.Records),
        X.Link("down:apiFilters", hrefs.Path("query?type=apiFilter"), MediaTypes.Records));

    public static XElement FilterList(ExtensionService service, Hrefs hrefs) => E("ApiFilters", service.Filters.Select(filter => Write(filter, hrefs)));

    public static XElement SystemSettings(BrokerSettings settings, Hrefs hrefs) => E("SystemSettings", X.A("href", hrefs.Path("admin/extension/settings")), X.A("type", Settings),
        X.Link("down", hrefs.Path("admin/extension/settings/amqp"), Amqp), Write(settings, hrefs));

    public static XElement Write(ExtensionService service, Hrefs hrefs)
    {
        string href = hrefs.Of(service);
        return E("Service", X.Identity(hrefs, service, Service),
            X.Link("remove", href), X.Link("edit", href, Service), X.Link("rights", href + "/rights", Rights), X.Link("add", href + "/apifilters", Filter),
            X.E("Description", service.Description ?? ""),
            E("Namespace", service.Namespace), E("Enabled", X.Text(service.Enabled)), E("AuthorizationEnabled", X.Text(service.AuthorizationEnabled)), E("RoutingKey", service.RoutingKey),
            E("Priority", service.Priority), E("Exchange", service.Exchange), service.Vendor is { } vendor ? E("Vendor", vendor) : null,
            FilterList(service, hrefs));
    }

    public static XElement Write(ApiFilter filter, Hrefs hrefs) => E("ApiFilter", X.A("href", hrefs.Of(filter)), X.A("id", filter.Urn), X.A("type", Filter),
        X.Link("remove", hrefs.Of(filter)), E("UrlPattern", filter.UrlPattern));

    public static XElement Write(Right right, Hrefs hrefs) => X.E("Right", X.Identity(hrefs, right, Right), X.E("Description", right.Description ?? ""), X.E("Category", right.Category),
        right is ExtensionRight own ? X.E("BundleKey", own.BundleKey) : null, right is ExtensionRight { Namespace: { } space } ? X.E("ServiceNamespace", space) : null);

    public static XElement RightList(ExtensionService service, IEnumerable<ExtensionRight> rights, Hrefs hrefs) => E("RightRefs", X.A("href", hrefs.Of(service) + "/rights"), X.A("type", Rights),
        X.Link("add", hrefs.Of(service) + "/rights", Right),
        rights.Where(right => right.Namespace == service.Namespace).Select(right => E("Right", X.A("href", hrefs.Of(right)), X.A("id", right.Urn), X.A("name", right.Name), X.A("type", Right))));

    /// <summary>The rights that an organization may give to its roles; as the root of a document and as a part of the organization.</summary>
    public static XElement RightsOf(string element, Organization org, IEnumerable<ExtensionRight> rights, Viewer viewer) => X.E(element,
        X.A("href", viewer.Hrefs.AdminOf(org) + "/rights"), X.A("type", OrgRights),
        viewer.May(Domain.Rights.System) ? X.Link("add", viewer.Hrefs.AdminOf(org) + "/rights", OrgRights) : null,
        StandardRight.All.Where(right => !right.Flag.HasFlag(Domain.Rights.System)).Select(right => X.Reference("RightReference", viewer.Hrefs, right)),
        rights.Where(right => right.Organizations.Contains(org)).Select(right => X.Reference("RightReference", viewer.Hrefs, right)));

    /// <summary>The password is never told.</summary>
    public static XElement Write(BrokerSettings settings, Hrefs hrefs) => E("AmqpSettings", X.A("href", hrefs.Path("admin/extension/settings/amqp")), X.A("type", Amqp),
        X.Link("edit", hrefs.Path("admin/extension/settings/amqp"), Amqp), X.Link("test", hrefs.Path("admin/extension/settings/amqp/action/test"), Amqp),
        E("AmqpHost", settings.Host), E("AmqpPort", settings.Port), E("AmqpUsername", settings.User), E("AmqpExchange", settings.Exchange), E("AmqpVHost", settings.VirtualHost),
        E("AmqpUseSSL", X.Text(settings.UseSsl)), E("AmqpSslAcceptAll", X.Text(settings.AcceptAll)), E("AmqpPrefix", settings.Prefix));

    public static XElement TestResult(string? error) => E("AmqpSettingsTest", E("Valid", X.Text(error is null)), error is null ? null
        : E("error", X.A("message", error), X.A("majorErrorCode", 400), X.A("minorErrorCode", "BAD_REQUEST")));

    private static XElement E(string name, params object?[] content) => new(Ns.Extension + name, content);
}
