using System.Text.RegularExpressions;

namespace CsePowerShell.Extension.Diagnostics;

/// <summary>
/// Takes secrets out of text that leaves the process: log lines, task texts, error bodies. It knows what secrets look like in this trade, and by heart those
/// of the configuration. It is the last net; nothing is supposed to reach it.
/// </summary>
public sealed class SecretRedactor
{
    /// <summary>What stands where a secret was.</summary>
    public const string Stars = "********";

    private const int LongestHarmlessRun = 16;

    private static readonly (Regex Pattern, string Replacement)[] s_patterns =
    [
        // Private keys, whole or cut off.
        (Make(@"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\z)", RegexOptions.Singleline), Stars),
        // JSON web tokens.
        (Make(@"eyJ[\w-]{8,}\.[\w-]+\.[\w-]*"), Stars),
        // What follows a header or field that holds a secret, as "name: value", name=value or in JSON, plain or escaped.
        (Make(@"(?<name>(?:x-vcloud-authorization|x-vmware-vcloud-access-token|proxy-authorization|authorization|set-cookie|cookie)\\?[""']?\s*[:=]\s*\\?[""']?)(?:(?:bearer|basic)\s+)?[^\s""'\\,;}]+", RegexOptions.IgnoreCase), "${name}" + Stars),
        (Make(@"(?<name>\b[\w.-]*(?:passwd|password|passphrase|secret|token|client-key-data|certificate-key)\\?[""']?\s*[:=]\s*\\?[""']?)(?!\*{8})[^\s""'\\,;<>}]+", RegexOptions.IgnoreCase), "${name}" + Stars),
        (Make(@"(?<name>\b(?:bearer|basic)\s+)[A-Za-z0-9+/=._-]{8,}", RegexOptions.IgnoreCase), "${name}" + Stars),
        // The content of an XML element that is called so; AdminPasswordEnabled and the like are none.
        (Make(@"(?<name><(?:[\w.-]+:)?[\w.-]*(?:password|secret|token)(?:\s[^<>]*)?>)[^<]+(?=</)", RegexOptions.IgnoreCase), "${name}" + Stars),
        // User and password in an address.
        (Make(@"(?<name>\b[a-z][a-z0-9+.-]*://[^\s/:@]+:)[^\s/@]+(?=@)", RegexOptions.IgnoreCase), "${name}" + Stars),
        // kubeadm's bootstrap tokens.
        (Make(@"\b[a-z0-9]{6}\.[a-z0-9]{16}\b"), Stars),
        // Session tokens of vCD up to API 29.
        (Make(@"\b[0-9a-f]{32}\b"), Stars),
    ];

    private readonly object _gate = new();
    private volatile string[] _known = [];

    /// <summary>Remembers a secret of the configuration.</summary>
    /// <param name="secret">The secret; very short ones are left to the patterns, since their letters are everywhere.</param>
    public void Learn(string? secret)
    {
        if (secret is null || secret.Length < 4)
            return;
        lock (_gate)
        {
            if (Array.IndexOf(_known, secret) < 0)
                _known = [.. _known, secret];
        }
    }

    /// <summary>The text without secrets.</summary>
    /// <param name="text">Any text.</param>
    public string Clean(string text)
    {
        if (text.Length == 0)
            return text;
        foreach (string secret in _known)
            text = text.Replace(secret, Stars);
        return MayHoldSecret(text) ? ByPatterns(text) : text;
    }

    internal static string ByPatterns(string text)
    {
        foreach ((Regex pattern, string replacement) in s_patterns)
            text = pattern.Replace(text, replacement);
        return text;
    }

    /// <summary>
    /// Whether any of the patterns could match. Nearly every line of the log is answered here, in one pass: each pattern needs a separator of name and value, a
    /// run of letters and digits that is longer than any in a UUID, or one of a few words.
    /// </summary>
    internal static bool MayHoldSecret(string text)
    {
        int run = 0;
        foreach (char c in text)
        {
            if (c is ':' or '=')
                return true;
            run = c is (>= '0' and <= '9') or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') ? run + 1 : 0;
            if (run == LongestHarmlessRun)
                return true;
        }

        return text.IndexOf("eyJ", StringComparison.Ordinal) >= 0 || text.IndexOf("-----", StringComparison.Ordinal) >= 0
            || text.IndexOf("bearer", StringComparison.OrdinalIgnoreCase) >= 0 || text.IndexOf("basic", StringComparison.OrdinalIgnoreCase) >= 0;
    }

    private static Regex Make(string pattern, RegexOptions more = RegexOptions.None) =>
        new(pattern, RegexOptions.Compiled | RegexOptions.CultureInvariant | more, TimeSpan.FromSeconds(1));
}
