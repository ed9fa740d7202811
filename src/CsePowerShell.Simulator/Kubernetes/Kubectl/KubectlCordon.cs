using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Kubernetes.ApiServer;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.Kubectl;

/// <summary>kubectl cordon and uncordon.</summary>
internal static class KubectlCordon
{
    public static async Task<int> RunAsync(KubectlCall call, bool isCordoned, CancellationToken cancellationToken)
    {
        string[] names = [.. call.Options.Words.Skip(1).Select(name => name.StartsWith("node/", StringComparison.Ordinal) ? name[5..] : name)];
        if (names.Length == 0)
            throw new KubectlException($"error: USAGE: {(isCordoned ? "cordon" : "uncordon")} NODE [flags]");
        foreach (string name in names)
            await SetAsync(call, name, isCordoned, cancellationToken);
        return 0;
    }

    public static async Task SetAsync(KubectlCall call, string name, bool isCordoned, CancellationToken cancellationToken)
    {
        JsonObject node = call.Ask("GET", ApiPath.Of(ResourceKind.Node, null, name));
        string done = isCordoned ? "cordoned" : "uncordoned";
        if (node.Flag("spec", "unschedulable") == isCordoned)
        {
            await call.SayAsync($"node/{name} already {done}", cancellationToken);
            return;
        }
        JsonObject patch = new() { ["spec"] = new JsonObject { ["unschedulable"] = isCordoned ? true : null } };
        call.Ask("PATCH", ApiPath.Of(ResourceKind.Node, null, name), body: patch.ToJsonString(),
            contentType: "application/strategic-merge-patch+json");
        await call.SayAsync($"node/{name} {done}", cancellationToken);
    }
}
