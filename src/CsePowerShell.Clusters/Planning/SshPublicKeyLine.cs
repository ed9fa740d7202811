using System.Text;

namespace CsePowerShell.Clusters;

/// <summary>A public key in OpenSSH's one-line form. It goes into authorized_keys of root, so it is read, not trusted.</summary>
internal static class SshPublicKeyLine
{
    // Metadata longer than this cannot be searched, and vCD keeps the key there. RSA with 4,096 bits is about 740.
    private const int MaxLength = 1000;

    private static readonly HashSet<string> s_types = new(StringComparer.Ordinal)
    {
        "ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
        "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
    };

    /// <summary>What is wrong with it; null when nothing is.</summary>
    public static string? FaultOf(string text)
    {
        string line = text.Trim();
        if (line.Length == 0)
            return "the key is empty.";
        if (line.IndexOf("PRIVATE KEY", StringComparison.Ordinal) >= 0)
            return "this is a private key; give the public one (the file that ends in .pub).";
        if (line.Any(char.IsControl))
            return "give one key in one line, as it stands in a .pub file.";
        if (line.Length > MaxLength)
            return $"the key has {line.Length} characters; at most {MaxLength} can be kept.";

        string[] parts = line.Split([' '], 3, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 2 || !s_types.Contains(parts[0]))
            return $"\"{Shorten(parts[0])}\" is not a key type; a public key begins with {string.Join(", ", s_types.Take(3))} or the like.";

        return TypeInside(parts[1]) == parts[0] ? null : "the key is damaged: what is inside is not what its first word says.";
    }

    // The blob begins with the length-prefixed name of its type, which must be the one in front.
    private static string? TypeInside(string base64)
    {
        byte[] blob;
        try
        {
            blob = Convert.FromBase64String(base64);
        }
        catch (FormatException)
        {
            return null;
        }

        if (blob.Length < 4)
            return null;
        int length = (blob[0] << 24) | (blob[1] << 16) | (blob[2] << 8) | blob[3];
        return length > 0 && length < blob.Length - 4 ? Encoding.ASCII.GetString(blob, 4, length) : null;
    }

    private static string Shorten(string text) => text.Length <= 20 ? text : text.Substring(0, 20) + "...";
}
