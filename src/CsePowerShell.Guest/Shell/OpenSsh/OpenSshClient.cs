namespace CsePowerShell.Guest;

/// <summary>Where the system's OpenSSH client is.</summary>
internal sealed partial class OpenSshClient(string path)
{
    public string Path { get; } = path;

    /// <summary>The first <c>ssh</c> of the PATH; on Windows also the one that comes with the system. Null: there is none.</summary>
    public static OpenSshClient? Find()
    {
        string name = PrivateFiles.IsWindows ? "ssh.exe" : "ssh";
        IEnumerable<string> folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split([System.IO.Path.PathSeparator], StringSplitOptions.RemoveEmptyEntries);
        if (PrivateFiles.IsWindows)
            folders = folders.Concat([System.IO.Path.Combine(Environment.SystemDirectory, "OpenSSH")]);
        foreach (string folder in folders)
        {
            // A relative entry of the PATH means whatever folder the caller happens to be in.
            if (System.IO.Path.IsPathRooted(folder) && File.Exists(System.IO.Path.Combine(folder, name)))
                return new OpenSshClient(System.IO.Path.Combine(folder, name));
        }

        return null;
    }
}
