using System.Globalization;
using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.ApiServer;

/// <summary>The columns kubectl shows, made by the server (kind Table).</summary>
internal static class ApiTable
{
    private static readonly Column s_name = new("Name", 0, (one, _) => one.Name());
    private static readonly Column s_age = new("Age", 0, (one, now) => Age(one.Time("metadata", "creationTimestamp"), now));

    private static readonly Dictionary<ResourceKind, Column[]> s_columns = new()
    {
        [ResourceKind.Node] =
        [
            s_name, new("Status", 0, (one, _) => NodeStatus(one)), new("Roles", 0, (one, _) => Roles(one)), s_age,
            new("Version", 0, (one, _) => one.Text("status", "nodeInfo", "kubeletVersion")),
            new("Internal-IP", 1, (one, _) => Address(one, "InternalIP")), new("External-IP", 1, (one, _) => Address(one, "ExternalIP")),
            new("OS-Image", 1, (one, _) => one.Text("status", "nodeInfo", "osImage")),
            new("Kernel-Version", 1, (one, _) => one.Text("status", "nodeInfo", "kernelVersion")),
            new("Container-Runtime", 1, (one, _) => one.Text("status", "nodeInfo", "containerRuntimeVersion")),
        ],
        [ResourceKind.Pod] =
        [
            s_name, new("Ready", 0, (one, _) => ReadyContainers(one)), new("Status", 0, (one, _) => PodStatus(one)),
            new("Restarts", 0, (_, _) => 0), s_age, new("IP", 1, (one, _) => one.Text("status", "podIP") ?? "<none>"),
            new("Node", 1, (one, _) => one.NodeName() ?? "<none>"), new("Nominated Node", 1, (_, _) => "<none>"),
            new("Readiness Gates", 1, (_, _) => "<none>"),
        ],
        [ResourceKind.Namespace] = [s_name, new("Status", 0, (one, _) => one.Text("status", "phase")), s_age],
        [ResourceKind.ConfigMap] = [s_name, new("Data", 0, (one, _) => one.Map("data").Count), s_age],
        [ResourceKind.Secret] = [s_name, new("Type", 0, (one, _) => one.Text("type")), new("Data", 0, (one, _) => one.Map("data").Count), s_age],
        [ResourceKind.Service] =
        [
            s_name, new("Type", 0, (one, _) => one.Text("spec", "type") ?? "ClusterIP"),
            new("Cluster-IP", 0, (one, _) => one.Text("spec", "clusterIP") ?? "None"),
            new("External-IP", 0, (_, _) => "<none>"), new("Port(s)", 0, (one, _) => Ports(one)), s_age,
        ],
        [ResourceKind.Deployment] =
        [
            s_name, new("Ready", 0, (one, _) => $"{one.Number("status", "readyReplicas") ?? 0}/{one.Number("spec", "replicas") ?? 1}"),
            new("Up-to-date", 0, (one, _) => one.Number("status", "updatedReplicas") ?? 0),
            new("Available", 0, (one, _) => one.Number("status", "availableReplicas") ?? 0), s_age,
        ],
        [ResourceKind.ReplicaSet] =
        [
            s_name, new("Desired", 0, (one, _) => one.Number("spec", "replicas") ?? 1),
            new("Current", 0, (one, _) => one.Number("status", "replicas") ?? 0),
            new("Ready", 0, (one, _) => one.Number("status", "readyReplicas") ?? 0), s_age,
        ],
        [ResourceKind.DaemonSet] =
        [
            s_name, new("Desired", 0, (one, _) => one.Number("status", "desiredNumberScheduled") ?? 0),
            new("Current", 0, (one, _) => one.Number("status", "currentNumberScheduled") ?? 0),
            new("Ready", 0, (one, _) => one.Number("status", "numberReady") ?? 0),
            new("Up-to-date", 0, (one, _) => one.Number("status", "updatedNumberScheduled") ?? 0),
            new("Available", 0, (one, _) => one.Number("status", "numberAvailable") ?? 0),
            new("Node Selector", 0, (one, _) => Selector(one.Map("spec", "template", "spec", "nodeSelector"))), s_age,
        ],
        [ResourceKind.Budget] =
        [
            s_name, new("Min Available", 0, (one, _) => one.Text("spec", "minAvailable") ?? "N/A"),
            new("Max Unavailable", 0, (one, _) => one.Text("spec", "maxUnavailable") ?? "N/A"),
            new("Allowed Disruptions", 0, (one, _) => one.Number("status", "disruptionsAllowed") ?? 0), s_age,
        ],
    };

