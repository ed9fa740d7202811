using System.Globalization;
using System.Text.Json.Nodes;

namespace CsePowerShell.Simulator.Kubernetes.Model;

/// <summary>Reads and writes fields of Kubernetes objects, which are kept as the JSON they came as.</summary>
internal static class KubeObject
{
    public static string Name(this JsonObject one) => one.Text("metadata", "name") ?? "";
    public static string Namespace(this JsonObject one) => one.Text("metadata", "namespace") ?? "";
    public static string Uid(this JsonObject one) => one.Text("metadata", "uid") ?? "";
    public static bool IsBeingDeleted(this JsonObject one) => one.At("metadata", "deletionTimestamp") is not null;
    public static string? NodeName(this JsonObject pod) => pod.Text("spec", "nodeName") is { Length: > 0 } name ? name : null;
    public static string Phase(this JsonObject pod) => pod.Text("status", "phase") ?? "Pending";
    public static bool IsFinished(this JsonObject pod) => pod.Phase() is "Succeeded" or "Failed";

    /// <summary>The value at a path, or null.</summary>
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
            node = (node as JsonObject)?[name];
        return node;
    }

    /// <summary>Text at a path; a number or boolean is given as it is written.</summary>
    public static string? Text(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) is JsonValue value ? value.ToString() : null;

    public static int? Number(this JsonNode? node, params ReadOnlySpan<string> path) =>
        int.TryParse(node.Text(path), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : null;

    public static bool Flag(this JsonNode? node, params ReadOnlySpan<string> path) => node.Text(path) == "true";

    public static IEnumerable<JsonObject> Items(this JsonNode? node, params ReadOnlySpan<string> path) =>
        (node.At(path) as JsonArray ?? []).OfType<JsonObject>();

    public static IReadOnlyDictionary<string, string> Map(this JsonNode? node, params ReadOnlySpan<string> path) =>
        (node.At(path) as JsonObject ?? []).ToDictionary(pair => pair.Key, pair => pair.Value?.ToString() ?? "", StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, string> Labels(this JsonObject one) => one.Map("metadata", "labels");

    /// <summary>Sets a value and makes the objects on the way; null removes it.</summary>
    public static void Set(this JsonObject one, JsonNode? value, params ReadOnlySpan<string> path)
    {
        JsonObject at = one;
        foreach (string name in path[..^1])
        {
            if (at[name] is not JsonObject next)
                at[name] = next = [];
            at = next;
        }
        if (value is null)
            at.Remove(path[^1]);
        else
            at[path[^1]] = value;
    }

    public static JsonObject Clone(this JsonObject one) => (JsonObject)one.DeepClone();

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static DateTimeOffset? Time(this JsonObject one, params ReadOnlySpan<string> path) =>
        DateTimeOffset.TryParse(one.Text(path), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;

    /// <summary>The owner that manages the object, or null.</summary>
    public static JsonObject? Controller(this JsonObject one) => one.Items("metadata", "ownerReferences")
        .FirstOrDefault(owner => owner.Flag("controller"));

    public static bool IsControlledBy(this JsonObject one, JsonObject owner) => one.Controller().Text("uid") == owner.Uid();

    public static JsonObject ControlledBy(JsonObject owner) => new()
    {
        ["apiVersion"] = owner.Text("apiVersion"),
        ["kind"] = owner.Text("kind"),
        ["name"] = owner.Name(),
        ["uid"] = owner.Uid(),
        ["controller"] = true,
        ["blockOwnerDeletion"] = true,
    };

    public static JsonObject? Condition(this JsonObject one, string type) => one.Items("status", "conditions")
        .FirstOrDefault(condition => condition.Text("type") == type);

    public static bool IsTrue(this JsonObject one, string condition) => one.Condition(condition).Text("status") == "True";

    /// <summary>Sets a condition; the transition time changes with the status alone.</summary>
    public static void SetCondition(this JsonObject one, string type, string status, string? reason, string? message, DateTimeOffset now)
    {
        if (one.At("status", "conditions") is not JsonArray conditions)
            one.Set(conditions = [], "status", "conditions");
        JsonObject? condition = conditions.OfType<JsonObject>().FirstOrDefault(existing => existing.Text("type") == type);
        if (condition is null)
            conditions.Add(condition = new JsonObject { ["type"] = type });
        if (condition.Text("status") != status)
        {
            condition["lastTransitionTime"] = Time(now);
            if (one.Text("kind") == "Node")
                condition["lastHeartbeatTime"] = Time(now);
        }
        condition["status"] = status;
        condition.Set(reason, "reason");
        condition.Set(message, "message");
    }

    /// <summary>The tail that generated names end in: letters and digits that make no words, as Kubernetes uses.</summary>
    public static string RandomSuffix(int length = 5) => System.Security.Cryptography.RandomNumberGenerator.GetString("bcdfghjklmnpqrstvwxz2456789",
        length);
}
