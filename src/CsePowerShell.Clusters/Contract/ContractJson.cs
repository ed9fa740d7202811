using System.Globalization;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Converters;
using Newtonsoft.Json.Serialization;

namespace CsePowerShell.Clusters.Contract;

/// <summary>
/// How documents of <c>/api/cse</c> become bytes and back. Shapes of CSE 1.x carry their names with them; everything else is written in camel case,
/// times in UTC, enumerations as words. Nothing that another module set as a default of the JSON library has a say in it.
/// </summary>
public static class ContractJson
{
    /// <summary>How deep a document may be nested.</summary>
    public const int MaxDepth = 32;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly JsonSerializer s_serializer = JsonSerializer.Create(new JsonSerializerSettings
    {
        ContractResolver = new DefaultContractResolver { NamingStrategy = new CamelCaseNamingStrategy(processDictionaryKeys: false, overrideSpecifiedNames: false) },
        Converters = { new StringEnumConverter(new CamelCaseNamingStrategy(), allowIntegerValues: false) },
        Culture = CultureInfo.InvariantCulture,
        DateFormatHandling = DateFormatHandling.IsoDateFormat,
        DateTimeZoneHandling = DateTimeZoneHandling.Utc,
        DateParseHandling = DateParseHandling.None,
        MaxDepth = MaxDepth,
        TypeNameHandling = TypeNameHandling.None,
        MetadataPropertyHandling = MetadataPropertyHandling.Ignore,
        ObjectCreationHandling = ObjectCreationHandling.Replace,
    });

    /// <summary>Writes a document.</summary>
    /// <param name="document">What to write.</param>
    /// <returns>UTF-8 without a mark.</returns>
    public static byte[] Write(object? document)
    {
        using var stream = new MemoryStream();
        using (var writer = new JsonTextWriter(new StreamWriter(stream, s_utf8)) { Formatting = Formatting.None })
            s_serializer.Serialize(writer, document);
        return stream.ToArray();
    }

    /// <summary>Reads a document. Members that are not known are passed over, so that newer ends can talk to older ones.</summary>
    /// <typeparam name="T">The kind of document.</typeparam>
    /// <param name="body">UTF-8.</param>
    /// <returns>The document.</returns>
    /// <exception cref="ClusterException">BAD_REQUEST: this is no such document; the message names the place.</exception>
    public static T Read<T>(byte[] body)
        where T : class
    {
        try
        {
            using var reader = new JsonTextReader(new StreamReader(new MemoryStream(body, writable: false), s_utf8)) { MaxDepth = MaxDepth };
            T? document = s_serializer.Deserialize<T>(reader);
            while (reader.Read())
            {
                if (reader.TokenType != JsonToken.Comment)
                    throw Unreadable("there is something behind its end");
            }

            return document ?? throw Unreadable("it is empty");
        }
        catch (JsonException error)
        {
            // The library's own message repeats the value it stumbled over, which may be a secret.
            string path = error is JsonReaderException reading ? reading.Path ?? "" : error is JsonSerializationException typing ? typing.Path ?? "" : "";
            throw Unreadable(path.Length == 0 ? "it is not valid JSON, or not an object" : $"the value of \"{path}\" is not valid there");
        }
        catch (Exception error) when (error is DecoderFallbackException or OverflowException or FormatException or InvalidCastException or ArgumentException)
        {
            throw Unreadable("it is not UTF-8, or holds a number that is too large");
        }
    }

    private static ClusterException Unreadable(string why) =>
        new(ErrorCodes.BadRequest, $"The JSON document cannot be read: {why}.", "The OpenAPI document at /api/cse/swagger describes every body.");
}
