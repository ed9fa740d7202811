using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CsePowerShell.Clusters.Contract;

/// <summary>What vCD said, inside an <see cref="ApiError"/>.</summary>
public sealed class ApiErrorVcd
{
    /// <summary>Major error code.</summary>
    public int? Major { get; set; }

    /// <summary>Minor error code, verbatim.</summary>
    public string? Minor { get; set; }

    /// <summary>vCD's id of its request.</summary>
    public string? RequestId { get; set; }
}

/// <summary>The one shape of an error of <c>/api/cse</c>. Clients of CSE 1.x read only <see cref="Message"/>.</summary>
public sealed class ApiError
{
    /// <summary>One sentence. It never holds the word that makes the 1.2 client take it for an object; see <see cref="ForOldClients"/>.</summary>
    public string Message { get; set; } = "";

    /// <summary>One of <see cref="ErrorCodes"/>.</summary>
    public string Code { get; set; } = ErrorCodes.Internal;

    /// <summary>What to do next; empty when nothing can be said.</summary>
    public string Hint { get; set; } = "";

    /// <summary>Id of the request, to be looked for in the service's log.</summary>
    public string RequestId { get; set; } = "";

    /// <summary>What vCD said; null when the error is not vCD's.</summary>
    [JsonProperty(NullValueHandling = NullValueHandling.Ignore)]
    public ApiErrorVcd? Vcd { get; set; }

    /// <summary>More facts, such as each fault of a specification by its parameter.</summary>
    public List<ErrorDetail> Details { get; set; } = [];

    /// <summary>Whether the answer it was read from names a code: then it was this service that wrote it, and not vCD or CSE 1.x.</summary>
    internal bool HasCode { get; private set; }

    /// <summary>Describes an exception.</summary>
    /// <param name="error">What happened.</param>
    /// <param name="requestId">Id of the request.</param>
    public static ApiError From(ClusterException error, string requestId) => new()
    {
        Message = ForOldClients(error.Summary),
        Code = error.Code,
        Hint = error.Hint,
        RequestId = requestId,
        Vcd = error.VcdMajorErrorCode is null && error.VcdMinorErrorCode is null && error.VcdRequestId is null
            ? null
            : new ApiErrorVcd { Major = error.VcdMajorErrorCode, Minor = error.VcdMinorErrorCode, RequestId = error.VcdRequestId },
        Details = [.. error.Details],
    };

    /// <summary>Reads an error answer, whoever wrote it: this service, CSE 1.x (a text, or an object with reason and description), CSE 2.x.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="body">Body of the answer; anything may be in it.</param>
    public static ApiError Read(int status, byte[] body)
    {
        var result = new ApiError { Code = ErrorStatus.CodeOf(status), Message = $"The service answered with status {status}." };
        try
        {
            using var reader = new JsonTextReader(new StreamReader(new MemoryStream(body, writable: false), Encoding.UTF8)) { MaxDepth = ContractJson.MaxDepth, DateParseHandling = DateParseHandling.None };
            if (JToken.ReadFrom(reader) is not JObject json)
                return result;
            string? code = JsonText.Of(json, "code");
            result.HasCode = code is { Length: > 0 };
            result.Code = code is not null && ErrorStatus.All.ContainsKey(code) ? code : result.Code;
            result.Hint = JsonText.Of(json, "hint") ?? "";
            result.RequestId = JsonText.Of(json, "requestId") ?? "";
            result.Message = MessageOf(json["message"]) is { Length: > 0 } message ? message : result.Message;
            if (json["vcd"] is JObject vcd)
                result.Vcd = new ApiErrorVcd { Major = JsonText.Number(vcd, "major"), Minor = JsonText.Of(vcd, "minor"), RequestId = JsonText.Of(vcd, "requestId") };
            if (json["details"] is JArray details)
                result.Details = [.. details.OfType<JObject>().Select(detail => new ErrorDetail { Name = JsonText.Of(detail, "name") ?? "", Message = JsonText.Of(detail, "message") ?? "" })];
        }
        catch (JsonException)
        {
            // vCD's own XML, or a proxy's page: the status is all that can be used.
        }

        return result;
    }

    /// <summary>The error as an exception of this side.</summary>
    public ClusterException ToException() => new(Code, Message, Hint)
    {
        Details = Details,
        ServiceRequestId = RequestId.Length > 0 ? RequestId : null,
        VcdMajorErrorCode = Vcd?.Major,
        VcdMinorErrorCode = Vcd?.Minor,
        VcdRequestId = Vcd?.RequestId,
    };

    /// <summary>
    /// The 1.2 client looks whether the word "reason" is <em>in</em> the message, and when it is a text that holds it, dies. So no message of ours has it.
    /// </summary>
    internal static string ForOldClients(string message)
    {
        int at = message.IndexOf("reason", StringComparison.Ordinal);
        if (at < 0)
            return message;
        var text = new StringBuilder(message);
        for (; at >= 0; at = text.ToString().IndexOf("reason", StringComparison.Ordinal))
            text.Remove(at, "reason".Length).Insert(at, "cause");
        return text.ToString();
    }

    private static string? MessageOf(JToken? message) => message switch
    {
        JValue { Type: JTokenType.String } text => (string?)text,
        JObject old => JsonText.Of(old, "description") ?? JsonText.Of(old, "reason") ?? JsonText.Of(old, "error description"),
        _ => null,
    };
}
