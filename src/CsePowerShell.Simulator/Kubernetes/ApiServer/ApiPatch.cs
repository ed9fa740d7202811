using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.ApiServer;

/// <summary>The three kinds of patches: strategic merge, merge (RFC 7396) and JSON patch (RFC 6902).</summary>
internal static class ApiPatch
{
    // Lists that strategic merge treats as sets of entries with a key; all others are replaced as a whole.
    private static readonly Dictionary<string, string> s_keys = new(StringComparer.Ordinal)
    {
        ["conditions"] = "type", ["addresses"] = "type", ["containers"] = "name", ["initContainers"] = "name", ["volumes"] = "name", ["env"] = "name",
        ["volumeMounts"] = "mountPath", ["ports"] = "containerPort", ["ownerReferences"] = "uid", ["imagePullSecrets"] = "name",
        ["hostAliases"] = "ip",
    };

    public static void Apply(JsonObject target, JsonNode patch, string contentType)
    {
        if (patch is JsonArray operations)
            ApplyOperations(target, operations);
        else if (patch is JsonObject fields)
            Merge(target, fields, isStrategic: contentType.Contains("strategic", StringComparison.Ordinal));
        else
            throw ApiException.BadRequest("the patch is neither an object nor a list");
    }

    private static void Merge(JsonObject target, JsonObject patch, bool isStrategic)
    {
        foreach ((string name, JsonNode? value) in patch)
        {
            if (isStrategic && name.StartsWith('$'))
            {
                DeleteFromList(target, name, value);
                continue;
            }
            switch (value)
            {
                case null:
                    target.Remove(name);
                    break;
                case JsonObject inner when isStrategic && inner.Text("$patch") == "delete":
                    target.Remove(name);
                    break;
                case JsonObject inner when isStrategic && inner.Text("$patch") == "replace":
                    JsonObject replacement = inner.Clone();
                    replacement.Remove("$patch");
                    target[name] = replacement;
                    break;
                case JsonObject inner:
                    if (target[name] is not JsonObject existing)
                        target[name] = existing = [];
                    Merge(existing, inner, isStrategic);
                    break;
                case JsonArray list when isStrategic && s_keys.TryGetValue(name, out string? key) && list.All(entry => entry is JsonObject):
                    if (target[name] is not JsonArray known)
                        target[name] = known = [];
                    MergeList(known, list, key);
                    break;
                default:
                    target[name] = value.DeepClone();
                    break;
            }
        }
    }

    private static void MergeList(JsonArray target, JsonArray patch, string key)
    {
        foreach (JsonObject entry in patch.OfType<JsonObject>())
        {
            if (entry.Text("$patch") == "replace")
            {
                target.Clear();
                continue;
            }
            JsonObject? existing = target.OfType<JsonObject>().FirstOrDefault(one => one.Text(key) == entry.Text(key));
            if (entry.Text("$patch") == "delete")
                target.Remove(existing);
            else if (existing is null)
                target.Add(entry.DeepClone());
            else
                Merge(existing, entry, isStrategic: true);
        }
    }

    private static void DeleteFromList(JsonObject target, string directive, JsonNode? value)
    {
        const string prefix = "$deleteFromPrimitiveList/";
        if (!directive.StartsWith(prefix, StringComparison.Ordinal) || target[directive[prefix.Length..]] is not JsonArray list)
            return;
        foreach (string? text in (value as JsonArray ?? []).Select(entry => entry?.ToString()))
            list.Remove(list.FirstOrDefault(entry => entry?.ToString() == text));
    }

    private static void ApplyOperations(JsonObject target, JsonArray operations)
    {
        foreach (JsonObject operation in operations.OfType<JsonObject>())
        {
            string[] path = [.. (operation.Text("path") ?? "").Split('/').Skip(1)
                .Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
            if (path.Length == 0)
                throw ApiException.BadRequest("a JSON patch of the whole object is not taken");
            JsonNode? parent = target;
            foreach (string part in path[..^1])
                parent = parent is JsonArray list ? list.ElementAtOrDefault(int.TryParse(part, out int index) ? index : -1)
                    : (parent as JsonObject)?[part];
            JsonNode? value = operation["value"]?.DeepClone();
            switch (parent)
            {
                case JsonObject one:
                    Apply(one, path[^1], operation.Text("op"), value);
                    break;
                case JsonArray list:
                    Apply(list, path[^1], operation.Text("op"), value);
                    break;
                default:
                    throw ApiException.BadRequest($"the path {operation.Text("path")} of the JSON patch does not exist");
            }
        }
    }

    private static void Apply(JsonObject parent, string name, string? operation, JsonNode? value)
    {
        switch (operation)
        {
            case "remove" when parent.ContainsKey(name):
                parent.Remove(name);
                break;
            case "add":
            case "replace" when parent.ContainsKey(name):
                parent[name] = value;
                break;
            case "test" when JsonNode.DeepEquals(parent[name], value):
                break;
            default:
                throw ApiException.BadRequest($"the operation {operation} on {name} of the JSON patch is not possible");
        }
    }

    private static void Apply(JsonArray parent, string name, string? operation, JsonNode? value)
    {
        int index = name == "-" ? parent.Count : int.TryParse(name, out int number) ? number : -1;
        bool exists = index >= 0 && index < parent.Count;
        switch (operation)
        {
            case "remove" when exists:
                parent.RemoveAt(index);
                break;
            case "replace" when exists:
                parent[index] = value;
                break;
            case "add" when index >= 0 && index <= parent.Count:
                parent.Insert(index, value);
                break;
            case "test" when exists && JsonNode.DeepEquals(parent[index], value):
                break;
            default:
                throw ApiException.BadRequest($"the operation {operation} at {name} of the JSON patch is not possible");
        }
    }
}
