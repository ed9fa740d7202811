using System.Globalization;
using System.Xml.Linq;

namespace CsePowerShell.VCloud;

/// <summary>How values are taken out of answers: what is missing or odd becomes null, so that one strange attribute does not spoil a whole list.</summary>
internal static class XmlReading
{
    public static string? Text(this XElement element, XName name) => element.Element(name)?.Value;

    public static string? Attr(this XElement element, XName name) => element.Attribute(name)?.Value;

    public static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out long number) ? number : null;

    public static int? Int(string? text) => Number(text) is { } number and >= int.MinValue and <= int.MaxValue ? (int)number : null;

    /// <summary>xs:boolean has four spellings.</summary>
    public static bool? Bool(string? text) => text?.Trim() switch
    {
        "true" or "1" or "True" => true,
        "false" or "0" or "False" => false,
        _ => null,
    };

    public static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;

    public static EntityReference? Reference(this XElement? element) =>
        element?.Attr("href") is { } href ? new EntityReference(element.Attr("name") ?? "", href, element.Attr("id"), element.Attr("type")) : null;

    public static List<EntityReference> References(this XElement? parent, XName name)
    {
        var found = new List<EntityReference>();
        if (parent is null)
            return found;
        foreach (XElement element in parent.Elements(name))
        {
            if (element.Reference() is { } reference)
                found.Add(reference);
        }

        return found;
    }

    public static LinkSet Links(this XElement element)
    {
        var links = new List<Link>();
        foreach (XElement link in element.Elements(Ns.VCloud + "Link"))
        {
            // Newer servers list every link a second time, with a +json type.
            if (link.Attr("rel") is { } rel && link.Attr("href") is { } href && link.Attr("type")?.EndsWith("+json", StringComparison.OrdinalIgnoreCase) != true)
                links.Add(new Link(rel, href, link.Attr("type"), link.Attr("name")));
        }

        return links.Count == 0 ? LinkSet.Empty : new LinkSet(element.Attr("name") ?? element.Name.LocalName, links);
    }

    public static IReadOnlyList<VCloudTask> Tasks(this XElement element)
    {
        XElement? tasks = element.Element(Ns.VCloud + "Tasks");
        if (tasks is null)
            return [];
        var found = new List<VCloudTask>();
        foreach (XElement task in tasks.Elements(Ns.VCloud + "Task"))
            found.Add(TaskDocument.Read(task));
        return found;
    }
}
