using System.Diagnostics;

namespace CsePowerShell.Guest;

/// <summary>A connection's own folder for its configuration, known hosts and socket; nobody else may look into it, and it goes with the connection.</summary>
internal sealed class PrivateFolder : IDisposable
{
    private const string Prefix = "cse-";
    private const string OwnerName = "owner";

    // A Unix socket's path has room for 104 bytes on macOS and BSD (108 on Linux), and ssh appends 17 characters while it makes the socket.
    private const int LongestBase = 104 - 17 - 40;
    private static int s_swept;

    private PrivateFolder(string path) => Path = path;

    public string Path { get; }

    /// <summary>The path of a file in the folder, with forward slashes: ssh's configuration takes backslashes for escapes.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name).Replace('\\', '/');

    public static PrivateFolder Create()
    {
        string root = Root();
        if (Interlocked.Exchange(ref s_swept, 1) == 0)
            Sweep(root);
        string path = System.IO.Path.Combine(root, $"{Prefix}{OwnProcess()}-{Guid.NewGuid().ToString("N").Substring(0, 12)}");
        PrivateFiles.CreateFolder(path);
        System.IO.File.WriteAllText(System.IO.Path.Combine(path, OwnerName), $"{ProcessMark.Place} {ProcessMark.Own}");
        return new PrivateFolder(path);
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing secret is in it; the next process sweeps it away.
        }
    }

    private static string Root()
    {
        if (PrivateFiles.IsWindows)
            return System.IO.Path.GetTempPath();
        string?[] candidates = [Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR"), System.IO.Path.GetTempPath().TrimEnd('/')];
        return candidates.FirstOrDefault(folder => folder is { Length: > 1 and <= LongestBase } && folder[0] == '/' && Directory.Exists(folder)) ?? "/tmp";
    }

    /// <summary>
    /// Removes what processes left that were killed and could not clean up after themselves. Of folders of another place (a container that shares the folder,
    /// but not the process ids) or without a readable owner nothing is certain: they get a day.
    /// </summary>
    internal static void Sweep(string root)
    {
        foreach (string folder in Directory.EnumerateDirectories(root, Prefix + "*-*"))
        {
            string[] parts = System.IO.Path.GetFileName(folder).Split('-');
            if (parts.Length == 3 && parts[2].Length == 12 && parts[1].All(char.IsDigit) && IsLeft(folder))
                new PrivateFolder(folder).Dispose();
        }
    }

    private static bool IsLeft(string folder)
    {
        try
        {
            string owner = System.IO.Path.Combine(folder, OwnerName);
            string[] words = System.IO.File.Exists(owner) ? System.IO.File.ReadAllText(owner).Split(' ') : [];
            return words.Length == 2 && words[0] == ProcessMark.Place
                ? ProcessMark.IsGone(words[1])
                : Directory.GetLastWriteTimeUtc(folder) < DateTime.UtcNow.AddDays(-1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody else's, or gone in this moment.
            return false;
        }
    }

    private static int OwnProcess()
    {
        using Process own = Process.GetCurrentProcess();
        return own.Id;
    }
}
