using System.Net;
using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.ApiServer;

/// <summary>Tells clients what the API has: /api, /apis and one document per group version; aggregated where the client takes that.</summary>
internal static class ApiDiscovery
{
    private static readonly string[] s_verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
    private static readonly ResourceKind[] s_all = [ResourceKind.Pod, ResourceKind.Service, ResourceKind.Deployment, ResourceKind.ReplicaSet,
        ResourceKind.DaemonSet];

    public static ApiResponse? Handle(string path, string accept, string server)
    {
        bool isAggregated = accept.Contains("as=APIGroupDiscoveryList", StringComparison.Ordinal)
            && accept.Contains("v=v2", StringComparison.Ordinal);
        if (path is "/api" or "/apis" && isAggregated)
            return new ApiResponse(HttpStatusCode.OK, Aggregated(path == "/api", accept).ToJsonString(),
                $"application/json;g=apidiscovery.k8s.io;v={AggregatedVersion(accept)};as=APIGroupDiscoveryList");
        string[] parts = path.Trim('/').Split('/');
        return parts switch
        {
            ["api"] => ApiResponse.Json(new JsonObject
            {
                ["kind"] = "APIVersions", ["versions"] = new JsonArray("v1"),
                ["serverAddressByClientCIDRs"] = new JsonArray(
                new JsonObject { ["clientCIDR"] = "0.0.0.0/0", ["serverAddress"] = server["https://".Length..] }),
            }),
            ["apis"] => ApiResponse.Json(new JsonObject { ["kind"] = "APIGroupList", ["apiVersion"] = "v1",
            ["groups"] = new JsonArray([.. Groups().Select(Group)]) }),
            ["apis", { } group] when Groups().Contains(group) => ApiResponse.Json(Group(group)),
            ["api", "v1"] => ApiResponse.Json(Resources("", "v1")),
            ["apis", { } group, { } version] when Kinds(group).Any(kind => kind.Version == version) => ApiResponse.Json(Resources(group, version)),
            _ => null,
        };
    }

    private static IEnumerable<string> Groups() => ResourceKind.All.Select(kind => kind.Group).Where(group => group.Length > 0).Distinct();

    private static IEnumerable<ResourceKind> Kinds(string group) => ResourceKind.All.Where(kind => kind.Group == group);

    private static JsonObject Group(string group)
    {
        JsonObject version() => new() { ["groupVersion"] = $"{group}/v1", ["version"] = "v1" };
        return new JsonObject { ["kind"] = "APIGroup", ["apiVersion"] = "v1", ["name"] = group, ["versions"] = new JsonArray(version()),
            ["preferredVersion"] = version() };
    }

    private static JsonObject Resources(string group, string version)
    {
        JsonArray resources = [];
        foreach (ResourceKind kind in Kinds(group))
        {
            resources.Add(new JsonObject
            {
                ["name"] = kind.Plural,
                ["singularName"] = kind.Kind.ToLowerInvariant(),
                ["namespaced"] = kind.IsNamespaced,
                ["kind"] = kind.Kind,
                ["verbs"] = Texts(s_verbs),
                ["shortNames"] = Texts(kind.ShortNames),
                ["categories"] = Texts(Categories(kind)),
            });
            foreach (Subresource sub in Subresources(kind))
                resources.Add(new JsonObject
                {
                    ["name"] = $"{kind.Plural}/{sub.Name}", ["singularName"] = "", ["namespaced"] = kind.IsNamespaced, ["kind"] = sub.Kind,
                    ["group"] = sub.Group, ["version"] = sub.Version, ["verbs"] = Texts(sub.Verbs),
                });
        }
        return new JsonObject { ["kind"] = "APIResourceList", ["apiVersion"] = "v1", ["groupVersion"] = group.Length == 0 ? version
            : $"{group}/{version}", ["resources"] = resources };
    }

    private static JsonObject Aggregated(bool isCore, string accept) => new()
    {
        ["kind"] = "APIGroupDiscoveryList",
        ["apiVersion"] = $"apidiscovery.k8s.io/{AggregatedVersion(accept)}",
        ["metadata"] = new JsonObject(),
        ["items"] = new JsonArray([.. (isCore ? [""] : Groups()).Select(group => new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = group },
            ["versions"] = new JsonArray(new JsonObject { ["version"] = "v1", ["freshness"] = "Current",
            ["resources"] = new JsonArray([.. Kinds(group).Select(AggregatedKind)]) }),
        })]),
    };

    // kubectl up to 1.29 asks for v2beta1, later ones for v2 first.
    private static string AggregatedVersion(string accept) => accept.Contains("v=v2;", StringComparison.Ordinal) ? "v2" : "v2beta1";

    private static JsonObject AggregatedKind(ResourceKind kind) => new()
    {
        ["resource"] = kind.Plural,
        ["responseKind"] = new JsonObject { ["group"] = kind.Group, ["version"] = kind.Version, ["kind"] = kind.Kind },
        ["scope"] = kind.IsNamespaced ? "Namespaced" : "Cluster",
        ["singularResource"] = kind.Kind.ToLowerInvariant(),
        ["verbs"] = Texts(s_verbs),
        ["shortNames"] = Texts(kind.ShortNames),
        ["categories"] = Texts(Categories(kind)),
        ["subresources"] = new JsonArray([.. Subresources(kind).Select(sub => new JsonObject
        {
            ["subresource"] = sub.Name,
            ["responseKind"] = new JsonObject { ["group"] = sub.Group, ["version"] = sub.Version, ["kind"] = sub.Kind },
            ["verbs"] = Texts(sub.Verbs),
        })]),
    };

    private static IEnumerable<Subresource> Subresources(ResourceKind kind)
    {
        if (kind == ResourceKind.Pod)
        {
            yield return new Subresource("eviction", "policy", "v1", "Eviction", ["create"]);
            yield return new Subresource("log", "", "v1", "Pod", ["get"]);
        }
        if (kind == ResourceKind.Pod || kind == ResourceKind.Node || kind == ResourceKind.Budget || kind == ResourceKind.Namespace
            || kind.Group == "apps")
            yield return new Subresource("status", kind.Group, kind.Version, kind.Kind, ["get", "patch", "update"]);
        if (kind == ResourceKind.Deployment || kind == ResourceKind.ReplicaSet)
            yield return new Subresource("scale", "autoscaling", "v1", "Scale", ["get", "patch", "update"]);
    }

    private static string[] Categories(ResourceKind kind) => s_all.Contains(kind) ? ["all"] : [];

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode?)JsonValue.Create(text))]);

    private sealed record Subresource(string Name, string Group, string Version, string Kind, string[] Verbs);
}
