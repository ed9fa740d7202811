using System.Globalization;
using System.Text.RegularExpressions;

namespace CsePowerShell.Clusters;

/// <summary>A Kubernetes version such as v1.31.4.</summary>
internal readonly record struct KubernetesVersionNumber(int Major, int Minor, int Patch)
{
    // kubeadm takes v1beta3 from 1.22 on; older ones would need other documents that no template of today wants.
    private const int OldestMinor = 22;

    private static readonly Regex s_pattern = new(@"^v?(\d{1,4})\.(\d{1,4})\.(\d{1,4})(?:[-+][0-9A-Za-z.+-]+)?\z", RegexOptions.CultureInvariant);

    public const string OldestSupported = "v1.22.0";

    public bool IsSupported => Major > 1 || (Major == 1 && Minor >= OldestMinor);

    public static KubernetesVersionNumber? TryParse(string? text)
    {
        Match match = s_pattern.Match(text?.Trim() ?? "");
        return match.Success ? new KubernetesVersionNumber(Number(1), Number(2), Number(3)) : null;
        int Number(int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
    }

    /// <summary>With the leading "v"; null stays null and what is no version stays as it is.</summary>
    public static string? Normalize(string? text) => TryParse(text) is null ? text : "v" + text!.Trim().TrimStart('v');

    public override string ToString() => $"v{Major}.{Minor}.{Patch}";
}
