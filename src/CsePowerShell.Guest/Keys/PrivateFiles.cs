using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace CsePowerShell.Guest;

/// <summary>Files and folders that only their owner may read: modes on Unix, access lists on Windows. The one place that knows the difference.</summary>
internal static class PrivateFiles
{
    public static bool IsWindows { get; } = RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

    /// <summary>Makes a folder of mode 0700; fails if it exists, so nobody can have prepared it.</summary>
    public static void CreateFolder(string path)
    {
        string? parent = Path.GetDirectoryName(path);
        if (!string.IsNullOrEmpty(parent) && !Directory.Exists(parent))
            Directory.CreateDirectory(parent);
        if (IsWindows)
        {
            if (Directory.Exists(path))
                throw new IOException($"The folder '{path}' exists already.");
            Directory.CreateDirectory(path);
            KeepToOwner(path, "(OI)(CI)F");
            return;
        }

        if (NativeMethods.MakeFolder(Encoding.UTF8.GetBytes(path + "\0"), 0x1C0 /* 0700 */) != 0)
            throw new IOException($"The folder '{path}' could not be made: {new Win32Exception(Marshal.GetLastWin32Error()).Message}.");
    }

    /// <summary>Writes a new file of mode 0600 (0700 if it is to be run); the mode is set while it is still empty.</summary>
    public static void Write(string path, string content, bool executable = false)
    {
        using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        if (IsWindows)
            KeepToOwner(path, "F");
        else if (NativeMethods.SetMode(Encoding.UTF8.GetBytes(path + "\0"), executable ? 0x1C0u : 0x180u) != 0)
            throw new IOException($"The mode of '{path}' could not be set: {new Win32Exception(Marshal.GetLastWin32Error()).Message}.");
        byte[] bytes = new UTF8Encoding(false).GetBytes(content);
        file.Write(bytes, 0, bytes.Length);
        // A file that is renamed over another must have its content on the disk first, else a power cut leaves an empty one.
        file.Flush(flushToDisk: true);
    }

    /// <summary>Takes every right from everybody but the owner. For a file that Windows has put in the place of another: it takes over the access list of that one.</summary>
    public static void TakeFromOthers(string path)
    {
        if (IsWindows)
            KeepToOwner(path, "F");
        else if (NativeMethods.SetMode(Encoding.UTF8.GetBytes(path + "\0"), 0x180u) != 0)
            throw new IOException($"The mode of '{path}' could not be set: {new Win32Exception(Marshal.GetLastWin32Error()).Message}.");
    }

    /// <summary>True when group or others have any right; OpenSSH refuses such a private key. On Windows ssh.exe itself judges the access list.</summary>
    public static bool MayBeReadByOthers(string path)
    {
        // netstandard2.0 cannot ask for a mode, but every runtime that runs this on Unix can.
        MethodInfo? getMode = IsWindows ? null : typeof(File).GetMethod("GetUnixFileMode", [typeof(string)]);
        return getMode is not null && (Convert.ToInt32(getMode.Invoke(null, [path]), System.Globalization.CultureInfo.InvariantCulture) & 0x3F /* 0077 */) != 0;
    }

    private static void KeepToOwner(string path, string rights)
    {
        ProcessStartInfo start = new("icacls.exe")
        {
            Arguments = ProcessArguments.Join([path, "/inheritance:r", "/grant:r", $"{Environment.UserDomainName}\\{Environment.UserName}:{rights}"]),
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        if (!process.WaitForExit(10_000) || process.ExitCode != 0)
            throw new IOException($"The access list of '{path}' could not be set.");
    }

    private static class NativeMethods
    {
        [DllImport("libc", EntryPoint = "mkdir", SetLastError = true)]
        public static extern int MakeFolder(byte[] path, uint mode);

        [DllImport("libc", EntryPoint = "chmod", SetLastError = true)]
        public static extern int SetMode(byte[] path, uint mode);
    }
}
