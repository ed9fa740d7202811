using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.Controllers;

/// <summary>One pod of every daemon set on every node that takes it; cordoned, not-ready and unreachable nodes do.</summary>
internal sealed class DaemonSetController : IController
{
    private static readonly string[] s_tolerated = ["not-ready", "unreachable", "disk-pressure", "memory-pressure", "pid-pressure", "unschedulable",
        "network-unavailable"];

    public void Run(Moment moment)
    {
        IReadOnlyList<JsonObject> nodes = moment.Store.List(ResourceKind.Node);
        foreach (JsonObject set in moment.Store.List(ResourceKind.DaemonSet))
        {
            if (set.IsBeingDeleted())
                continue;
            JsonObject template = Template(set);
            JsonObject[] pods = [.. moment.Store.List(ResourceKind.Pod, set.Namespace()).Where(pod => pod.IsControlledBy(set))];
            JsonObject[] chosen =
                [.. nodes.Where(node => PodScheduler.Tolerates(node, template.At("spec")) && PodScheduler.IsSelected(node, template.At("spec")))];
            foreach (JsonObject node in chosen)
            {
                if (!pods.Any(pod => pod.NodeName() == node.Name()))
                    moment.Store.Create(ResourceKind.Pod, PodFor(set, template, node.Name()));
            }
            Report(moment, set, chosen.Length, [.. pods.Where(pod => !pod.IsBeingDeleted())]);
        }
    }

    private static JsonObject Template(JsonObject set)
    {
        JsonObject template = (set.At("spec", "template") as JsonObject)?.Clone() ?? [];
        JsonArray tolerations = template.At("spec", "tolerations") as JsonArray ?? [];
        foreach (string name in s_tolerated)
            tolerations.Add(new JsonObject { ["key"] = $"node.kubernetes.io/{name}", ["operator"] = "Exists" });
        if (tolerations.Parent is null)
            template.Set(tolerations, "spec", "tolerations");
        return template;
    }

    private static JsonObject PodFor(JsonObject set, JsonObject template, string node)
    {
        JsonObject pod = template.Clone();
        pod.Set($"{set.Name()}-{KubeObject.RandomSuffix()}", "metadata", "name");
        pod.Set(set.Namespace(), "metadata", "namespace");
        pod.Set(new JsonArray(KubeObject.ControlledBy(set)), "metadata", "ownerReferences");
        pod.Set(node, "spec", "nodeName");
        pod.Set("Pending", "status", "phase");
        return pod;
    }

    private static void Report(Moment moment, JsonObject set, int wanted, JsonObject[] pods)
    {
        int ready = pods.Count(pod => pod.IsTrue("Ready"));
        moment.Store.Update(ResourceKind.DaemonSet, set, copy => copy["status"] = new JsonObject
        {
            ["desiredNumberScheduled"] = wanted,
            ["currentNumberScheduled"] = pods.Length,
            ["updatedNumberScheduled"] = pods.Length,
            ["numberReady"] = ready,
            ["numberAvailable"] = ready,
            ["numberUnavailable"] = wanted - ready,
            ["numberMisscheduled"] = 0,
            ["observedGeneration"] = 1,
        });
    }
}
