using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Kubernetes.ApiServer;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.Kubectl;

/// <summary>kubectl delete, of names or of a manifest; it waits until the objects are gone unless --wait=false.</summary>
internal static class KubectlDelete
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(50);

    public static async Task<int> RunAsync(KubectlCall call, CancellationToken cancellationToken)
    {
        (ResourceKind Kind, string Namespace, string Name)[] targets = call.Options.Has("--filename")
            ? [.. (await KubectlChange.ManifestsAsync(call, cancellationToken)).Select(one => (KubectlChange.Place(call, one), one.Name()))
                .Select(pair => (pair.Item1.Kind, pair.Item1.Namespace, pair.Item2))]
            : [.. Named(call)];
        KubectlException? failure = null;
        List<(ResourceKind Kind, string Namespace, string Name)> ending = [];
        foreach ((ResourceKind kind, string space, string name) in targets)
        {
            try
            {
                JsonObject options = call.Options.Value("--grace-period") is { } grace && int.TryParse(grace, out int seconds) && seconds >= 0
                    ? new JsonObject { ["gracePeriodSeconds"] = call.Options.Is("--force") ? 0 : seconds }
                    : [];
                call.Ask("DELETE", ApiPath.Of(kind, space, name), body: options.ToJsonString());
                await call.SayAsync($"{kind.Singular} \"{name}\" deleted", cancellationToken);
                ending.Add((kind, space, name));
            }
            catch (KubectlException e)
            {
                if (!call.Options.Is("--ignore-not-found") || !e.Message.Contains("(NotFound)", StringComparison.Ordinal))
                    failure = e;
            }
        }
        if (call.Options.Value("--wait") != "false")
            await WaitAsync(call, ending, cancellationToken);
        return failure is null ? 0 : throw failure;
    }

    private static IEnumerable<(ResourceKind, string, string)> Named(KubectlCall call)
    {
        foreach ((ResourceKind kind, string? name) in call.Targets())
        {
            if (name is not null)
                yield return (kind, call.Namespace, name);
            else if (call.Options.Is("--all") || call.Options.Has("--selector"))
            {
                Dictionary<string, string> query = call.Options.Value("--selector") is { } labels ? new() { ["labelSelector"] = labels } : [];
                foreach (JsonObject one in call.Ask("GET", ApiPath.Of(kind, call.Namespace), query).Items("items"))
                    yield return (kind, call.Namespace, one.Name());
            }
            else
                throw new KubectlException("error: resource(s) were provided, but no name was specified");
        }
    }

    private static async Task WaitAsync(KubectlCall call, List<(ResourceKind Kind, string Namespace, string Name)> ending,
        CancellationToken cancellationToken)
    {
        DateTimeOffset? deadline = call.Now + call.Timeout;
        foreach ((ResourceKind kind, string space, string name) in ending)
        {
            while (call.Find(kind, space, name) is { } one && one.IsBeingDeleted())
            {
                if (call.Now > deadline)
                    throw new KubectlException($"error: timed out waiting for the condition on {kind.Plural}/{name}");
                await call.WaitAsync(s_poll, cancellationToken);
            }
        }
    }
}
