using System.Globalization;

namespace CsePowerShell.VCloud;

/// <summary>One record of a query result.</summary>
public sealed class QueryRecord
{
    private readonly IReadOnlyDictionary<string, string> _attributes;

    internal QueryRecord(string element, string href, string? id, IReadOnlyDictionary<string, string> attributes, IReadOnlyList<MetadataEntry> metadata)
    {
        Element = element;
        Href = href;
        Id = id;
        _attributes = attributes;
        Metadata = ByKey(metadata.Where(entry => entry.Domain == MetadataDomain.General));
        SystemMetadata = ByKey(metadata.Where(entry => entry.Domain != MetadataDomain.General));
    }

    /// <summary>The record's element, such as <c>VAppRecord</c>.</summary>
    public string Element { get; }

    /// <summary>The object's address; empty where it has none and its id does not tell.</summary>
    public string Href { get; }

    /// <summary>The object's URN; null where it cannot be told.</summary>
    public string? Id { get; }

    /// <summary>The object's name; empty where records of this type have none.</summary>
    public string Name => this["name"] ?? "";

    /// <summary>The metadata that was asked for and is there, by key.</summary>
    public IReadOnlyDictionary<string, MetadataValue> Metadata { get; }

    /// <summary>The metadata of the SYSTEM domain that was asked for and is there, by key. Never mixed with the others, which tenants can write.</summary>
    public IReadOnlyDictionary<string, MetadataValue> SystemMetadata { get; }

    /// <summary>The names of the attributes the server sent.</summary>
    public IEnumerable<string> Attributes => _attributes.Keys;

    /// <summary>An attribute as it is on the wire; null when the server did not send it.</summary>
    /// <param name="attribute">The attribute's name.</param>
    public string? this[string attribute] => _attributes.TryGetValue(attribute, out string? value) ? value : null;

    /// <summary>An attribute as a whole number.</summary>
    /// <param name="attribute">The attribute's name.</param>
    /// <returns>The number; null when the server did not send one.</returns>
    public long? GetNumber(string attribute) =>
        long.TryParse(this[attribute], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;

    /// <summary>An attribute as a Boolean.</summary>
    /// <param name="attribute">The attribute's name.</param>
    /// <returns>The Boolean; null when the server did not send one.</returns>
    public bool? GetBoolean(string attribute) => bool.TryParse(this[attribute], out bool value) ? value : null;

    /// <summary>An attribute as a point in time.</summary>
    /// <param name="attribute">The attribute's name.</param>
    /// <returns>The time; null when the server did not send one.</returns>
    public DateTimeOffset? GetTime(string attribute) =>
        DateTimeOffset.TryParse(this[attribute], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;

    /// <summary>The record as a reference to its object.</summary>
    /// <returns>Name, address and URN.</returns>
    public EntityReference ToReference() => new(Name, Href, Id);

    private static Dictionary<string, MetadataValue> ByKey(IEnumerable<MetadataEntry> entries)
    {
        var values = new Dictionary<string, MetadataValue>(StringComparer.Ordinal);
        foreach (MetadataEntry entry in entries)
            values[entry.Key] = entry.Value;
        return values;
    }
}
