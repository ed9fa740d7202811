using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Kubernetes.ApiServer;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.Kubectl;

/// <summary>kubectl drain: cordon, sort out the pods, evict those that go side by side, wait until they are gone. Messages are those of kubectl
/// 1.31.</summary>
internal static class KubectlDrain
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(50);

    public static async Task<int> RunAsync(KubectlCall call, CancellationToken cancellationToken)
    {
        string[] names = [.. call.Options.Words.Skip(1).Select(name => name.StartsWith("node/", StringComparison.Ordinal) ? name[5..] : name)];
        if (names.Length == 0)
            throw new KubectlException("error: USAGE: drain NODE [flags]");
        foreach (string name in names)
            await KubectlCordon.SetAsync(call, name, isCordoned: true, cancellationToken);
        List<(string Node, string Problem)> failed = [];
        foreach (string name in names)
        {
            string[] problems = await DrainAsync(call, name, cancellationToken);
            if (problems.Length == 0)
            {
                await call.SayAsync($"node/{name} drained", cancellationToken);
                continue;
            }
            string all = problems.Length == 1 ? problems[0] : $"[{string.Join(", ", problems)}]";
            await call.WarnAsync($"error: unable to drain node \"{name}\" due to error: {all}, continuing command...", cancellationToken);
            failed.Add((name, string.Join('\n', problems)));
        }
        if (failed.Count == 0)
            return 0;
        await call.WarnAsync("There are pending nodes to be drained:\n" + string.Concat(failed.Select(one => $" {one.Node}\n"))
            + string.Join('\n', failed.Select(one => one.Problem)), cancellationToken);
        return 1;
    }

    private static async Task<string[]> DrainAsync(KubectlCall call, string node, CancellationToken cancellationToken)
    {
        DrainList list = DrainList.Of(call, node);
        if (list.Errors.Count > 0)
            return [.. list.Errors];
        if (list.Warnings.Count > 0)
            await call.WarnAsync($"Warning: {string.Join("; ", list.Warnings)}", cancellationToken);
        DateTimeOffset? deadline = call.Now + call.Timeout;
        string?[] results = await Task.WhenAll(list.Pods.Select(pod => EvictAsync(call, pod, deadline, cancellationToken)));
        string[] problems = [.. results.OfType<string>()];
        if (problems.Length > 0)
        {
            string error = problems.Length == 1 ? problems[0] : $"[{string.Join(", ", problems)}]";
            string pending = string.Concat(DrainList.Of(call, node).Pods.Select(pod => $"\npod/{pod.Name()}"));
            if (pending.Length > 0)
                await call.WarnAsync($"There are pending pods in node \"{node}\" when an error occurred: {error}{pending}", cancellationToken);
        }
        return problems;
    }

    /// <summary>Evicts one pod and waits for its end; what went wrong, or null.</summary>
    private static async Task<string?> EvictAsync(KubectlCall call, JsonObject pod, DateTimeOffset? deadline, CancellationToken cancellationToken)
    {
        (string space, string name) = (pod.Namespace(), pod.Name());
        string path = ApiPath.Of(ResourceKind.Pod, space, name) + "/eviction";
        JsonObject eviction = new()
        {
            ["apiVersion"] = "policy/v1", ["kind"] = "Eviction", ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = space },
        };
        string timedOut = call.Timeout is { } time ? $"global timeout reached: {CommandLine.GoDuration.Write(time)}" : "";
        while (true)
        {
            await call.SayAsync($"evicting pod {space}/{name}", cancellationToken);
            ApiResponse response = call.Send("POST", path, body: eviction.ToJsonString());
            if (response.Status is HttpStatusCode.Created or HttpStatusCode.NotFound)
                break;
            string message = (JsonNode.Parse(response.Body) as JsonObject).Text("message") ?? "";
            if (response.Status != HttpStatusCode.TooManyRequests)
                return $"error when evicting pods/\"{name}\" -n \"{space}\": {message}";
            await call.WarnAsync($"error when evicting pods/\"{name}\" -n \"{space}\" (will retry after {RetryText(call)}): {message}",
                cancellationToken);
            TimeSpan retry = call.Kubernetes.Timings.EvictionRetry;
            if (deadline is { } end && call.Now + retry >= end)
            {
                await call.WaitAsync(end > call.Now ? end - call.Now : TimeSpan.Zero, cancellationToken);
                return $"error when evicting pods/\"{name}\" -n \"{space}\": {timedOut}";
            }
            await call.WaitAsync(retry, cancellationToken);
        }
        while (call.Find(ResourceKind.Pod, space, name) is { } left && left.Uid() == pod.Uid())
        {
            if (call.Now >= deadline)
                return $"error when waiting for pod \"{name}\" in namespace \"{space}\" to terminate: {timedOut}";
            await call.WaitAsync(s_poll, cancellationToken);
        }
        await call.SayAsync($"pod/{name} evicted", cancellationToken);
        return null;
    }

    private static string RetryText(KubectlCall call) =>
        call.Kubernetes.Timings.EvictionRetry is { TotalSeconds: >= 1 } time
            ? CommandLine.GoDuration.Write(time)
            : string.Create(CultureInfo.InvariantCulture, $"{call.Kubernetes.Timings.EvictionRetry.TotalMilliseconds:0}ms");
}
