using System.Xml.Linq;

namespace CsePowerShell.VCloud;

/// <summary>Metadata as XML, both ways.</summary>
internal static class MetadataDocument
{
    public static IReadOnlyList<MetadataEntry> Read(XElement metadata)
    {
        var entries = new List<MetadataEntry>();
        foreach (XElement element in metadata.Elements(Ns.VCloud + "MetadataEntry"))
        {
            if (element.Text(Ns.VCloud + "Key") is not { } key)
                continue;
            XElement? typed = element.Element(Ns.VCloud + "TypedValue");
            // Before API 5.1 a value had no type and stood in the entry itself.
            string text = typed?.Text(Ns.VCloud + "Value") ?? element.Text(Ns.VCloud + "Value") ?? "";
            entries.Add(MetadataEntry.FromServer(key, new MetadataValue(TypeOf(typed?.Attr(Ns.Xsi + "type")), text), DomainOf(element.Element(Ns.VCloud + "Domain"))));
        }

        return entries;
    }

    public static XElement Write(IEnumerable<MetadataEntry> entries) =>
        new(
            Ns.VCloud + "Metadata",
            // The default namespace has to be the core one: a name in xsi:type without a prefix is looked up there.
            new XAttribute("xmlns", Ns.VCloud.NamespaceName),
            new XAttribute(XNamespace.Xmlns + "xsi", Ns.Xsi.NamespaceName),
            entries.Select(entry => new XElement(
                Ns.VCloud + "MetadataEntry",
                new XElement(Ns.VCloud + "Domain", new XAttribute("visibility", VisibilityOf(entry.Domain)), PathOf(entry.Domain)),
                new XElement(Ns.VCloud + "Key", entry.Key),
                new XElement(
                    Ns.VCloud + "TypedValue",
                    new XAttribute(Ns.Xsi + "type", "Metadata" + entry.Value.Type + "Value"),
                    new XElement(Ns.VCloud + "Value", entry.Value.Text)))));

    /// <summary>The domain's name in documents and addresses.</summary>
    public static string PathOf(MetadataDomain domain) => domain == MetadataDomain.General ? "GENERAL" : "SYSTEM";

    private static string VisibilityOf(MetadataDomain domain) => domain switch
    {
        MetadataDomain.SystemPrivate => "PRIVATE",
        MetadataDomain.SystemReadOnly => "READONLY",
        _ => "READWRITE",
    };

    private static MetadataDomain DomainOf(XElement? domain) => (domain?.Value.Trim(), domain?.Attr("visibility")) switch
    {
        ("SYSTEM", "PRIVATE") => MetadataDomain.SystemPrivate,
        ("SYSTEM", _) => MetadataDomain.SystemReadOnly,
        _ => MetadataDomain.General,
    };

    private static MetadataValueType TypeOf(string? name) => name?.Substring(name.IndexOf(':') + 1) switch
    {
        "MetadataNumberValue" => MetadataValueType.Number,
        "MetadataBooleanValue" => MetadataValueType.Boolean,
        "MetadataDateTimeValue" => MetadataValueType.DateTime,
        _ => MetadataValueType.String,
    };
}
