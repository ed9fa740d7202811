using System.Text;
using Newtonsoft.Json;

namespace CsePowerShell.Extension.Messages;

/// <summary>
/// Reads what vCD publishes: a JSON array whose first element is the HTTP request and whose second is the security context. It reads token by token, so that
/// a hostile message costs no more than its length, and passes over everything it does not know.
/// </summary>
internal static class RequestMessageReader
{
    /// <summary>vCD takes requests of at most 512 KB; as base64, with headers and a large token, that stays well below this.</summary>
    public const int MaxMessageBytes = 1_500_000;

    private const int MaxDepth = 16;
    private const int MaxHeaders = 200;
    private const int MaxRights = 5_000;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="MalformedMessageException">It is something else.</exception>
    public static RequestMessage Read(byte[] message)
    {
        if (message.Length > MaxMessageBytes)
            throw TooLarge(message.Length);

        var parts = new Parts();
        try
        {
            using var reader = new JsonTextReader(new StreamReader(new MemoryStream(message, writable: false), s_strict))
            {
                MaxDepth = MaxDepth,
                DateParseHandling = DateParseHandling.None,
            };
            if (!Next(reader) || reader.TokenType != JsonToken.StartArray)
                throw new MalformedMessageException("it is not a JSON array");
            if (!Next(reader) || reader.TokenType != JsonToken.StartObject)
                throw new MalformedMessageException("its first element is not an object");
            ReadHttp(reader, parts);
            if (Next(reader) && reader.TokenType == JsonToken.StartObject)
                ReadSecurity(reader, parts);
            while (reader.TokenType != JsonToken.EndArray || reader.Depth > 0)
            {
                if (!Next(reader))
                    throw new MalformedMessageException("it ends too early", parts.Id);
            }
        }
        catch (JsonException error)
        {
            throw new MalformedMessageException("it is not valid JSON", parts.Id, inner: error);
        }
        catch (DecoderFallbackException error)
        {
            throw new MalformedMessageException("it is not UTF-8", parts.Id, inner: error);
        }

        return parts.ToMessage();
    }

    /// <summary>The refusal of a message that nobody has to look into.</summary>
    public static MalformedMessageException TooLarge(int length) => new($"it has {length} bytes, more than {MaxMessageBytes}", status: 413);

    private static bool Next(JsonTextReader reader)
    {
        while (reader.Read())
        {
            if (reader.TokenType != JsonToken.Comment)
                return true;
        }

        return false;
    }

    private static void ReadHttp(JsonTextReader reader, Parts parts)
    {
        while (NextProperty(reader) is { } name)
        {
            switch (name)
            {
                case "id": parts.Id = Text(reader); break;
                case "method": parts.Method = Text(reader); break;
                case "requestUri": parts.Uri = Text(reader); break;
                case "queryString": parts.Query = Text(reader); break;
                case "body": parts.Body = Text(reader); break;
                case "request": parts.IsResponse = reader.Value is false; break;
                case "headers": ReadHeaders(reader, parts); break;
                default: reader.Skip(); break;
            }
        }
    }

    private static void ReadHeaders(JsonTextReader reader, Parts parts)
    {
        if (reader.TokenType != JsonToken.StartObject)
        {
            reader.Skip();
            return;
        }

        while (NextProperty(reader) is { } name)
        {
            // One value per name is what vCD sends; of a list, the first one counts.
            string? value = reader.TokenType == JsonToken.StartArray ? FirstOf(reader) : Text(reader);
            if (value is not null && parts.Headers.Count < MaxHeaders && !parts.Headers.ContainsKey(name))
                parts.Headers.Add(name, value);
        }
    }

    private static string? FirstOf(JsonTextReader reader)
    {
        string? first = null;
        int depth = reader.Depth;
        while (Next(reader) && !(reader.TokenType == JsonToken.EndArray && reader.Depth == depth))
            first ??= reader.Value as string;
        return first;
    }

    private static void ReadSecurity(JsonTextReader reader, Parts parts)
    {
        while (NextProperty(reader) is { } name)
        {
            switch (name)
            {
                case "user": parts.Security.User = Text(reader); break;
                case "org": parts.Security.Org = Text(reader); break;
                case "rights" when reader.TokenType == JsonToken.StartArray: parts.Security.Rights = ReadRights(reader); break;
                default: reader.Skip(); break;
            }
        }
    }

    private static HashSet<string> ReadRights(JsonTextReader reader)
    {
        var rights = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        int depth = reader.Depth;
        while (Next(reader) && !(reader.TokenType == JsonToken.EndArray && reader.Depth == depth))
        {
            if (reader.Value is string right && rights.Count < MaxRights)
                rights.Add(right);
        }

        return rights;
    }

    /// <summary>Moves to the value of the next property; null at the end of the object.</summary>
    private static string? NextProperty(JsonTextReader reader)
    {
        if (!Next(reader))
            throw new JsonReaderException("The document ends too early.");
        if (reader.TokenType != JsonToken.PropertyName)
            return null;
        string name = (string)reader.Value!;
        return Next(reader) ? name : throw new JsonReaderException("The document ends too early.");
    }

    private static string? Text(JsonTextReader reader)
    {
        if (reader.TokenType is JsonToken.StartObject or JsonToken.StartArray)
        {
            reader.Skip();
            return null;
        }

        return reader.Value is { } value ? Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) : null;
    }

    private sealed class Parts
    {
        public string? Id { get; set; }

        public string? Method { get; set; }

        public string? Uri { get; set; }

        public string? Query { get; set; }

        public string? Body { get; set; }

        public bool IsResponse { get; set; }

        public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

        public SecurityContext Security { get; } = new();

        public RequestMessage ToMessage()
        {
            if (IsResponse)
                throw new MalformedMessageException("it is a response", Id);
            if (Id is not { Length: > 0 and <= 200 } id)
                throw new MalformedMessageException("it has no id");
            if (Method is not { Length: > 0 and <= 20 } method)
                throw new MalformedMessageException("it has no method", id);
            if (Uri is not { Length: > 0 and <= 4096 } uri || uri[0] != '/')
                throw new MalformedMessageException("it has no path", id);

            int query = uri.IndexOf('?');
            return new RequestMessage
            {
                Id = id,
                Method = method.ToUpperInvariant(),
                Path = query < 0 ? uri : uri.Substring(0, query),
                Query = string.IsNullOrEmpty(Query) ? query < 0 ? null : uri.Substring(query + 1) : Query,
                Headers = Headers,
                Body = Decode(id),
                Security = Security,
            };
        }

        private byte[] Decode(string id)
        {
            if (string.IsNullOrEmpty(Body))
                return [];
            try
            {
                return Convert.FromBase64String(Body);
            }
            catch (FormatException error)
            {
                throw new MalformedMessageException("its body is not base64", id, inner: error);
            }
        }
    }
}
