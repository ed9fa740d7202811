using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Kubernetes.CommandLine;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.Kubeadm;

/// <summary>What kubeadm join is told, from its configuration file or its flags, checked as kubeadm checks it.</summary>
internal sealed record JoinSettings(
    string NodeName, string Endpoint, string Token, IReadOnlyList<string> CaHashes, bool SkipsCaCheck, TimeSpan Discovery, JsonArray? Taints)
{
    public override string ToString() => $"{NodeName} joins {Endpoint}";

    public static JoinSettings From(KubeadmCall call, CommandOptions options, KubeadmDocuments? documents)
    {
        if (documents is not null)
            InitSettings.RefuseMixing(options, "--token", "--discovery-token", "--discovery-token-ca-cert-hash",
                "--discovery-token-unsafe-skip-ca-verification");
        JsonObject? join = documents?.Find("JoinConfiguration");
        if (documents is not null && join is null)
            throw new KubeadmException("no JoinConfiguration found in config file \"" + options.Value("--config") + "\"");
        if (join.At("controlPlane") is not null || options.Is("--control-plane"))
            throw new KubeadmException("the simulator has clusters with one control plane: joining another one is not simulated");

        JsonNode? discovery = join.At("discovery", "bootstrapToken");
        string endpoint = discovery.Text("apiServerEndpoint") ?? options.Words.FirstOrDefault() ?? "";
        string token = discovery.Text("token") ?? options.Value("--discovery-token") ?? options.Value("--token")
            ?? join.Text("discovery", "tlsBootstrapToken") ?? "";
        string[] hashes = join is not null
            ? [.. (discovery.At("caCertHashes") as JsonArray ?? []).Select(hash => hash?.ToString() ?? "")]
            : [.. options.Values("--discovery-token-ca-cert-hash")];
        bool skips = discovery.Flag("unsafeSkipCAVerification") || options.Is("--discovery-token-unsafe-skip-ca-verification");
        if (endpoint.Length == 0 || !endpoint.Contains(':', StringComparison.Ordinal))
            throw InitSettings.Invalid("discovery.bootstrapToken.apiServerEndpoint", endpoint, "address: missing port in address");
        if (!BootstrapToken.IsToken(token))
            throw InitSettings.Invalid("discovery.bootstrapToken.token", token, BootstrapToken.FormError(token));
        if (hashes.Length == 0 && !skips)
            throw InitSettings.Invalid("discovery.bootstrapToken.caCertHashes", "",
                "using token-based discovery without caCertHashes can be unsafe. Set unsafeSkipCAVerification as true in your kubeadm config file "
                + "or pass --discovery-token-unsafe-skip-ca-verification flag to continue");
        foreach (string hash in hashes)
        {
            if (!hash.StartsWith("sha256:", StringComparison.Ordinal) || hash.Length != 71)
                throw new KubeadmException($"invalid public key hash, expected \"format:value\": \"{hash}\"");
        }
        TimeSpan patience = GoDuration.TryParse(join.Text("timeouts", "discovery") ?? join.Text("discovery", "timeout"))
            ?? call.Kubernetes.Timings.Discovery;
        TimeSpan limit = call.Kubernetes.Timings.Discovery;
        return new JoinSettings(InitSettings.NodeNameOf(call, join, options), endpoint, token, hashes, skips, patience < limit ? patience : limit,
            join.At("nodeRegistration", "taints") as JsonArray);
    }
}
