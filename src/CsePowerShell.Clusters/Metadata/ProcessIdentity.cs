using System.Collections.Concurrent;
using CsePowerShell.Guest;

namespace CsePowerShell.Clusters;

/// <summary>
/// This process as others see it in leases, and what can be said about other processes. An operation whose process was killed leaves a lease behind;
/// on the machine where that happened nobody has to wait until it expires.
/// </summary>
internal static class ProcessIdentity
{
    private static readonly ConcurrentDictionary<string, bool> s_live = new(StringComparer.Ordinal);
    private static readonly Lazy<string> s_host = new(HostText);

    public static Actor Current(string user) => new() { User = user, Host = s_host.Value, Process = ProcessMark.Own };

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
        if (string.Equals(actor.Process, ProcessMark.Own, StringComparison.Ordinal))
            return !s_live.ContainsKey(operationId);
        return ProcessMark.IsGone(actor.Process);
    }

    // Two containers may share a host name.
    private static string HostText() =>
        new string([.. Environment.MachineName.Where(c => char.IsLetterOrDigit(c) || c is '-' or '.').Take(40)]) + "/" + ProcessMark.Place;

    private sealed class Leave(string operationId) : IDisposable
    {
        public void Dispose() => s_live.TryRemove(operationId, out _);
    }
}
