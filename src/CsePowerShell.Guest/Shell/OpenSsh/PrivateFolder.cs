using System.Diagnostics;
using System.Globalization;

namespace CsePowerShell.Guest;

/// <summary>A connection's own folder for its configuration, known hosts and socket; nobody else may look into it, and it goes with the connection.</summary>
internal sealed class PrivateFolder : IDisposable
{
    private const string Prefix = "cse-";

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

    // A process that was killed could not clean up after itself: its folders carry its id. A day's grace, because another container may share the folder but not the ids.
    private static void Sweep(string root)
    {
        foreach (string folder in Directory.EnumerateDirectories(root, Prefix + "*-*"))
        {
            string[] parts = System.IO.Path.GetFileName(folder).Split('-');
            if (parts.Length != 3 || parts[2].Length != 12 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                || IsAlive(id) || Directory.GetLastWriteTimeUtc(folder) > DateTime.UtcNow.AddDays(-1))
                continue;
            new PrivateFolder(folder).Dispose();
        }
    }

    private static int OwnProcess()
    {
        using Process own = Process.GetCurrentProcess();
        return own.Id;
    }

    private static bool IsAlive(int id)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
