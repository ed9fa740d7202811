using System.Xml.Linq;

namespace CsePowerShell.VCloud;

/// <summary>Extension services and their filters in XML; the elements are in the namespace vmext, description and links in that of vCloud.</summary>
internal static class ExtensionServiceDocument
{
    public static ExtensionService Read(XElement service) => new(service.Attr("name") ?? "", service.Attr("href") ?? "", service.Attr("id"), service.Links())
    {
        Description = service.Text(Ns.VCloud + "Description") ?? "",
        Namespace = service.Text(Ns.Extension + "Namespace") ?? "",
        IsEnabled = XmlReading.Bool(service.Text(Ns.Extension + "Enabled")) ?? false,
        IsAuthorizationEnabled = XmlReading.Bool(service.Text(Ns.Extension + "AuthorizationEnabled")) ?? false,
        RoutingKey = service.Text(Ns.Extension + "RoutingKey") ?? "",
        Exchange = service.Text(Ns.Extension + "Exchange") ?? "",
        Priority = XmlReading.Int(service.Text(Ns.Extension + "Priority")) ?? 0,
        Vendor = service.Text(Ns.Extension + "Vendor"),
        Filters = [.. (service.Element(Ns.Extension + "ApiFilters")?.Elements(Ns.Extension + "ApiFilter") ?? []).Select(ReadFilter)],
    };

    public static ApiFilter ReadFilter(XElement filter) => new() { Href = filter.Attr("href") ?? "", UrlPattern = filter.Text(Ns.Extension + "UrlPattern") };

    /// <summary>The whole service. What a PUT leaves out goes back to its default; filters alone are not touched by one.</summary>
    public static XElement Write(ExtensionServiceSettings settings)
    {
        settings.Validate();
        XElement root = new(Ns.Extension + "Service",
            new XAttribute(XNamespace.Xmlns + "vmext", Ns.Extension.NamespaceName),
            new XAttribute("xmlns", Ns.VCloud.NamespaceName),
            new XAttribute("name", settings.Name),
            new XElement(Ns.VCloud + "Description", settings.Description),
            new XElement(Ns.Extension + "Namespace", settings.Namespace),
            new XElement(Ns.Extension + "Enabled", settings.IsEnabled),
            // vCD's own authorization wants resource classes; without them it would refuse every call.
            new XElement(Ns.Extension + "AuthorizationEnabled", false),
            new XElement(Ns.Extension + "RoutingKey", settings.RoutingKey),
            new XElement(Ns.Extension + "Priority", settings.Priority),
            new XElement(Ns.Extension + "Exchange", settings.Exchange));
        if (settings.Vendor is { } vendor)
            root.Add(new XElement(Ns.Extension + "Vendor", vendor));
        if (settings.UrlPatterns.Count > 0)
            root.Add(new XElement(Ns.Extension + "ApiFilters", settings.UrlPatterns.Select(pattern => new XElement(Ns.Extension + "ApiFilter", new XElement(Ns.Extension + "UrlPattern", pattern)))));
        return root;
    }

    public static XElement WriteFilter(string pattern)
    {
        ExtensionServiceSettings.CheckPattern(pattern);
        return new XElement(Ns.Extension + "ApiFilter", new XAttribute(XNamespace.Xmlns + "vmext", Ns.Extension.NamespaceName), new XElement(Ns.Extension + "UrlPattern", pattern));
    }
}
