using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.Controllers;

/// <summary>
/// Keeps the Ready condition and its taints. A node is Ready when its kubelet runs and a CNI has settled on it; it is Unknown when its kubelet
/// has been silent for the grace period.
/// </summary>
internal sealed class NodeController : IController
{
    private const string NotReady = "node.kubernetes.io/not-ready";
    private const string Unreachable = "node.kubernetes.io/unreachable";
    private const string Cordoned = "node.kubernetes.io/unschedulable";

    public void Run(Moment moment)
    {
        foreach (JsonObject node in moment.Store.List(ResourceKind.Node))
        {
            if (moment.KubeletOf(node.Name()) is not { } kubelet)
                continue;
            string ready = Ready(moment, node, kubelet, out string reason, out string message);
            moment.Store.Update(ResourceKind.Node, node, copy =>
            {
                copy.SetCondition("Ready", ready, reason, message, moment.Now);
                foreach (string pressure in (string[])["MemoryPressure", "DiskPressure", "PIDPressure"])
                {
                    if (ready == "Unknown")
                        copy.SetCondition(pressure, "Unknown", reason, message, moment.Now);
                    else
                        copy.SetCondition(pressure, "False", $"KubeletHasSufficient{pressure[..^8]}",
                            $"kubelet has sufficient {pressure[..^8]} available", moment.Now);
                }
                Taint(copy, NotReady, "NoSchedule", ready == "False");
                Taint(copy, Unreachable, "NoSchedule", ready == "Unknown");
                Taint(copy, Unreachable, "NoExecute", ready == "Unknown");
                Taint(copy, Cordoned, "NoSchedule", copy.Flag("spec", "unschedulable"));
            });
        }
    }

    private static string Ready(Moment moment, JsonObject node, Kubelet kubelet, out string reason, out string message)
    {
        if (!kubelet.IsRunning)
        {
            if (moment.IsDue(kubelet.Since + moment.Timings.NodeGrace))
            {
                (reason, message) = ("NodeStatusUnknown", "Kubelet stopped posting node status.");
                return "Unknown";
            }
            (reason, message) = (node.Condition("Ready").Text("reason") ?? "", node.Condition("Ready").Text("message") ?? "");
            return node.Condition("Ready").Text("status") ?? "False";
        }
        if (kubelet.NetworkSince is { } network && moment.IsDue(Later(network, kubelet.Since) + moment.Timings.NodeReady))
        {
            (reason, message) = ("KubeletReady", "kubelet is posting ready status");
            return "True";
        }
        (reason, message) = ("KubeletNotReady",
            "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized");
        return "False";
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static void Taint(JsonObject node, string key, string effect, bool wanted)
    {
        if (node.At("spec", "taints") is not JsonArray taints)
        {
            if (!wanted)
                return;
            node.Set(taints = [], "spec", "taints");
        }
        JsonObject? existing = taints.OfType<JsonObject>().FirstOrDefault(taint => taint.Text("key") == key && taint.Text("effect") == effect);
        if (wanted && existing is null)
            taints.Add(new JsonObject { ["key"] = key, ["effect"] = effect });
        else if (!wanted && existing is not null)
            taints.Remove(existing);
        if (taints.Count == 0)
            node.Set(null, "spec", "taints");
    }
}
