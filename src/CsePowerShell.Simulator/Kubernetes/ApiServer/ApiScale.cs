using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.ApiServer;

/// <summary>The scale subresource.</summary>
internal static class ApiScale
{
    public static JsonObject Of(JsonObject one) => new()
    {
        ["kind"] = "Scale",
        ["apiVersion"] = "autoscaling/v1",
        ["metadata"] = new JsonObject
        {
            ["name"] = one.Name(), ["namespace"] = one.Namespace(), ["uid"] = one.Uid(),
            ["resourceVersion"] = one.Text("metadata", "resourceVersion"),
        },
        ["spec"] = new JsonObject { ["replicas"] = one.Number("spec", "replicas") ?? 1 },
        ["status"] = new JsonObject { ["replicas"] = one.Number("status", "replicas") ?? 0 },
    };
}
