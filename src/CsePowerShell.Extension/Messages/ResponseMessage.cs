using System.Globalization;
using System.Text;
using Newtonsoft.Json;

namespace CsePowerShell.Extension.Messages;

/// <summary>An answer of the service, before it becomes a message.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="body">Body; empty for none.</param>
/// <param name="contentType">Concrete media type of the body.</param>
internal sealed class ResponseMessage(int status, byte[] body, string contentType = ResponseMessage.Json)
{
    public const string Json = "application/json";
    public const string Yaml = "application/x-yaml";
    public const string VCloudError = "application/vnd.vmware.vcloud.error+xml";

    public int Status { get; } = status;

    public byte[] Body { get; } = body;

    public string ContentType { get; } = contentType;

    /// <summary>Further headers, such as Retry-After.</summary>
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The code of the error it tells, for log and metrics; null when it tells none.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>
    /// The message for the cell. Content-Length counts bytes: the original counted characters, which cut every answer that was not ASCII.
    /// </summary>
    public byte[] ToBytes(string messageId)
    {
        using var stream = new MemoryStream(Body.Length * 2 + 512);
        using (var json = new JsonTextWriter(new StreamWriter(stream, new UTF8Encoding(false))))
        {
            json.WriteStartObject();
            json.WritePropertyName("id");
            json.WriteValue(messageId);
            json.WritePropertyName("headers");
            json.WriteStartObject();
            json.WritePropertyName("Content-Type");
            json.WriteValue(ContentType);
            json.WritePropertyName("Content-Length");
            json.WriteValue(Body.Length);
            foreach (KeyValuePair<string, string> header in Headers)
            {
                json.WritePropertyName(header.Key);
                json.WriteValue(header.Value);
            }

            json.WriteEndObject();
            json.WritePropertyName("statusCode");
            json.WriteValue(Status);
            json.WritePropertyName("body");
            json.WriteValue(Convert.ToBase64String(Body));
            json.WritePropertyName("request");
            json.WriteValue(false);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    public override string ToString() => Status.ToString(CultureInfo.InvariantCulture);
}
