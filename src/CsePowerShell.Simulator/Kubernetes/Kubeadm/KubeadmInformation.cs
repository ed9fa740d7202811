using System.Security.Cryptography;
using CsePowerShell.Simulator.Kubernetes.CommandLine;

namespace CsePowerShell.Simulator.Kubernetes.Kubeadm;

/// <summary>The commands of kubeadm that only tell something: version, config images list, config validate, certs certificate-key.</summary>
internal static class KubeadmInformation
{
    public static async Task<int> VersionAsync(KubeadmCall call, CommandOptions options, CancellationToken cancellationToken)
    {
        string text = options.Value("--output") switch
        {
            "short" => call.Release.ToString(),
            "json" => $$"""
                {
                  "clientVersion": {
                    "major": "{{call.Release.Major}}",
                    "minor": "{{call.Release.Minor}}",
                    "gitVersion": "{{call.Release}}",
                    "gitTreeState": "clean",
                    "compiler": "gc",
                    "platform": "linux/amd64"
                  }
                }
                """,
            null => $"kubeadm version: &version.Info{{Major:\"{call.Release.Major}\", Minor:\"{call.Release.Minor}\", GitVersion:\"{call.Release}\", Compiler:\"gc\", Platform:\"linux/amd64\"}}",
            string other => throw new KubeadmException($"invalid output format: {other}"),
        };
        await call.SayAsync(text, cancellationToken);
        return 0;
    }

    public static async Task<int> ConfigAsync(KubeadmCall call, CommandOptions options, CancellationToken cancellationToken)
    {
        switch (options.Words)
        {
            case ["images", "list" or "pull"]:
                KubernetesRelease release = KubernetesRelease.TryParse(options.Value("--kubernetes-version")) ?? call.Release;
                string prefix = options.Words[1] == "pull" ? "[config/images] Pulled " : "";
                foreach (string image in release.Images(options.Value("--image-repository") ?? "registry.k8s.io"))
                    await call.SayAsync(prefix + image, cancellationToken);
                return 0;
            case ["validate"]:
                KubeadmDocuments documents = await call.ConfigurationAsync(options, cancellationToken)
                    ?? throw new KubeadmException("the --config flag is mandatory");
                if (documents.Warnings.FirstOrDefault(warning => warning.Contains("strict decoding", StringComparison.Ordinal)) is { } complaint)
                    throw new KubeadmException(complaint);
                await call.SayAsync("ok", cancellationToken);
                return 0;
            default:
                throw new KubeadmException($"unknown command \"{string.Join(' ', options.Words)}\" for \"kubeadm config\"");
        }
    }

    public static async Task<int> CertificateKeyAsync(KubeadmCall call, CancellationToken cancellationToken)
    {
        await call.SayAsync(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)), cancellationToken);
        return 0;
    }
}
