using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Kubernetes.ApiServer;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.Kubectl;

/// <summary>The pods of a node as kubectl drain sorts them: those that go, and why it would rather not begin.</summary>
internal sealed class DrainList
{
    private DrainList(IReadOnlyList<JsonObject> pods, IReadOnlyList<string> errors, IReadOnlyList<string> warnings) =>
        (Pods, Errors, Warnings) = (pods, errors, warnings);

    public IReadOnlyList<JsonObject> Pods { get; }
    public IReadOnlyList<string> Errors { get; }
    public IReadOnlyList<string> Warnings { get; }

    public static DrainList Of(KubectlCall call, string node)
    {
        bool isForced = call.Options.Is("--force");
        bool takesStorage = call.Options.Is("--delete-emptydir-data") || call.Options.Is("--delete-local-data");
        List<JsonObject> going = [];
        List<string> daemons = [], unmanaged = [], storage = [];
        Dictionary<string, string> query = new() { ["fieldSelector"] = $"spec.nodeName={node}" };
        foreach (JsonObject pod in call.Ask("GET", "/api/v1/pods", query).Items("items"))
        {
            string name = $"{pod.Namespace()}/{pod.Name()}";
            // Static pods are the kubelet's own; their mirror cannot be evicted.
            if (pod.Map("metadata", "annotations").ContainsKey("kubernetes.io/config.mirror"))
                continue;
            if (pod.IsFinished())
            {
                going.Add(pod);
                continue;
            }
            if (pod.Controller().Text("kind") == "DaemonSet")
            {
                daemons.Add(name);
                continue;
            }
            if (pod.Controller() is null)
                unmanaged.Add(name);
            if (pod.Items("spec", "volumes").Any(volume => volume.At("emptyDir") is not null))
                storage.Add(name);
            going.Add(pod);
        }
        List<string> errors = [], warnings = [];
        Sort(unmanaged, isForced, "cannot delete cannot delete Pods that declare no controller (use --force to override)",
            "deleting Pods that declare no controller", errors, warnings);
        Sort(daemons, call.Options.Is("--ignore-daemonsets"), "cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)",
            "ignoring DaemonSet-managed Pods", errors, warnings);
        Sort(storage, takesStorage, "cannot delete Pods with local storage (use --delete-emptydir-data to override)", null, errors, warnings);
        return new DrainList(going, errors, warnings);
    }

    private static void Sort(List<string> pods, bool isAllowed, string error, string? warning, List<string> errors, List<string> warnings)
    {
        if (pods.Count == 0)
            return;
        if (!isAllowed)
            errors.Add($"{error}: {string.Join(", ", pods)}");
        else if (warning is not null)
            warnings.Add($"{warning}: {string.Join(", ", pods)}");
    }
}