    public static JsonObject Of(ResourceKind kind, IReadOnlyList<JsonObject> objects, long version, DateTimeOffset now)
    {
        Column[] columns = s_columns.GetValueOrDefault(kind) ?? [s_name, s_age];
        return new JsonObject
        {
            ["kind"] = "Table",
            ["apiVersion"] = "meta.k8s.io/v1",
            ["metadata"] = new JsonObject { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture) },
            ["columnDefinitions"] = new JsonArray([.. columns.Select(column => new JsonObject
            {
                ["name"] = column.Name, ["type"] = "string", ["format"] = column == s_name ? "name" : "", ["description"] = "",
                ["priority"] = column.Priority,
            })]),
            ["rows"] = new JsonArray([.. objects.Select(one => new JsonObject
            {
                ["cells"] = new JsonArray([.. columns.Select(column => column.Cell(one, now) switch
                {
                    int number => JsonValue.Create(number),
                    { } text => (JsonNode?)JsonValue.Create(text.ToString()),
                    null => JsonValue.Create("<unknown>"),
                })]),
                ["object"] = new JsonObject
                {
                    ["kind"] = "PartialObjectMetadata", ["apiVersion"] = "meta.k8s.io/v1", ["metadata"] = one["metadata"]?.DeepClone(),
                },
            })]),
        };
    }

    /// <summary>A time span as kubectl writes it: 45s, 5m30s, 3h, 2d.</summary>
    public static string Age(DateTimeOffset? since, DateTimeOffset now)
    {
        if (since is not { } start)
            return "<unknown>";
        TimeSpan age = now > start ? now - start : TimeSpan.Zero;
        return age switch
        {
            { TotalMinutes: < 2 } => $"{(int)age.TotalSeconds}s",
            { TotalMinutes: < 10, Seconds: 0 } => $"{age.Minutes}m",
            { TotalMinutes: < 10 } => $"{age.Minutes}m{age.Seconds}s",
            { TotalHours: < 3 } => $"{(int)age.TotalMinutes}m",
            { TotalHours: < 8, Minutes: > 0 } => $"{age.Hours}h{age.Minutes}m",
            { TotalHours: < 48 } => $"{(int)age.TotalHours}h",
            _ => $"{(int)age.TotalDays}d",
        };
    }

    private static string NodeStatus(JsonObject node) =>
        (node.Condition("Ready").Text("status") == "True" ? "Ready" : "NotReady") + (node.Flag("spec", "unschedulable") ? ",SchedulingDisabled" : "");

    private static string Roles(JsonObject node)
    {
        const string prefix = "node-role.kubernetes.io/";
        string roles = string.Join(',', node.Labels().Keys.Where(label => label.StartsWith(prefix, StringComparison.Ordinal))
            .Select(label => label[prefix.Length..]).Order());
        return roles.Length > 0 ? roles : "<none>";
    }

    private static string Address(JsonObject node, string type) => node.Items("status", "addresses")
        .FirstOrDefault(address => address.Text("type") == type).Text("address") ?? "<none>";

    private static string ReadyContainers(JsonObject pod) =>
        string.Create(CultureInfo.InvariantCulture,
            $"{pod.Items("status", "containerStatuses").Count(status => status.Flag("ready"))}/{pod.Items("spec", "containers").Count()}");

    private static string PodStatus(JsonObject pod) =>
        pod.IsBeingDeleted() ? "Terminating"
        : pod.Phase() == "Pending" && pod.NodeName() is not null ? "ContainerCreating"
        : pod.Phase() == "Succeeded" ? "Completed"
        : pod.Phase();

    private static string Ports(JsonObject service) =>
        string.Join(',', service.Items("spec", "ports").Select(port => $"{port.Text("port")}/{port.Text("protocol") ?? "TCP"}"));

    private static string Selector(IReadOnlyDictionary<string, string> labels) => labels.Count == 0 ? "<none>"
        : string.Join(',', labels.Select(pair => $"{pair.Key}={pair.Value}"));

    private sealed record Column(string Name, int Priority, Func<JsonObject, DateTimeOffset, object?> Cell);
}
