using System.Xml.Linq;
using CsePowerShell.Simulator.Wire;

namespace CsePowerShell.Simulator.Extensions;

/// <summary>Reads bodies of extension administration, in the order of the published schema (extension/services.xsd, amqpSettings).</summary>
internal static class ExtensionBody
{
    public static readonly string[] Service =
        ["Namespace", "Enabled", "AuthorizationEnabled", "RoutingKey", "Priority", "Exchange", "Vendor", "ApiFilters", "ServiceLinks", "ApiDefinitions", "ResourceClasses"];

    public static readonly string[] Filter = ["UrlPattern", "ResponseContentType"];

    public static readonly string[] Amqp =
        ["AmqpHost", "AmqpPort", "AmqpUsername", "AmqpPassword", "AmqpExchange", "AmqpVHost", "AmqpUseSSL", "AmqpSslAcceptAll", "AmqpPrefix"];

    public static void Check(XElement root, string name, string[] order)
    {
        if (root.Name != Ns.Extension + name)
            throw Refuse.InvalidContent($"cvc-elt.1: Cannot find the declaration of element '{root.Name.LocalName}'; expected is '{name}'.");
        int place = 0;
        // Links and the description stand before everything of the type itself, and are in the core namespace.
        foreach (XElement child in root.Elements().Where(child => child.Name.Namespace == Ns.Extension))
        {
            int at = Array.IndexOf(order, child.Name.LocalName);
            if (at < place) throw Refuse.InvalidContent($"cvc-complex-type.2.4.a: Invalid content was found starting with element '{child.Name.LocalName}'.");
            place = at;
        }
    }

    public static string? Text(XElement root, string name) => root.Element(Ns.Extension + name)?.Value.Trim();

    public static string Required(XElement root, string name) =>
        Text(root, name) is { Length: > 0 } text ? text : throw Refuse.InvalidContent($"cvc-complex-type.2.4.b: The content of element '{root.Name.LocalName}' is not complete. '{name}' is expected.");

    public static bool Flag(XElement root, string name, bool otherwise) => Text(root, name) is { } text ? text is "true" or "1" or "True" : otherwise;

    public static int Number(XElement root, string name, int otherwise, int least, int most) => Text(root, name) is not { } text ? otherwise
        : int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out int number) && number >= least && number <= most ? number
        : throw Refuse.InvalidContent($"cvc-datatype-valid: '{text}' is not a value of {name}.");
}
