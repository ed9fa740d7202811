using System.Text.RegularExpressions;

namespace CsePowerShell.VCloud;

/// <summary>
/// Takes secrets out of whatever leaves the client as text. It knows what secrets look like on this wire, and the ones this client holds by heart.
/// </summary>
internal sealed class Redaction
{
    public const string Stars = "********";

    // Elements and attributes whose name ends in "Password"; AdminPasswordEnabled, AdminPasswordAuto and ResetPasswordRequired are none.
    private static readonly Regex s_element = new(
        @"(<(?:[\w.-]+:)?[\w.-]*(?:Password|password)(?:\s[^<>]*)?>).*?(</)", RegexOptions.Singleline | RegexOptions.Compiled | RegexOptions.CultureInvariant);

    private static readonly Regex s_attribute = new(
        @"([\w.-]*(?:[Pp]assword|[Tt]oken)\s*=\s*)(""[^""]*""|'[^']*')", RegexOptions.Compiled | RegexOptions.CultureInvariant);

    private static readonly Regex s_json = new(
        @"(""[\w.-]*(?:password|token|secret|assertion)""\s*:\s*"")(?:[^""\\]|\\.)*("")", RegexOptions.IgnoreCase | RegexOptions.Compiled | RegexOptions.CultureInvariant);

    private static readonly Regex s_header = new(
        @"(?im)^(\s*(?:authorization|x-vcloud-authorization|x-vmware-vcloud-access-token|set-cookie|cookie)\s*:\s*).*$", RegexOptions.Compiled | RegexOptions.CultureInvariant);

    private static readonly Regex s_jwt = new(@"eyJ[\w-]{8,}\.[\w-]+\.[\w-]*", RegexOptions.Compiled | RegexOptions.CultureInvariant);

    private readonly object _gate = new();
    private volatile string[] _known = [];

    /// <summary>Remembers a secret. Very short ones are left alone: their letters are everywhere, and the patterns cover where they belong.</summary>
    public void Learn(string? secret)
    {
        if (secret is null || secret.Length < 4)
            return;
        lock (_gate)
        {
            if (Array.IndexOf(_known, secret) >= 0)
                return;
            // A session is renewed every now and then: keep the last few of its tokens, not all.
            var kept = new List<string>(_known);
            if (kept.Count >= 32)
                kept.RemoveAt(0);
            kept.Add(secret);
            _known = [.. kept];
        }
    }

    public string Clean(string text)
    {
        if (text.Length == 0)
            return text;
        string clean = s_element.Replace(text, "$1" + Stars + "$2");
        clean = s_attribute.Replace(clean, "$1\"" + Stars + "\"");
        clean = s_json.Replace(clean, "$1" + Stars + "$2");
        clean = s_header.Replace(clean, "$1" + Stars);
        clean = s_jwt.Replace(clean, Stars);
        foreach (string secret in _known)
            clean = clean.Replace(secret, Stars);
        return clean;
    }
}
