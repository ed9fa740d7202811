using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace CsePowerShell.Guest;

/// <summary>
/// How a process is recognized by another one: its id, and its start, since a process id alone would be taken for alive when the number is used again; and the
/// place where ids count, since two containers have ids of their own, and a process of an earlier boot cannot be alive.
/// </summary>
internal static class ProcessMark
{
    private static readonly Lazy<string> s_own = new(() =>
    {
        using Process own = Process.GetCurrentProcess();
        return Of(own);
    });

    private static readonly Lazy<string> s_place = new(() =>
    {
        using var sha = SHA256.Create();
        byte[] hash = sha.ComputeHash(Encoding.UTF8.GetBytes(Read("/proc/sys/kernel/random/boot_id") + ReadLink("/proc/self/ns/pid")));
        return string.Concat(hash.Take(4).Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
    });

    /// <summary>This process, as <c>id/start</c>.</summary>
    public static string Own => s_own.Value;

    /// <summary>This boot and, on Linux, this process namespace: eight hexadecimal digits.</summary>
    public static string Place => s_place.Value;

    public static string Of(Process process) =>
        process.Id.ToString(CultureInfo.InvariantCulture) + "/" + (process.StartTime.ToUniversalTime().Ticks / TimeSpan.TicksPerSecond).ToString("x", CultureInfo.InvariantCulture);

    /// <summary>Whether a process of this place has certainly ended.</summary>
    public static bool IsGone(string mark)
    {
        if (!int.TryParse(mark.Split('/')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int id))
            return false;
        try
        {
            using Process other = Process.GetProcessById(id);
            return !string.Equals(Of(other), mark, StringComparison.Ordinal);
        }
        catch (ArgumentException)
        {
            return true;
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception)
        {
            // It ended meanwhile, or it is somebody else's and may not be looked at: then nothing is certain.
            return false;
        }
    }

    private static string Read(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : "";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string ReadLink(string path)
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux))
            return "";
        byte[] buffer = new byte[256];
        try
        {
            int length = (int)ReadLinkNative(path, buffer, (IntPtr)buffer.Length);
            return length > 0 ? Encoding.ASCII.GetString(buffer, 0, length) : "";
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            return "";
        }
    }

    [DllImport("libc", EntryPoint = "readlink", CharSet = CharSet.Ansi)]
    private static extern IntPtr ReadLinkNative(string path, byte[] buffer, IntPtr size);
}
