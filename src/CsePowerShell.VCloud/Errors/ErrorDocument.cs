using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CsePowerShell.VCloud;

/// <summary>
/// Reads what a failed request says: vCD's error document, the JSON of /cloudapi, a proxy's page, or nothing at all (a failed login has an empty body).
/// </summary>
internal static class ErrorDocument
{
    public static bool IsBusyEntity(ApiResponse response) => Read(response).MinorErrorCode == "BUSY_ENTITY";

    public static VCloudError Read(ApiResponse response)
    {
        (int major, string? minor, string? message) = ReadXml(response.Body) ?? ReadJson(response.Body) ?? (0, null, ReadText(response));
        return new VCloudError
        {
            HttpStatus = response.Status,
            MajorErrorCode = major,
            MinorErrorCode = string.IsNullOrEmpty(minor) ? null : minor,
            Message = message is null ? null : WithoutRequestId(message),
            RequestId = response.RequestId ?? LeadingRequestId(message),
            Request = response.Request,
            Attempts = response.Attempts,
        };
    }

    /// <summary>What vCD says in an error document of its own; null when somebody else wrote the answer.</summary>
    public static string? WordsOfVCloud(ApiResponse response) => ReadXml(response.Body) is { Message: { Length: > 0 } message } ? WithoutRequestId(message) : null;

    /// <summary>Reads an Error element, which is also how a task tells its failure.</summary>
    public static (int Major, string? Minor, string? Message) ReadElement(XElement error)
    {
        // A system administrator gets generic words here and the tenant's view beside it, or the other way round; the outer one is addressed to this session.
        _ = int.TryParse((string?)error.Attribute("majorErrorCode"), NumberStyles.Integer, CultureInfo.InvariantCulture, out int major);
        return (major, (string?)error.Attribute("minorErrorCode"), (string?)error.Attribute("message"));
    }

    /// <summary>vCD puts "[ REQUEST-ID ] " in front of its messages.</summary>
    public static string WithoutRequestId(string message)
    {
        string text = message.Trim();
        int end = LeadingRequestId(text) is null ? -1 : text.IndexOf(']');
        return end < 0 ? text : text.Substring(end + 1).Trim();
    }

    private static string? LeadingRequestId(string? message)
    {
        string text = (message ?? "").TrimStart();
        if (!text.StartsWith("[", StringComparison.Ordinal))
            return null;
        int end = text.IndexOf(']');
        string id = end < 0 ? "" : text.Substring(1, end - 1).Trim();
        return Guid.TryParse(id, out _) ? id : null;
    }

    private static (int Major, string? Minor, string? Message)? ReadXml(byte[] body)
    {
        if (body.Length == 0)
            return null;
        try
        {
            XElement root = XmlText.Parse(body);
            return root.Name.LocalName == "Error" ? ReadElement(root) : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static (int, string?, string?)? ReadJson(byte[] body)
    {
        string text = Encoding.UTF8.GetString(body).TrimStart();
        if (!text.StartsWith("{", StringComparison.Ordinal))
            return null;
        try
        {
            JObject error = JObject.Parse(text);
            return (0, TextOf(error["minorErrorCode"]), TextOf(error["message"]));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? TextOf(JToken? token) => token?.Type == JTokenType.String ? (string?)token : null;

    private static string? ReadText(ApiResponse response)
    {
        // A page made for people is of no use in a message; a short plain text is.
        if (response.Body.Length is 0 or > 500 || response.MediaType is null || !response.MediaType.Equals("text/plain", StringComparison.OrdinalIgnoreCase))
            return null;
        string text = Encoding.UTF8.GetString(response.Body).Trim();
        return text.Length == 0 ? null : text;
    }
}
