using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace CsePowerShell.Clusters;

/// <summary>
/// This process as others see it in leases, and what can be said about other processes. An operation whose process was killed leaves a lease behind;
/// on the machine where that happened nobody has to wait until it expires.
/// </summary>
internal static class ProcessIdentity
{
    private static readonly ConcurrentDictionary<string, bool> s_live = new(StringComparer.Ordinal);
    private static readonly Lazy<string> s_host = new(HostText);
    private static readonly Lazy<string> s_process = new(() =>
    {
        using Process own = Process.GetCurrentProcess();
        return Describe(own);
    });

    public static Actor Current(string user) => new() { User = user, Host = s_host.Value, Process = s_process.Value };

    /// <summary>Marks an operation as being at work in this process; dispose the result when it no longer is.</summary>
    public static IDisposable Enter(string operationId)
    {
        s_live[operationId] = true;
        return new Leave(operationId);
    }

    /// <summary>Whether the process that ran an operation is certainly gone. Of processes elsewhere nothing is certain.</summary>
    public static bool IsDead(string operationId, Actor actor)
    {
        if (!string.Equals(actor.Host, s_host.Value, StringComparison.Ordinal))
            return false;
        if (string.Equals(actor.Process, s_process.Value, StringComparison.Ordinal))
            return !s_live.ContainsKey(operationId);
        if (!int.TryParse(actor.Process.Split('/')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int id))
            return false;

        try
        {
            using Process other = Process.GetProcessById(id);
            return !string.Equals(Describe(other), actor.Process, StringComparison.Ordinal);
        }
        catch (ArgumentException)
        {
            return true;
        }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It ended meanwhile, or it is somebody else's and may not be looked at: then nothing is certain.
            return false;
        }
    }

    // A process id alone would be taken for alive when the number is used again.
    private static string Describe(Process process) =>
        process.Id.ToString(CultureInfo.InvariantCulture) + "/" + (process.StartTime.ToUniversalTime().Ticks / TimeSpan.TicksPerSecond).ToString("x", CultureInfo.InvariantCulture);

    // Two containers may share a host name, and have process ids of their own; a process of an earlier boot cannot be alive.
    private static string HostText()
    {
        string name = new([.. Environment.MachineName.Where(c => char.IsLetterOrDigit(c) || c is '-' or '.').Take(40)]);
        string place = Read("/proc/sys/kernel/random/boot_id") + ReadLink("/proc/self/ns/pid");
        using var sha = SHA256.Create();
        return name + "/" + string.Concat(sha.ComputeHash(Encoding.UTF8.GetBytes(place)).Take(4).Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
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

    private sealed class Leave(string operationId) : IDisposable
    {
        public void Dispose() => s_live.TryRemove(operationId, out _);
    }
}
