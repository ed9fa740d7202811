using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Xml;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CsePowerShell.Cmdlets;

/// <summary>Between what a script has and what is on the wire: objects and JSON, XML documents and XML.</summary>
internal static class BodyText
{
    private const int MaxDepth = 32;

    /// <summary>A body to send: a text as it is, an XML document as XML, anything else as JSON.</summary>
    /// <returns>The text, and its media type where that is certain.</returns>
    public static (string Text, string? MediaType) Write(object value) => (value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value) switch
    {
        string text => (text, text.TrimStart() is { Length: > 0 } start && start[0] is '{' or '[' ? "application/json" : null),
        XmlNode node => (node.OuterXml, null),
        _ => (ToToken(value, 0).ToString(Newtonsoft.Json.Formatting.None), "application/json"),
    };

    /// <summary>A body that came: JSON as objects, XML as a document, anything else as text.</summary>
    public static object? Read(string text, string? mediaType)
    {
        if (text.Length == 0)
        {
            return null;
        }

        try
        {
            if (mediaType?.EndsWith("json", StringComparison.OrdinalIgnoreCase) == true)
            {
                using JsonTextReader reader = new(new StringReader(text)) { DateParseHandling = DateParseHandling.None, MaxDepth = 128 };
                return FromToken(JToken.ReadFrom(reader));
            }

            if (mediaType?.EndsWith("xml", StringComparison.OrdinalIgnoreCase) == true)
            {
                XmlDocument document = new() { XmlResolver = null };
                using XmlReader reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
                document.Load(reader);
                return document;
            }
        }
        catch (Exception exception) when (exception is JsonException or XmlException)
        {
            // It is not what it says it is; the text is what there is.
        }

        return text;
    }

    private static object? FromToken(JToken token)
    {
        switch (token)
        {
            case JObject properties:
                PSObject made = new();
                foreach (JProperty property in properties.Properties())
                {
                    made.Properties.Add(new PSNoteProperty(property.Name, FromToken(property.Value)));
                }

                return made;
            case JArray items:
                return items.Select(FromToken).ToArray();
            default:
                return ((JValue)token).Value;
        }
    }

    private static JToken ToToken(object? value, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new ArgumentException($"The body is nested more than {MaxDepth} levels deep. Give it as text.");
        }

        object? plain = value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
        switch (plain)
        {
            case null:
                return JValue.CreateNull();
            case string or bool or DateTime or DateTimeOffset or Guid or Uri:
                return new JValue(plain);
            case Enum:
                return new JValue(plain.ToString());
            case IDictionary map:
                JObject fromMap = new();
                foreach (DictionaryEntry entry in map)
                {
                    fromMap[Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!] = ToToken(entry.Value, depth + 1);
                }

                return fromMap;
            case IEnumerable items:
                return new JArray(items.Cast<object?>().Select(item => ToToken(item, depth + 1)));
            case IConvertible:
                return JToken.FromObject(plain);
            default:
                JObject fromObject = new();
                foreach (PSPropertyInfo property in PSObject.AsPSObject(plain).Properties)
                {
                    fromObject[property.Name] = ToToken(property.Value, depth + 1);
                }

                return fromObject;
        }
    }
}
