using System.Globalization;
using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.Controllers;

/// <summary>What the kubelets do with pods: start them, end those that are being deleted, and notice the CNI among them.</summary>
internal sealed class PodController : IController
{
    // When a pod was first seen on its node, and when it was first seen being deleted.
    private readonly Dictionary<string, DateTimeOffset> _boundSince = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _endingSince = new(StringComparer.Ordinal);
    private int _lastAddress = 1;

    public void Run(Moment moment)
    {
        HashSet<string> alive = [];
        foreach (JsonObject pod in moment.Store.List(ResourceKind.Pod))
        {
            alive.Add(pod.Uid());
            Kubelet? kubelet = pod.NodeName() is { } node ? moment.KubeletOf(node) : null;
            if (pod.IsBeingDeleted())
                End(moment, pod, kubelet);
            else if (kubelet is not null && !pod.IsFinished())
                Live(moment, pod, kubelet);
        }
        Forget(_boundSince, alive);
        Forget(_endingSince, alive);
        NoticeNetwork(moment);
    }

    private void Live(Moment moment, JsonObject pod, Kubelet kubelet)
    {
        bool lost = !kubelet.IsRunning && moment.IsDue(kubelet.Since + moment.Timings.NodeGrace);
        if (pod.Phase() == "Running")
        {
            if (pod.IsTrue("Ready") == lost)
                moment.Store.Update(ResourceKind.Pod, pod, copy => SetReady(copy, !lost, moment.Now));
            return;
        }
        bool onHostNetwork = pod.Flag("spec", "hostNetwork");
        if (!kubelet.IsRunning || (!onHostNetwork && !HasNetwork(moment, pod.NodeName()!)))
            return;
        _boundSince.TryAdd(pod.Uid(), moment.Now);
        if (!moment.IsDue(_boundSince[pod.Uid()] + moment.Timings.PodStart))
            return;
        moment.Store.Update(ResourceKind.Pod, pod, copy =>
        {
            copy.Set("Running", "status", "phase");
            copy.Set(KubeObject.Time(moment.Now), "status", "startTime");
            copy.Set(kubelet.Machine.Address.ToString(), "status", "hostIP");
            string address = onHostNetwork ? kubelet.Machine.Address.ToString() : NextAddress();
            copy.Set(address, "status", "podIP");
            copy.Set(new JsonArray(new JsonObject { ["ip"] = address }), "status", "podIPs");
            SetReady(copy, ready: true, moment.Now);
        });
    }

    // A pod is gone when its kubelet says so, when its node is gone, or when it never reached one.
    private void End(Moment moment, JsonObject pod, Kubelet? kubelet)
    {
        _endingSince.TryAdd(pod.Uid(), moment.Now);
        bool nodeIsGone = pod.NodeName() is not { } node || moment.Store.Find(ResourceKind.Node, node) is null;
        if (nodeIsGone || (kubelet is { IsRunning: true } && moment.IsDue(_endingSince[pod.Uid()] + moment.Timings.PodStop)))
            moment.Store.Remove(ResourceKind.Pod, pod);
    }

    private static bool HasNetwork(Moment moment, string node) => moment.Store.Find(ResourceKind.Node, node)?.IsTrue("Ready") == true;

    /// <summary>A CNI is what puts programs or configuration into the node's CNI folders.</summary>
    private static void NoticeNetwork(Moment moment)
    {
        ILookup<string, JsonObject> running = moment.Store.List(ResourceKind.Pod)
            .Where(pod => pod.Phase() == "Running" && !pod.IsBeingDeleted() && IsCni(pod))
            .ToLookup(pod => pod.NodeName() ?? "");
        foreach ((string node, Kubelet kubelet) in moment.Kubelets)
        {
            // What the CNI left on the node's disk works on without its pod.
            if (kubelet.NetworkSince is null && running[node].Any())
            {
                kubelet.NetworkSince = moment.Now;
                moment.WakeAt(moment.Now + moment.Timings.NodeReady);
            }
        }
    }

    private static bool IsCni(JsonObject pod) => pod.Items("spec", "volumes")
        .Any(volume => volume.Text("hostPath", "path") is { } path
            && (path.StartsWith("/opt/cni", StringComparison.Ordinal) || path.StartsWith("/etc/cni", StringComparison.Ordinal)));

    private static void SetReady(JsonObject pod, bool ready, DateTimeOffset now)
    {
        string status = ready ? "True" : "False";
        foreach (string condition in (string[])["Initialized", "PodScheduled"])
            pod.SetCondition(condition, "True", null, null, now);
        pod.SetCondition("Ready", status, null, null, now);
        pod.SetCondition("ContainersReady", status, null, null, now);
        pod.Set(new JsonArray([.. pod.Items("spec", "containers").Select(container => new JsonObject
        {
            ["name"] = container.Text("name"),
            ["image"] = container.Text("image"),
            ["imageID"] = "",
            ["ready"] = ready,
            ["started"] = ready,
            ["restartCount"] = 0,
            ["state"] = new JsonObject { ["running"] = new JsonObject { ["startedAt"] = KubeObject.Time(now) } },
            ["lastState"] = new JsonObject(),
        })]), "status", "containerStatuses");
    }

    private string NextAddress()
    {
        int number = ++_lastAddress;
        return string.Create(CultureInfo.InvariantCulture, $"10.244.{number / 250 % 250}.{(number % 250) + 2}");
    }

    private static void Forget(Dictionary<string, DateTimeOffset> times, HashSet<string> alive)
    {
        foreach (string uid in times.Keys.Except(alive).ToArray())
            times.Remove(uid);
    }
}
