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

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private string? _rest;

    public int Status { get; } = status;

    public byte[] Body { get; } = body;

    public string ContentType { get; } = contentType;

    /// <summary>Further headers, such as Retry-After.</summary>
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The code of the error it tells, for log and metrics; null when it tells none.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>
    /// The message for the cell. Content-Length counts bytes: the original counted characters, which cut every answer that was not ASCII. What stands behind the
    /// id is made once, for answers that are given again and again.
    /// </summary>
    public byte[] ToBytes(string messageId)
    {
        _rest ??= Rest();
        return s_utf8.GetBytes("{\"id\":" + JsonConvert.ToString(messageId) + _rest);
    }

    public override string ToString() => Status.ToString(CultureInfo.InvariantCulture);

    private string Rest()
    {
        var text = new StringBuilder(",\"headers\":{\"Content-Type\":", Body.Length * 2 + 256);
        text.Append(JsonConvert.ToString(ContentType)).Append(",\"Content-Length\":").Append(Body.Length.ToString(CultureInfo.InvariantCulture));
        foreach (KeyValuePair<string, string> header in Headers)
            text.Append(',').Append(JsonConvert.ToString(header.Key)).Append(':').Append(JsonConvert.ToString(header.Value));
        text.Append("},\"statusCode\":").Append(Status.ToString(CultureInfo.InvariantCulture));
        return text.Append(",\"body\":\"").Append(Convert.ToBase64String(Body)).Append("\",\"request\":false}").ToString();
    }
}
