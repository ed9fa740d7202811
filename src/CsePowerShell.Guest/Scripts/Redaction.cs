using System.Text.RegularExpressions;

namespace CsePowerShell.Guest;

/// <summary>Takes the secrets out of what kubeadm prints: join tokens, certificate keys, and what a kubeconfig holds.</summary>
internal static class Redaction
{
    private static readonly Regex s_token = new(@"(?<![a-z0-9])([a-z0-9]{6})\.[a-z0-9]{16}(?![a-z0-9])", RegexOptions.CultureInvariant);
    private static readonly Regex s_certificateKey = new(@"(certificate-?key[ :=""']+)[0-9a-f]{64}", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
    private static readonly Regex s_keyData = new(@"((?:client-key-data|client-certificate-data|password|token):\s*)\S+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    public static string Of(string line) =>
        s_keyData.Replace(s_certificateKey.Replace(s_token.Replace(line, "$1.****************"), "$1****"), "$1****");
}
