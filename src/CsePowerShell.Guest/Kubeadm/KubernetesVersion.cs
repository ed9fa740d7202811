using System.Globalization;
using System.Text.RegularExpressions;

namespace CsePowerShell.Guest;

/// <summary>A Kubernetes version such as <c>v1.31.4</c>, and the kubeadm configuration format that goes with it.</summary>
public sealed class KubernetesVersion
{
    private static readonly Regex s_form = new(@"^v?(\d{1,4})\.(\d{1,4})\.(\d{1,4})([-+][0-9A-Za-z.+-]{1,64})?$", RegexOptions.CultureInvariant);

    private KubernetesVersion(int major, int minor, int patch, string suffix)
    {
        Major = major;
        Minor = minor;
        Patch = patch;
        _suffix = suffix;
    }

    private readonly string _suffix;

    /// <summary>1.</summary>
    public int Major { get; }

    /// <summary>For example 31.</summary>
    public int Minor { get; }

    /// <summary>For example 4.</summary>
    public int Patch { get; }

    /// <summary>Reads <c>v1.31.4</c>, <c>1.31.4</c> or <c>v1.31.4+vendor.1</c>.</summary>
    /// <exception cref="FormatException">The text is not a version.</exception>
    public static KubernetesVersion Parse(string text)
    {
        Match match = s_form.Match(text ?? throw new ArgumentNullException(nameof(text)));
        return match.Success
            ? new KubernetesVersion(Number(1), Number(2), Number(3), match.Groups[4].Value)
            : throw new FormatException($"'{text}' is not a Kubernetes version. Write it as v1.31.4.");

        int Number(int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
    }

    /// <summary><c>kubeadm.k8s.io/v1beta3</c> for 1.22 to 1.30, <c>kubeadm.k8s.io/v1beta4</c> from 1.31 (v1beta3 is deprecated there and gone after 1.35).</summary>
    /// <exception cref="KubernetesVersionNotSupportedException">Older than 1.22.</exception>
    public string KubeadmApiVersion => IsBefore(22)
        ? throw new KubernetesVersionNotSupportedException(this)
        : IsBefore(31) ? "kubeadm.k8s.io/v1beta3" : "kubeadm.k8s.io/v1beta4";

    /// <summary>With leading <c>v</c>, as kubeadm wants it.</summary>
    public override string ToString() => FormattableString.Invariant($"v{Major}.{Minor}.{Patch}{_suffix}");

    internal bool IsBefore(int minor) => Major < 1 || (Major == 1 && Minor < minor);
}

/// <summary>New nodes need Kubernetes 1.22 or newer.</summary>
public sealed class KubernetesVersionNotSupportedException : NotSupportedException
{
    internal KubernetesVersionNotSupportedException(KubernetesVersion version)
        : base($"Kubernetes {version} is too old for new nodes: they need v1.22 or newer. Choose a newer template (Get-CseTemplate).") => Version = version.ToString();

    /// <summary>The version asked for.</summary>
    public string Version { get; }
}
