using System.Text.Json.Nodes;

namespace CsePowerShell.Simulator.Kubernetes.Model;

/// <summary>Objects that tests put into a cluster.</summary>
internal static class Workloads
{
    private const string Image = "registry.k8s.io/pause:3.10";

    public static JsonObject Pod(string @namespace, string name, string? node, IReadOnlyDictionary<string, string> labels, bool withEmptyDir)
    {
        JsonObject pod = new()
        {
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = @namespace, ["labels"] = Map(labels) },
            ["spec"] = Spec(name),
            ["status"] = new JsonObject { ["phase"] = "Pending" },
        };
        if (node is not null)
            pod.Set(node, "spec", "nodeName");
        if (withEmptyDir)
            pod.Set(new JsonArray(new JsonObject { ["name"] = "scratch", ["emptyDir"] = new JsonObject() }), "spec", "volumes");
        return pod;
    }

    public static JsonObject Deployment(string @namespace, string name, int replicas) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = @namespace, ["labels"] = new JsonObject { ["app"] = name } },
        ["spec"] = new JsonObject
        {
            ["replicas"] = replicas,
            ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = name } },
            ["template"] = new JsonObject
            {
                ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["app"] = name } },
                ["spec"] = Spec(name),
            },
        },
    };

    public static JsonObject Budget(string @namespace, string name, string app, int minAvailable) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = @namespace },
        ["spec"] = new JsonObject
        {
            ["minAvailable"] = minAvailable,
            ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = app } },
        },
    };

    private static JsonObject Spec(string name) => new()
    {
        ["containers"] = new JsonArray(new JsonObject { ["name"] = name, ["image"] = Image }),
        ["restartPolicy"] = "Always",
        ["terminationGracePeriodSeconds"] = 30,
    };

    private static JsonObject Map(IReadOnlyDictionary<string, string> pairs) =>
        new(pairs.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)JsonValue.Create(pair.Value))));
}
