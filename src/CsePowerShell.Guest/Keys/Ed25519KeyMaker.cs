using System.ComponentModel;
using System.Diagnostics;
#if SSHNET
using System.Text;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;
#endif

namespace CsePowerShell.Guest;

/// <summary>Makes an Ed25519 key pair: with ssh-keygen where it is installed, else with the cryptography that SSH.NET brings.</summary>
internal static class Ed25519KeyMaker
{
    /// <summary>Writes <paramref name="file"/> (mode 0600) and <paramref name="file"/>.pub.</summary>
    public static void Make(string wanted, string file, string comment)
    {
        if (MakeWithSshKeygen(wanted, file, comment))
            return;
#if SSHNET
        MakeWithBouncyCastle(file, comment);
#else
        throw new ManagementKeyException(wanted,
            "ssh-keygen, which makes the management key, is not installed. Install the OpenSSH client (Debian and Ubuntu: apt-get install openssh-client).");
#endif
    }

    private static bool MakeWithSshKeygen(string wanted, string file, string comment)
    {
        ProcessStartInfo start = new("ssh-keygen")
        {
            Arguments = ProcessArguments.Join(["-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", file]),
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            string errors = process.StandardError.ReadToEnd();
            if (!process.WaitForExit(30_000))
            {
                process.Kill();
                throw new ManagementKeyException(wanted, "ssh-keygen did not end within 30 seconds. Make the key yourself (ssh-keygen -t ed25519) and give it with -SshKeyPath.");
            }

            return process.ExitCode == 0 ? true : throw new ManagementKeyException(wanted,
                $"ssh-keygen could not make the management key '{wanted}': {errors.Trim()} Choose another file with -SshKeyPath.");
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

#if SSHNET
    internal static void MakeWithBouncyCastle(string file, string comment)
    {
        SecureRandom random = new();
        Ed25519PrivateKeyParameters secret = new(random);
        byte[] publicKey = secret.GeneratePublicKey().GetEncoded();
        byte[] seed = secret.GetEncoded();
        byte[] blob = Wire(w => { Field(w, Encoding.ASCII.GetBytes("ssh-ed25519")); Field(w, publicKey); });
        byte[] check = new byte[4];
        random.NextBytes(check);
        byte[] hidden = Wire(w =>
        {
            w.Write(check, 0, 4);
            w.Write(check, 0, 4);
            Field(w, Encoding.ASCII.GetBytes("ssh-ed25519"));
            Field(w, publicKey);
            Field(w, [.. seed, .. publicKey]);
            Field(w, Encoding.UTF8.GetBytes(comment));
            for (byte pad = 1; w.Length % 8 != 0; pad++)
                w.WriteByte(pad);
        });
        byte[] all = Wire(w =>
        {
            w.Write(Encoding.ASCII.GetBytes("openssh-key-v1\0"), 0, 15);
            Field(w, Encoding.ASCII.GetBytes("none"));
            Field(w, Encoding.ASCII.GetBytes("none"));
            Field(w, []);
            Number(w, 1);
            Field(w, blob);
            Field(w, hidden);
        });
        StringBuilder text = new("-----BEGIN OPENSSH PRIVATE KEY-----\n");
        string base64 = Convert.ToBase64String(all);
        for (int at = 0; at < base64.Length; at += 70)
            text.Append(base64, at, Math.Min(70, base64.Length - at)).Append('\n');
        text.Append("-----END OPENSSH PRIVATE KEY-----\n");
        PrivateFiles.Write(file, text.ToString());
        File.WriteAllText(file + ".pub", SshPublicKey.FromBlob(blob, comment).Line + "\n");
    }

    private static byte[] Wire(Action<MemoryStream> write)
    {
        using MemoryStream stream = new();
        write(stream);
        return stream.ToArray();
    }

    private static void Field(Stream stream, byte[] bytes)
    {
        Number(stream, bytes.Length);
        stream.Write(bytes, 0, bytes.Length);
    }

    private static void Number(Stream stream, int number) =>
        stream.Write([(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number], 0, 4);
#endif
}
