using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.ApiServer;

/// <summary>A request to a cluster's API, from the network or from a kubectl in a guest.</summary>
internal sealed record ApiRequest(string Method, string Path, IReadOnlyDictionary<string, string> Query, ApiUser User)
{
    public string Accept { get; init; } = "application/json";
    public string ContentType { get; init; } = "application/json";
    public string Body { get; init; } = "";

    public string? Option(string name) => Query.TryGetValue(name, out string? value) && value.Length > 0 ? value : null;
    public bool IsWatch => Option("watch") is "true" or "1";
    public bool WantsTable => Accept.Contains("as=Table", StringComparison.Ordinal) && Accept.Contains("v=v1;", StringComparison.Ordinal);
}

/// <summary>Who asks.</summary>
internal sealed record ApiUser(string Name, IReadOnlyList<string> Groups)
{
    public static ApiUser Anonymous { get; } = new("system:anonymous", ["system:unauthenticated"]);
    public bool IsAnonymous => Name == Anonymous.Name;
    public bool IsAdministrator => Groups.Contains("system:masters") || Groups.Contains("kubeadm:cluster-admins");
}

/// <summary>The answer: a body, or a watch that goes on.</summary>
internal sealed record ApiResponse(HttpStatusCode Status, string Body, string ContentType = "application/json")
{
    // Quotes and letters as they are, which is what people see who look at raw answers.
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public ApiWatch? Watch { get; init; }

    public static ApiResponse Json(JsonNode node, HttpStatusCode status = HttpStatusCode.OK) => new(status, Line(node));

    /// <summary>JSON on one line.</summary>
    public static string Line(JsonNode node) => node.ToJsonString(s_plain);

    public static ApiResponse Text(string text) => new(HttpStatusCode.OK, text, "text/plain; charset=utf-8");
}

/// <summary>A request that the API refuses, with the Status object it answers.</summary>
internal sealed class ApiException(HttpStatusCode status, string reason, string message, JsonObject? details = null) : Exception(message)
{
    public HttpStatusCode Status => status;
    public string Reason => reason;

    public JsonObject ToStatus() => new()
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject(),
        ["status"] = "Failure",
        ["message"] = Message,
        ["reason"] = reason,
        ["details"] = details?.DeepClone(),
        ["code"] = (int)status,
    };

    public static ApiException NotFound(ResourceKind kind, string name) =>
        new(HttpStatusCode.NotFound, "NotFound", $"{kind.Qualified} \"{name}\" not found",
            new JsonObject { ["name"] = name, ["group"] = kind.Group, ["kind"] = kind.Plural });

    public static ApiException NoSuchPath() => new(HttpStatusCode.NotFound, "NotFound", "the server could not find the requested resource");

    public static ApiException BadRequest(string message) => new(HttpStatusCode.BadRequest, "BadRequest", message);

    public static ApiException Invalid(ResourceKind kind, string name, string field, string why) => new(HttpStatusCode.UnprocessableEntity, "Invalid",
        $"{kind.Kind}{(kind.Group.Length > 0 ? "." + kind.Group : "")} \"{name}\" is invalid: {field}: {why}",
        new JsonObject { ["name"] = name, ["group"] = kind.Group, ["kind"] = kind.Kind,
            ["causes"] = new JsonArray(new JsonObject { ["field"] = field, ["message"] = why }) });
}
