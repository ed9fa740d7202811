using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace CsePowerShell.Guest;

/// <summary>A kubeadm bootstrap token, <c>[a-z0-9]{6}.[a-z0-9]{16}</c>: the first part is its name, the second a secret.</summary>
public sealed class BootstrapToken
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static readonly Regex s_form = new(@"\A[a-z0-9]{6}\.[a-z0-9]{16}\z", RegexOptions.CultureInvariant);

    private BootstrapToken(string value) => Value = value;

    /// <summary>The id, which may be shown.</summary>
    public string Id => Value.Substring(0, 6);

    internal string Value { get; }

    /// <summary>Makes a new token from cryptographic randomness.</summary>
    public static BootstrapToken Create()
    {
        using RandomNumberGenerator random = RandomNumberGenerator.Create();
        char[] text = new char[23];
        byte[] bytes = new byte[1];
        for (int at = 0; at < text.Length; at++)
        {
            if (at == 6)
            {
                text[at] = '.';
                continue;
            }

            // 252 is the largest multiple of 36 in a byte: above it some letters would be likelier than others.
            do
                random.GetBytes(bytes);
            while (bytes[0] >= 252);
            text[at] = Alphabet[bytes[0] % 36];
        }

        return new BootstrapToken(new string(text));
    }

    /// <summary>Reads a token.</summary>
    /// <exception cref="FormatException">The text is not a token; the message does not repeat it.</exception>
    public static BootstrapToken Parse(string text) => s_form.IsMatch(text ?? throw new ArgumentNullException(nameof(text)))
        ? new BootstrapToken(text) : throw new FormatException("This is not a kubeadm bootstrap token (six letters or digits, a dot, sixteen letters or digits).");

    /// <summary>The whole token with its secret: for a file or standard input of a node, nothing else.</summary>
    public string Reveal() => Value;

    /// <summary>The id with the secret hidden.</summary>
    public override string ToString() => Id + ".****************";
}
