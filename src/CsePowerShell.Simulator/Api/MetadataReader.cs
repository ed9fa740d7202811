using System.Xml.Linq;
using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Wire;
using CsePowerShell.Simulator.Wire.Requests;

namespace CsePowerShell.Simulator.Api;

/// <summary>Reads metadata entries from validated requests.</summary>
internal static class MetadataReader
{
    public static string Key(string key)
    {
        if (key.Length is 0 or > MetadataStore.MaxKeyLength)
            throw Refuse.BadRequest($"A metadata key has 1 to {MetadataStore.MaxKeyLength} characters.");
        return key.Contains(';') ? throw Refuse.BadRequest($"The metadata key '{key}' contains a semicolon.") : key;
    }

    public static MetadataDomain Domain(XElement owner) => owner.Child("Domain")?.Value.Trim() switch
    {
        null or "GENERAL" => MetadataDomain.General,
        "SYSTEM" => MetadataDomain.System,
        { } other => throw Refuse.BadRequest($"'{other}' is not a metadata domain; use GENERAL or SYSTEM."),
    };

    public static MetadataValue Value(XElement owner, MetadataDomain domain)
    {
        string visibility = owner.Child("Domain")?.Attribute("visibility")?.Value ?? (domain == MetadataDomain.System ? "PRIVATE" : "READWRITE");
        bool isKnown = domain == MetadataDomain.System ? visibility is "PRIVATE" or "READONLY" : visibility == "READWRITE";
        if (!isKnown) throw Refuse.BadRequest($"The visibility '{visibility}' does not go with the metadata domain.");

        if (owner.Child("TypedValue") is not { } typed)
            return owner.Child("Value") is { } plain ? new MetadataValue(MetadataType.String, plain.Value, visibility)
                : throw Refuse.BadRequest("A metadata entry needs a TypedValue.");
        MetadataType type = Type(typed);
        string text = typed.Child("Value")!.Value;
        return new MetadataValue(type, MetadataText.Canonical(type, text)
            ?? throw Refuse.BadRequest($"'{text}' is not a metadata value of the type {type}."), visibility);
    }

    /// <summary>A prefixed xsi:type must resolve to the vCloud namespace; a plain one resolves in the default namespace.</summary>
    private static MetadataType Type(XElement typed)
    {
        string name = typed.Attribute(Ns.Xsi + "type")?.Value.Trim() ?? throw Refuse.BadRequest("TypedValue needs an xsi:type.");
        int colon = name.IndexOf(':', StringComparison.Ordinal);
        XNamespace? home = colon < 0 ? typed.GetDefaultNamespace() : typed.GetNamespaceOfPrefix(name[..colon]);
        string local = name[(colon + 1)..];
        foreach (MetadataType type in Enum.GetValues<MetadataType>())
            if (home == Ns.VCloud && local == MetadataDocuments.TypeName(type)) return type;
        throw Refuse.InvalidContent($"cvc-elt.4.2: Cannot resolve '{name}' to a type definition for element 'TypedValue'.");
    }
}
