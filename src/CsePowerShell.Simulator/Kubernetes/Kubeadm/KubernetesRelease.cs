using System.Globalization;
using System.Text.RegularExpressions;

namespace CsePowerShell.Simulator.Kubernetes.Kubeadm;

/// <summary>A Kubernetes version, and what depends on it.</summary>
internal sealed partial record KubernetesRelease(int Major, int Minor, int Patch)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"v{Major}.{Minor}.{Patch}");

    public bool IsAtLeast(int minor) => Minor >= minor;

    public static KubernetesRelease? TryParse(string? text)
    {
        Match match = Form().Match(text ?? "");
        return match.Success
            ? new KubernetesRelease(Number(match, 1), Number(match, 2), Number(match, 3))
            : null;

        static int Number(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
    }

    public static KubernetesRelease Parse(string text) => TryParse(text)
        ?? throw new FormatException($"'{text}' is no Kubernetes version such as v1.31.4.");

    /// <summary>The images of a control plane.</summary>
    public IReadOnlyList<string> Images(string repository) =>
    [
        $"{repository}/kube-apiserver:{this}", $"{repository}/kube-controller-manager:{this}", $"{repository}/kube-scheduler:{this}",
            $"{repository}/kube-proxy:{this}",
        $"{repository}/coredns/coredns:v1.11.3", $"{repository}/pause:{(IsAtLeast(31) ? "3.10" : "3.9")}", $"{repository}/etcd:3.5.15-0",
    ];

    [GeneratedRegex(@"^v?(\d+)\.(\d+)\.(\d+)")]
    private static partial Regex Form();
}
