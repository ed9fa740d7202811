using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace CsePowerShell.VCloud;

/// <summary>The digest that a manifest says a file has.</summary>
internal sealed record ManifestEntry(string File, HashAlgorithmName Algorithm, string Digest);

/// <summary>The manifest of an OVF package (DMTF DSP0243, 5.1): a line <c>SHA256(disk.vmdk)= 9f86d0...</c> per file.</summary>
internal static class OvfManifest
{
    private static readonly Regex s_line = new(@"^\s*(?<algorithm>SHA1|SHA256|SHA512)\s*\((?<file>.+)\)\s*=\s*(?<digest>[0-9a-fA-F]+)\s*$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    private static readonly Dictionary<string, (HashAlgorithmName Algorithm, int Digits)> s_algorithms = new(StringComparer.OrdinalIgnoreCase)
    {
        // The oldest is broken, but says at least that nothing was damaged on the way; whoever wants more gives a checksum.
        ["SHA1"] = (HashAlgorithmName.SHA1, 40),
        ["SHA256"] = (HashAlgorithmName.SHA256, 64),
        ["SHA512"] = (HashAlgorithmName.SHA512, 128),
    };

    /// <exception cref="OvfPackageException">A line is no digest.</exception>
    public static IReadOnlyList<ManifestEntry> Read(string text)
    {
        var entries = new List<ManifestEntry>();
        foreach (string line in text.Split('\n'))
        {
            if (line.Trim().Length == 0)
                continue;
            Match match = s_line.Match(line.TrimEnd('\r'));
            if (!match.Success || s_algorithms[match.Groups["algorithm"].Value] is var (algorithm, digits) && match.Groups["digest"].Length != digits)
                throw new OvfPackageException($"The manifest has a line that is no digest: \"{line.Trim()}\".");
            entries.Add(new ManifestEntry(match.Groups["file"].Value.Trim(), s_algorithms[match.Groups["algorithm"].Value].Algorithm, match.Groups["digest"].Value.ToLowerInvariant()));
        }

        return entries;
    }
}
