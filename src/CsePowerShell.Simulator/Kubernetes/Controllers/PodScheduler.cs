using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.Controllers;

/// <summary>Binds pods to the node with the fewest pods among those that take them. Requests for CPU and memory are not weighed.</summary>
internal sealed class PodScheduler : IController
{
    public void Run(Moment moment)
    {
        JsonObject[] waiting = [.. moment.Store.List(ResourceKind.Pod)
            .Where(pod => pod.NodeName() is null && !pod.IsBeingDeleted() && !pod.IsFinished())];
        if (waiting.Length == 0)
            return;
        IReadOnlyList<JsonObject> nodes = moment.Store.List(ResourceKind.Node);
        Dictionary<string, int> load = moment.Store.List(ResourceKind.Pod).GroupBy(pod => pod.NodeName() ?? "")
            .ToDictionary(group => group.Key, group => group.Count());
        foreach (JsonObject pod in waiting)
        {
            JsonObject? node = nodes.Where(node => Takes(node, pod)).MinBy(node => load.GetValueOrDefault(node.Name()));
            if (node is not null)
                load[node.Name()] = load.GetValueOrDefault(node.Name()) + 1;
            moment.Store.Update(ResourceKind.Pod, pod, copy =>
            {
                if (node is null)
                {
                    copy.SetCondition("PodScheduled", "False", "Unschedulable",
                        $"0/{nodes.Count} nodes are available: {nodes.Count} node(s) had untolerated taint(s), were unschedulable or didn't match the selector.", moment.Now);
                    return;
                }
                copy.Set(node.Name(), "spec", "nodeName");
                copy.SetCondition("PodScheduled", "True", null, null, moment.Now);
            });
        }
    }

    /// <summary>Taints of the node that the pod does not tolerate keep it away.</summary>
    public static bool Tolerates(JsonObject node, JsonNode? podSpec) => node.Items("spec", "taints")
        .Where(taint => taint.Text("effect") is "NoSchedule" or "NoExecute")
        .All(taint => podSpec.Items("tolerations").Any(toleration => Tolerates(toleration, taint)));

    /// <summary>True when the node has all labels of the pod's node selector.</summary>
    public static bool IsSelected(JsonObject node, JsonNode? podSpec)
    {
        IReadOnlyDictionary<string, string> labels = node.Labels();
        return podSpec.Map("nodeSelector").All(pair => labels.TryGetValue(pair.Key, out string? value) && value == pair.Value);
    }

    private static bool Takes(JsonObject node, JsonObject pod) =>
        !node.IsBeingDeleted() && Tolerates(node, pod.At("spec")) && IsSelected(node, pod.At("spec"));

    private static bool Tolerates(JsonObject toleration, JsonObject taint)
    {
        string? key = toleration.Text("key");
        string? effect = toleration.Text("effect");
        bool exists = toleration.Text("operator") == "Exists";
        return (string.IsNullOrEmpty(effect) || effect == taint.Text("effect"))
            && (string.IsNullOrEmpty(key) ? exists : key == taint.Text("key"))
            && (exists || (toleration.Text("value") ?? "") == (taint.Text("value") ?? ""));
    }
}
