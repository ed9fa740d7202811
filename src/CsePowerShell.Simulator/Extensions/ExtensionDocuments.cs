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

    public static XElement Entry(Hrefs hrefs) => E("VMWExtension", X.A("href", hrefs.Path("admin/extension")), X.A("type", Extension),
        X.Link("down", hrefs.Path("admin/extension/service"), Services),
        X.Link("down:extensionServices", hrefs.Path("admin/extension/service"), Services),
        X.Link("down", hrefs.Path("admin/extension/settings"), Settings),
        X.Link("down", hrefs.Path(VCenters.VirtualCenterRoutes.ListPath), VCenters.VirtualCenterDocuments.References));

    public static XElement ServiceList(IEnumerable<ExtensionService> services, Hrefs hrefs) => X.E("References", X.A("href", hrefs.Path("admin/extension/service")), X.A("type", Services),
        X.Link("add", hrefs.Path("admin/extension/service"), Service),
        services.Select(service => X.Reference("Reference", hrefs, service)));

    public static XElement Write(ExtensionService service, Hrefs hrefs)
    {
        string href = hrefs.Of(service);
        return E("Service", X.Identity(hrefs, service, Service),
            X.Link("remove", href), X.Link("edit", href, Service), X.Link("rights", href + "/rights", Rights), X.Link("add", href + "/apifilters", Filter),
            X.E("Description", service.Description ?? ""),
            E("Namespace", service.Namespace), E("Enabled", X.Text(service.Enabled)), E("AuthorizationEnabled", X.Text(service.AuthorizationEnabled)), E("RoutingKey", service.RoutingKey),
            E("Priority", service.Priority), E("Exchange", service.Exchange), service.Vendor is { } vendor ? E("Vendor", vendor) : null,
            E("ApiFilters", X.A("href", href + "/apifilters"), service.Filters.Select(filter => Write(filter, hrefs))));
    }

    public static XElement Write(ApiFilter filter, Hrefs hrefs) => E("ApiFilter", X.A("href", hrefs.Of(filter)), X.A("id", filter.Urn), X.A("type", Filter),
        X.Link("remove", hrefs.Of(filter)), E("UrlPattern", filter.UrlPattern));

    public static XElement Write(ExtensionRight right, Hrefs hrefs) => X.E("Right", X.Identity(hrefs, right, Right),
        X.E("Description", right.Description ?? ""), X.E("Category", right.Category), X.E("BundleKey", right.BundleKey), X.E("ServiceNamespace", right.Service.Namespace));

    public static XElement RightList(ExtensionService service, Hrefs hrefs) => X.E("RightReferences", X.A("href", hrefs.Of(service) + "/rights"), X.A("type", Rights),
        X.Link("add", hrefs.Of(service) + "/rights", Right),
        service.Rights.Select(right => X.Reference("RightReference", hrefs, right)));

    /// <summary>The password is never told.</summary>
    public static XElement Write(BrokerSettings settings, Hrefs hrefs) => E("AmqpSettings", X.A("href", hrefs.Path("admin/extension/settings/amqp")), X.A("type", Amqp),
        X.Link("edit", hrefs.Path("admin/extension/settings/amqp"), Amqp), X.Link("test", hrefs.Path("admin/extension/settings/amqp/action/test"), Amqp),
        E("AmqpHost", settings.Host), E("AmqpPort", settings.Port), E("AmqpUsername", settings.User), E("AmqpExchange", settings.Exchange), E("AmqpVHost", settings.VirtualHost),
        E("AmqpUseSSL", X.Text(settings.UseSsl)), E("AmqpSslAcceptAll", X.Text(settings.AcceptAll)), E("AmqpPrefix", settings.Prefix));

    public static XElement TestResult(string? error) => E("AmqpSettingsTest", E("Valid", X.Text(error is null)), error is null ? null : E("Error", error));

    private static XElement E(string name, params object?[] content) => new(Ns.Extension + name, content);
}
