using System.Text;

namespace CsePowerShell.Guest;

/// <summary>An actor's key to its nodes: an SSH private key in a file only its owner may read.</summary>
public sealed class ManagementKey
{
    private ManagementKey(string path, SshPublicKey publicKey)
    {
        Path = path;
        PublicKey = publicKey;
    }

    /// <summary>The private key's file.</summary>
    public string Path { get; }

    /// <summary>The public half.</summary>
    public SshPublicKey PublicKey { get; }

    /// <summary>The public half as a line for <c>authorized_keys</c>, without line end.</summary>
    public string PublicKeyLine => PublicKey.Line;

    /// <summary><c>SHA256:</c> and base64 without padding.</summary>
    public string Fingerprint => PublicKey.Fingerprint;

    /// <summary>Loads the key, or makes an Ed25519 key where there is no file yet. Two processes that do this at once end with the same key.</summary>
    /// <param name="path">The private key's file; its folder is made if missing.</param>
    /// <exception cref="ManagementKeyException">The file is no usable private key, others may read it, or it could not be made.</exception>
    public static ManagementKey LoadOrCreate(string path)
    {
        string full = System.IO.Path.GetFullPath(path ?? throw new ArgumentNullException(nameof(path)));
        try
        {
            if (!File.Exists(full))
                Create(full);
            return Load(full);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ManagementKeyException(full, $"The management key '{full}' cannot be read or made: {e.Message} Choose another file with -SshKeyPath.", e);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Path} ({Fingerprint})";

    private static ManagementKey Load(string path)
    {
        if (PrivateFiles.MayBeReadByOthers(path))
            throw new ManagementKeyException(path, $"The management key '{path}' can be read by other users. Take their rights away (chmod 600), or choose another file with -SshKeyPath.");
        return new ManagementKey(path, OpenSshPrivateKey.ReadPublicKey(path, File.ReadAllText(path, Encoding.ASCII)));
    }

    // Made in a private folder beside its final place and moved there without replacing: whoever comes first wins, and the file is never seen half-written or readable.
    private static void Create(string path)
    {
        string folder = System.IO.Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
            PrivateFiles.CreateFolder(folder);
        string work = System.IO.Path.Combine(folder, ".cse-key-" + Guid.NewGuid().ToString("N").Substring(0, 12));
        PrivateFiles.CreateFolder(work);
        try
        {
            string made = System.IO.Path.Combine(work, "key");
            Ed25519KeyMaker.Make(path, made, $"cse-{Environment.UserName}@{Environment.MachineName}".Replace(' ', '-'));
            try
            {
                File.Move(made, path);
            }
            catch (IOException) when (File.Exists(path))
            {
                return;
            }

            if (!File.Exists(path + ".pub"))
                File.Move(made + ".pub", path + ".pub");
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }
}

/// <summary>The management key cannot be used.</summary>
public sealed class ManagementKeyException : Exception
{
    internal ManagementKeyException(string path, string message, Exception? inner = null) : base(message, inner) => Path = path;

    /// <summary>The private key's file.</summary>
    public string Path { get; }
}
