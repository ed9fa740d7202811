using System.Text;

namespace CsePowerShell.Guest;

/// <summary>The file format that ssh-keygen writes ("openssh-key-v1", OpenSSH's PROTOCOL.key). Its public part can be read without touching the private one.</summary>
internal static class OpenSshPrivateKey
{
    private const string Begin = "-----BEGIN OPENSSH PRIVATE KEY-----";
    private const string End = "-----END OPENSSH PRIVATE KEY-----";
    private static readonly byte[] s_magic = Encoding.ASCII.GetBytes("openssh-key-v1\0");

    public static SshPublicKey ReadPublicKey(string path, string text)
    {
        int begin = text.IndexOf(Begin, StringComparison.Ordinal);
        int end = text.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
            throw new ManagementKeyException(path, $"'{path}' is not a private key in OpenSSH's format. Convert it (ssh-keygen -p -f FILE), or choose another file with -SshKeyPath.");
        byte[] data;
        try
        {
            data = Convert.FromBase64String(text.Substring(begin + Begin.Length, end - begin - Begin.Length));
        }
        catch (FormatException e)
        {
            throw Damaged(path, e);
        }

        if (data.Length < s_magic.Length || !data.Take(s_magic.Length).SequenceEqual(s_magic))
            throw Damaged(path);
        SshPublicKey.WireReader reader = new(data, s_magic.Length);
        string? cipher = reader.ReadText();
        if (cipher is not null and not "none")
            throw new ManagementKeyException(path, $"The management key '{path}' has a passphrase, which nobody can type during an operation. Choose a key without one with -SshKeyPath.");
        reader.ReadText();
        reader.ReadBytes();
        if (cipher is null || reader.ReadNumber() != 1 || reader.ReadBytes() is not { } blob)
            throw Damaged(path);
        return SshPublicKey.FromBlob(blob, CommentOf(path));
    }

    // The comment is in the private section; the .pub file has it in the open.
    private static string CommentOf(string path) =>
        File.Exists(path + ".pub") && SshPublicKey.TryParse(File.ReadAllText(path + ".pub"), out SshPublicKey? key, out _) ? key!.Comment : "";

    private static ManagementKeyException Damaged(string path, Exception? inner = null) =>
        new(path, $"The management key '{path}' is damaged. Restore it from a backup, or choose another file with -SshKeyPath.", inner);
}
