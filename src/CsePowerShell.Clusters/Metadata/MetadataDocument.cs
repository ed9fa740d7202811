using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CsePowerShell.Clusters;

/// <summary>
/// A JSON object kept in metadata values of at most 1,000 characters (vCD does not search longer ones). What does not fit goes to
/// <c>key.2</c>, <c>key.3</c> and so on. Each part is an object of its own, so that the first part alone, which is all that a list gets,
/// can be read: plain values are in the first part, and only lists and maps run over, element by element.
/// </summary>
internal static class MetadataDocument
{
    public const int MaxLength = 1000;

    private const string VersionName = "v";
    private const string MoreName = "more";

    // vCD takes no more entries than that on one object; a tenant may claim billions.
    private const int MaxParts = 1000;

    // Room for "more":NN, in the first part, whose value is known only at the end.
    private const int Reserve = 12;

    /// <summary>The metadata entries that hold a document, the first under the key itself.</summary>
    /// <exception cref="ArgumentException">A single value is longer than a part.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Write(string key, JObject document)
    {
        var parts = new List<JObject> { new(new JProperty(VersionName, 1)) };
        foreach (JProperty property in document.Properties().Where(property => property.Value is JValue))
        {
            parts[0].Add(property.Name, property.Value.DeepClone());
            EnsureFits(key, parts[0], property.Name);
        }

        foreach (JProperty property in document.Properties())
        {
            if (property.Value is JArray array)
            {
                foreach (JToken element in array)
                    Append(key, parts, property.Name, part => List(part, property.Name).Add(element.DeepClone()));
            }
            else if (property.Value is JObject map)
            {
                foreach (JProperty entry in map.Properties())
                    Append(key, parts, property.Name, part => Map(part, property.Name).Add(entry.Name, entry.Value.DeepClone()));
            }
        }

        if (parts.Count > 1)
            parts[0].Property(VersionName)!.AddAfterSelf(new JProperty(MoreName, parts.Count - 1));

        return [.. parts.Select((part, index) => new KeyValuePair<string, string>(PartKey(key, index), part.ToString(Formatting.None)))];
    }

    /// <summary>Reads a document back. Null when there is none, or what is there cannot be read: metadata can be written by the tenant and are never trusted.</summary>
    public static JObject? Read(string key, IReadOnlyDictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue(key, out string? text) || Parse(text) is not { } document)
            return null;

        int more = JsonText.Number(document, MoreName) ?? 0;
        document.Remove(MoreName);
        for (int index = 1; index <= more && metadata.TryGetValue(PartKey(key, index), out text); index++)
        {
            if (Parse(text) is { } part)
                Merge(document, part);
        }

        return document;
    }

    /// <summary>Whether all parts of a document are there; one that is not there at all, or cannot be read, is whole.</summary>
    public static bool IsWhole(string key, IReadOnlyDictionary<string, string> metadata) =>
        !metadata.TryGetValue(key, out string? text) || Parse(text) is not { } document
        || Enumerable.Range(1, Math.Min(MaxParts, Math.Max(0, JsonText.Number(document, MoreName) ?? 0))).All(index => metadata.ContainsKey(PartKey(key, index)));

    private static string PartKey(string key, int index) => index == 0 ? key : key + "." + (index + 1).ToString(CultureInfo.InvariantCulture);

    private static JObject? Parse(string text)
    {
        try
        {
            // Dates stay text: a document must come back character by character as it was written.
            using var reader = new JsonTextReader(new StringReader(text)) { DateParseHandling = DateParseHandling.None, MaxDepth = 16 };
            return JToken.ReadFrom(reader) is JObject document && document[VersionName] is JValue { Type: JTokenType.Integer } version && (int)version == 1
                ? document
                : null;
        }
        catch (Exception error) when (error is JsonException or OverflowException)
        {
            return null;
        }
    }

    private static void Append(string key, List<JObject> parts, string name, Action<JObject> add)
    {
        JObject last = parts[parts.Count - 1];
        var attempt = (JObject)last.DeepClone();
        add(attempt);
        if (Length(attempt, isFirst: parts.Count == 1) <= MaxLength)
        {
            parts[parts.Count - 1] = attempt;
            return;
        }

        var next = new JObject(new JProperty(VersionName, 1));
        add(next);
        EnsureFits(key, next, name);
        parts.Add(next);
    }

    private static int Length(JObject part, bool isFirst) => part.ToString(Formatting.None).Length + (isFirst ? Reserve : 0);

    private static void EnsureFits(string key, JObject part, string name)
    {
        if (Length(part, isFirst: true) > MaxLength)
            throw new ArgumentException($"The value \"{name}\" of \"{key}\" is longer than the {MaxLength} characters that one metadata value may have.", nameof(part));
    }

    private static JArray List(JObject part, string name)
    {
        if (part[name] is not JArray list)
            part[name] = list = [];
        return list;
    }

    private static JObject Map(JObject part, string name)
    {
        if (part[name] is not JObject map)
            part[name] = map = [];
        return map;
    }

    private static void Merge(JObject document, JObject part)
    {
        foreach (JProperty property in part.Properties())
        {
            switch (property.Value)
            {
                case JArray array when document[property.Name] is JArray or null:
                    foreach (JToken element in array)
                        List(document, property.Name).Add(element.DeepClone());
                    break;
                case JObject map when document[property.Name] is JObject or null:
                    foreach (JProperty entry in map.Properties())
                        Map(document, property.Name)[entry.Name] = entry.Value.DeepClone();
                    break;
            }
        }
    }
}
