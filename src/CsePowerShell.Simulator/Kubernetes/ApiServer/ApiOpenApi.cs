using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.ApiServer;

/// <summary>
/// As much of OpenAPI v3 as kubectl looks at before it sends a change: that the server checks fields itself. With that, kubectl needs no schemas
/// and works without --validate=false.
/// </summary>
internal static class ApiOpenApi
{
    private const string Root = "/openapi/v3";

    public static ApiResponse? Handle(string path)
    {
        if (path == Root)
        {
            JsonObject paths = [];
            foreach (ResourceKind kind in ResourceKind.All)
                paths[Folder(kind)] = new JsonObject { ["serverRelativeURL"] = $"{Root}/{Folder(kind)}" };
            return ApiResponse.Json(new JsonObject { ["paths"] = paths });
        }
        if (!path.StartsWith(Root + "/", StringComparison.Ordinal))
            return null;
        ResourceKind[] kinds = [.. ResourceKind.All.Where(kind => Folder(kind) == path[(Root.Length + 1)..])];
        return kinds.Length == 0 ? null : ApiResponse.Json(new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = "unversioned" },
            ["paths"] = new JsonObject(kinds.Select(kind => KeyValuePair.Create(Path(kind), (JsonNode?)Operations(kind)))),
        });
    }

    private static string Folder(ResourceKind kind) => kind.Group.Length == 0 ? $"api/{kind.Version}" : $"apis/{kind.Group}/{kind.Version}";

    private static string Path(ResourceKind kind) => $"/{Folder(kind)}/{(kind.IsNamespaced ? "namespaces/{namespace}/" : "")}{kind.Plural}/{{name}}";

    private static JsonObject Operations(ResourceKind kind) =>
        new(((string[])["patch", "put", "post"]).Select(verb => KeyValuePair.Create(verb, (JsonNode?)new JsonObject
    {
        ["parameters"] = new JsonArray(
            new JsonObject { ["name"] = "dryRun", ["in"] = "query", ["schema"] = new JsonObject { ["type"] = "string" } },
            new JsonObject { ["name"] = "fieldValidation", ["in"] = "query", ["schema"] = new JsonObject { ["type"] = "string" } }),
        ["x-kubernetes-group-version-kind"] = new JsonObject { ["group"] = kind.Group, ["version"] = kind.Version, ["kind"] = kind.Kind },
    })));
}
