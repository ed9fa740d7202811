using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace CsePowerShell.Simulator.Wire.Requests;

/// <summary>Parses bodies within the limits of vCD (PG 5.5 p.20) and reads values from validated documents.</summary>
internal static class RequestBody
{
    public const int MaxBytes = 512 * 1024;
    public const int MaxElements = 4096;
    public const int MaxDepth = 100;

    public static XElement Parse(byte[] body)
    {
        if (body.Length > MaxBytes) throw Refuse.BadRequest($"The request is longer than {MaxBytes / 1024} KB.");
        if (body.Length == 0) throw Refuse.BadRequest("The request has no body.");
        try
        {
            CheckLimits(body);
            using XmlReader reader = Open(body);
            return XElement.Load(reader);
        }
        catch (XmlException exception)
        {
            throw Refuse.BadRequest($"The request is not well-formed XML: {exception.Message}");
        }
    }

    public static bool? Flag(XElement? element) => element is null ? null : element.Value.Trim() is "true" or "1";
    public static bool? Flag(XAttribute? attribute) => attribute is null ? null : attribute.Value.Trim().ToLowerInvariant() is "true" or "1";
    public static int? Number(XElement? element) => element is null ? null : int.Parse(element.Value.Trim(), CultureInfo.InvariantCulture);
    public static XElement? Child(this XElement? element, string name) => element?.Element(Ns.VCloud + name);
    public static IEnumerable<XElement> Children(this XElement? element, string name) => element?.Elements(Ns.VCloud + name) ?? [];

    private static void CheckLimits(byte[] body)
    {
        using XmlReader reader = Open(body);
        int elements = 0;
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element) continue;
            if (++elements > MaxElements) throw Refuse.BadRequest($"The request has more than {MaxElements} elements.");
            if (reader.Depth >= MaxDepth) throw Refuse.BadRequest($"The request is nested deeper than {MaxDepth} elements.");
        }
    }

    private static XmlReader Open(byte[] body) =>
        XmlReader.Create(new MemoryStream(body), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
}
