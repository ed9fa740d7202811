using System.Text.Json;
using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.Kubectl;

/// <summary>kubectl version and cluster-info.</summary>
internal static class KubectlInformation
{
    public static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, IndentSize = 4, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task<int> VersionAsync(KubectlCall call, CancellationToken cancellationToken)
    {
        string client = call.Command.Machine.Image.KubernetesVersion ?? "v1.31.4";
        bool asJson = call.Options.Value("--output") == "json";
        JsonObject answer = new() { ["clientVersion"] = new JsonObject { ["gitVersion"] = client, ["platform"] = "linux/amd64" } };
        if (!asJson)
            await call.SayAsync($"Client Version: {client}", cancellationToken);
        KubectlException? failure = null;
        if (!call.Options.Is("--client"))
        {
            try
            {
                JsonObject server = call.Ask("GET", "/version");
                if (!asJson)
                    await call.SayAsync($"Server Version: {server.Text("gitVersion")}", cancellationToken);
                answer["serverVersion"] = server.DeepClone();
            }
            catch (KubectlException e)
            {
                failure = e;
            }
        }
        if (asJson)
            await call.SayAsync(answer.ToJsonString(Indented), cancellationToken);
        return failure is null ? 0 : throw failure;
    }

    public static async Task<int> ClusterInfoAsync(KubectlCall call, CancellationToken cancellationToken)
    {
        JsonObject info = call.Ask("GET", "/api");
        await call.SayAsync($"Kubernetes control plane is running at https://{info.Items("serverAddressByClientCIDRs").FirstOrDefault().Text("serverAddress")}", cancellationToken);
        return 0;
    }
}
