using System.Xml.Linq;
using CsePowerShell.Simulator.Domain;

namespace CsePowerShell.Simulator.Wire;

internal static class MetadataDocuments
{
    public static XElement Write(DescribedEntity entity, string href, string ownerHref, Viewer viewer) =>
        X.E("Metadata", X.A("href", href), X.A("type", MediaTypes.Metadata),
            X.Link("add", href, MediaTypes.Metadata), X.Link("up", ownerHref, entity.Kind.MediaType),
            Visible(entity, viewer.User).Select(entry => Entry(entry.Name, entry.Value, $"{href}/{Path(entry.Name)}")));

    public static XElement Entry((MetadataDomain Domain, string Key) name, MetadataValue value, string? href = null) =>
        X.E("MetadataEntry", X.A("href", href), X.A("type", href is null ? null : MediaTypes.MetadataValue), Domain(name.Domain, value),
            X.E("Key", name.Key), Typed(value));

    public static XElement Value((MetadataDomain Domain, string Key) name, MetadataValue value, string href, string upHref) =>
        X.E("MetadataValue", X.A("href", href), X.A("type", MediaTypes.MetadataValue), X.Link("edit", href, MediaTypes.MetadataValue),
            X.Link("remove", href), X.Link("up", upHref, MediaTypes.Metadata),
            Domain(name.Domain, value), Typed(value));

    /// <summary>PRIVATE entries are the provider's own.</summary>
    public static IEnumerable<((MetadataDomain Domain, string Key) Name, MetadataValue Value)> Visible(DescribedEntity entity, User user) =>
        entity.Metadata.Entries.Where(entry => user.IsSystem || entry.Value.Visibility != "PRIVATE");

    public static string TypeName(MetadataType type) => $"Metadata{type}Value";

    private static XElement Typed(MetadataValue value) =>
        X.E("TypedValue", new XAttribute(Ns.Xsi + "type", TypeName(value.Type)), X.E("Value", value.Text));

    private static XElement Domain(MetadataDomain domain, MetadataValue value) =>
        X.E("Domain", X.A("visibility", value.Visibility), domain == MetadataDomain.System ? "SYSTEM" : "GENERAL");

    private static string Path((MetadataDomain Domain, string Key) name) =>
        (name.Domain == MetadataDomain.System ? "SYSTEM/" : "") + Uri.EscapeDataString(name.Key);
}
