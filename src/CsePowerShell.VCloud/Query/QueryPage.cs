using System.Xml.Linq;

namespace CsePowerShell.VCloud;

/// <summary>One page of a query result.</summary>
internal sealed class QueryPage
{
    public long Total { get; private init; }

    public int PageSize { get; private init; }

    public IReadOnlyList<QueryRecord> Records { get; private init; } = [];

    public static QueryPage Read(XElement root, Uri endpoint, int askedPageSize)
    {
        var records = new List<QueryRecord>();
        foreach (XElement element in root.Elements())
        {
            if (element.Name.LocalName != "Link")
                records.Add(ReadRecord(element, endpoint));
        }

        return new QueryPage
        {
            Total = XmlReading.Number(root.Attr("total")) ?? records.Count,
            // A server may send less than it was asked for: 25, or what its administrator allows.
            PageSize = XmlReading.Int(root.Attr("pageSize")) is { } size and > 0 ? size : askedPageSize,
            Records = records,
        };
    }

    private static QueryRecord ReadRecord(XElement element, Uri endpoint)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (XAttribute attribute in element.Attributes())
        {
            if (!attribute.IsNamespaceDeclaration)
                attributes[attribute.Name.LocalName] = attribute.Value;
        }

        attributes.TryGetValue("id", out string? id);
        attributes.TryGetValue("href", out string? href);
        bool isTemplate = attributes.TryGetValue("isVAppTemplate", out string? flag) && XmlReading.Bool(flag) == true;
        return new QueryRecord(
            element.Name.LocalName,
            href ?? VCloudUrn.HrefOf(endpoint, id, isTemplate) ?? "",
            id ?? VCloudUrn.FromHref(href),
            attributes,
            element.Element(Ns.VCloud + "Metadata") is { } metadata ? MetadataDocument.Read(metadata) : []);
    }
}
