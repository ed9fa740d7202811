using System.Globalization;
using System.Xml.Linq;
using CsePowerShell.Simulator.Domain;

namespace CsePowerShell.Simulator.Wire;

/// <summary>The pieces that documents are made of. A null attribute value or child is left out.</summary>
internal static class X
{
    public static XElement E(string name, params object?[] content) => new(Ns.VCloud + name, content);

    public static XAttribute? A(string name, object? value) => value is null ? null : new XAttribute(name, Text(value));

    public static XElement Info(string text) => new(Ns.Ovf + "Info", text);

    public static XElement Link(string rel, string href, string? type = null, string? name = null) =>
        E("Link", A("rel", rel), A("href", href), A("type", type), A("name", name));

    public static XElement Reference(string element, Hrefs hrefs, Entity target, string? type = null) =>
        E(element, A("href", hrefs.Of(target)), A("id", target.Urn), A("name", target.Name), A("type", type ?? target.Kind.MediaType));

    public static object?[] Identity(Hrefs hrefs, Entity entity, string? type = null, string? href = null) =>
        [A("name", entity.Name), A("id", entity.Urn), A("href", href ?? hrefs.Of(entity)), A("type", type ?? entity.Kind.MediaType)];

    public static XElement Description(Entity entity) => E("Description", entity.Description ?? "");

    public static string Text(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        DateTimeOffset time => Time(time),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    public static string Time(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
