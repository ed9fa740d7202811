using System.Security.Cryptography;
using System.Text;

namespace CsePowerShell.Guest;

/// <summary>One OpenSSH public key, checked: what comes from a tenant goes into <c>authorized_keys</c> on every node, so nothing but a key may get through.</summary>
public sealed class SshPublicKey
{
    private const int LongestLine = 16 * 1024;
    private const int LongestComment = 256;

    private static readonly string[] s_types =
    [
        "ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
    ];

    private SshPublicKey(string type, byte[] blob, string comment)
    {
        Type = type;
        Line = comment.Length == 0 ? $"{type} {Convert.ToBase64String(blob)}" : $"{type} {Convert.ToBase64String(blob)} {comment}";
        Comment = comment;
        Fingerprint = FingerprintOf(blob);
    }

    /// <summary>The key type, for example <c>ssh-ed25519</c>.</summary>
    public string Type { get; }

    /// <summary>The comment, or an empty text.</summary>
    public string Comment { get; }

    /// <summary>The line for <c>authorized_keys</c>, without line end.</summary>
    public string Line { get; }

    /// <summary><c>SHA256:</c> and base64 without padding, as <c>ssh-keygen -l</c> prints it.</summary>
    public string Fingerprint { get; }

    /// <summary>Reads a public key line: type, base64 and an optional comment. Options (<c>command=...</c>), several keys and private keys are refused.</summary>
    /// <exception cref="FormatException">The text is not one public key; the message says why.</exception>
    public static SshPublicKey Parse(string text) => TryParse(text, out SshPublicKey? key, out string? fault) ? key! : throw new FormatException(fault);

    /// <summary>Like <see cref="Parse"/>, without an exception.</summary>
    /// <param name="text">The line; blanks and line ends around it are ignored.</param>
    /// <param name="key">The key, or null.</param>
    /// <param name="fault">Why it is not a key, in a sentence, or null.</param>
    public static bool TryParse(string? text, out SshPublicKey? key, out string? fault)
    {
        key = null;
        fault = null;
        string line = (text ?? "").Trim(' ', '\t', '\r', '\n');
        if (line.Length == 0)
            fault = "The SSH public key is empty.";
        else if (line.IndexOf("PRIVATE KEY", StringComparison.Ordinal) >= 0)
            fault = "This is a private key. Give the public key (the file that ends in .pub), and keep the private one to yourself.";
        else if (line.Length > LongestLine)
            fault = $"The SSH public key is longer than {LongestLine} characters.";
        else if (line.Any(char.IsControl))
            fault = "The SSH public key must be one line without control characters.";
        if (fault is not null)
            return false;

        string[] parts = line.Split([' '], 3, StringSplitOptions.RemoveEmptyEntries);
        if (!s_types.Contains(parts[0], StringComparer.Ordinal))
        {
            fault = $"'{Shorten(parts[0])}' is not a supported SSH key type. Supported: {string.Join(", ", s_types)}. Options in front of the key are not allowed.";
            return false;
        }

        if (parts.Length < 2 || Decode(parts[1]) is not { } blob || !IsWellFormed(parts[0], blob))
        {
            fault = $"The {parts[0]} public key is damaged. Copy the whole line of the .pub file.";
            return false;
        }

        string comment = parts.Length > 2 ? parts[2].Trim() : "";
        if (comment.Length > LongestComment)
        {
            fault = $"The comment of the SSH public key is longer than {LongestComment} characters.";
            return false;
        }

        key = new SshPublicKey(parts[0], blob, comment);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Line;

    internal static SshPublicKey FromBlob(byte[] blob, string comment)
    {
        string type = new WireReader(blob).ReadText() ?? throw new FormatException("The public key is damaged.");
        return new SshPublicKey(type, blob, comment);
    }

    internal static string FingerprintOf(byte[] blob)
    {
        using SHA256 sha = SHA256.Create();
        return "SHA256:" + Convert.ToBase64String(sha.ComputeHash(blob)).TrimEnd('=');
    }

    // Convert.FromBase64String skips blanks and accepts loose padding bits: only the text that encodes back to itself is the key.
    private static byte[]? Decode(string base64)
    {
        try
        {
            byte[] blob = Convert.FromBase64String(base64);
            return Convert.ToBase64String(blob) == base64 ? blob : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static bool IsWellFormed(string type, byte[] blob)
    {
        WireReader reader = new(blob);
        if (reader.ReadText() != type)
            return false;
        switch (type)
        {
            case "ssh-ed25519":
                return reader.ReadBytes() is { Length: 32 } && reader.IsAtEnd;
            case "ssh-rsa":
                // 1024-bit keys are refused by current sshd (RequiredRSASize) and by good sense; the modulus has a leading zero byte.
                return reader.ReadBytes() is { Length: > 0 and <= 16 } && reader.ReadBytes() is { Length: >= 256 and <= 2049 } && reader.IsAtEnd;
            case "sk-ssh-ed25519@openssh.com":
                return reader.ReadBytes() is { Length: 32 } && reader.ReadText() is { Length: > 0 } && reader.IsAtEnd;
            case "sk-ecdsa-sha2-nistp256@openssh.com":
                return reader.ReadText() == "nistp256" && IsPoint(reader.ReadBytes(), 32) && reader.ReadText() is { Length: > 0 } && reader.IsAtEnd;
            default:
                string curve = type.Substring("ecdsa-sha2-".Length);
                int size = curve switch { "nistp256" => 32, "nistp384" => 48, _ => 66 };
                return reader.ReadText() == curve && IsPoint(reader.ReadBytes(), size) && reader.IsAtEnd;
        }
    }

    private static bool IsPoint(byte[]? point, int size) => point is not null && point.Length == 1 + 2 * size && point[0] == 4;

    private static string Shorten(string text) => text.Length <= 40 ? text : text.Substring(0, 40) + "...";

    /// <summary>SSH's length-prefixed fields (RFC 4251, section 5).</summary>
    internal sealed class WireReader(byte[] data, int offset = 0)
    {
        private int _at = offset;

        public bool IsAtEnd => _at == data.Length;

        public byte[]? ReadBytes()
        {
            if (data.Length - _at < 4)
                return null;
            long length = ((long)data[_at] << 24) | ((long)data[_at + 1] << 16) | ((long)data[_at + 2] << 8) | data[_at + 3];
            if (length > data.Length - _at - 4)
                return null;
            byte[] field = new byte[length];
            Array.Copy(data, _at + 4, field, 0, field.Length);
            _at += 4 + field.Length;
            return field;
        }

        public string? ReadText() => ReadBytes() is { } bytes ? Encoding.ASCII.GetString(bytes) : null;

        public uint? ReadNumber()
        {
            if (data.Length - _at < 4)
                return null;
            uint number = ((uint)data[_at] << 24) | ((uint)data[_at + 1] << 16) | ((uint)data[_at + 2] << 8) | data[_at + 3];
            _at += 4;
            return number;
        }
    }
}
