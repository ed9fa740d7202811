using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Kubernetes.ApiServer;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.Kubectl;

/// <summary>kubectl wait --for=condition=X | delete, until --timeout (30 s when not given).</summary>
internal static class KubectlWait
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_usual = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(KubectlCall call, CancellationToken cancellationToken)
    {
        string awaited = call.Options.Value("--for") ?? throw new KubectlException("error: you must specify a --for condition");
        Func<JsonObject?, bool> isMet = Condition(awaited);
        DateTimeOffset deadline = call.Now + (call.Timeout ?? s_usual);
        (ResourceKind Kind, string Name)[] targets = [.. Targets(call)];
        if (targets.Length == 0)
            throw new KubectlException("error: no matching resources found");
        foreach ((ResourceKind kind, string name) in targets)
        {
            while (!isMet(call.Find(kind, call.Namespace, name)))
            {
                if (call.Now >= deadline)
                    throw new KubectlException($"error: timed out waiting for the condition on {kind.Plural}/{name}");
                await call.WaitAsync(s_poll, cancellationToken);
            }
            await call.SayAsync($"{kind.Singular}/{name} condition met", cancellationToken);
        }
        return 0;
    }

    private static IEnumerable<(ResourceKind, string)> Targets(KubectlCall call)
    {
        foreach ((ResourceKind kind, string? name) in call.Targets())
        {
            if (name is not null)
                yield return (kind, name);
            else
            {
                Dictionary<string, string> query = call.Options.Value("--selector") is { } labels ? new() { ["labelSelector"] = labels } : [];
                foreach (JsonObject one in call.Ask("GET", ApiPath.Of(kind, call.Namespace), query).Items("items"))
                    yield return (kind, one.Name());
            }
        }
    }

    private static Func<JsonObject?, bool> Condition(string awaited)
    {
        string[] parts = awaited.Split('=');
        return parts switch
        {
            ["delete"] => one => one is null,
            ["condition", { } name] => one => Is(one, name, "True"),
            ["condition", { } name, { } value] => one => Is(one, name, value),
            _ => throw new KubectlException($"error: unrecognized condition: \"{awaited}\""),
        };
        static bool Is(JsonObject? one, string name, string value) => one is not null
            && one.Items("status", "conditions").Any(condition => string.Equals(condition.Text("type"), name, StringComparison.OrdinalIgnoreCase)
                && string.Equals(condition.Text("status"), value, StringComparison.OrdinalIgnoreCase));
    }
}
