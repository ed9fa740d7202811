using System.Text.RegularExpressions;
using CsePowerShell.Extension.Diagnostics;

namespace CsePowerShell.Support;

/// <summary>
/// Makes a text fit to be handed to strangers: the secrets of the connections go first, then whatever looks like a secret, and at last the very words that
/// secrets stand beside, so that a search for them over the whole bundle finds nothing and nobody has to judge what it found.
/// </summary>
internal sealed class BundleRedactor
{
    public const string Stars = SecretRedactor.Stars;

    private static readonly Regex s_words = new(
        @"x-vcloud-authorization|x-vmware-vcloud-access-token|client-key-data|certificate-key|-----BEGIN[A-Z ]*PRIVATE KEY-----|passphrase|password|passwd|eyJ",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Compiled);

    private readonly SecretRedactor _patterns = new();

    /// <summary>How often something was taken out.</summary>
    public int Count { get; private set; }

    /// <param name="text">Any text.</param>
    /// <param name="known">Takes out what a connection knows to be secret; null where there is none.</param>
    public string Clean(string text, Func<string, string>? known)
    {
        string clean = known is null ? text : known(text);
        clean = _patterns.Clean(clean);
        clean = s_words.Replace(clean, Stars);
        Count += Math.Max(0, Occurrences(clean) - Occurrences(text));
        return clean;
    }

    private static int Occurrences(string text)
    {
        int count = 0;
        for (int at = text.IndexOf(Stars, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Stars, at + Stars.Length, StringComparison.Ordinal))
        {
            count++;
        }

        return count;
    }
}
