using System.Globalization;
using CsePowerShell.Guest;
using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>Gives every failure of the layers below its code. One table, so that the same failure has the same code wherever it happens.</summary>
public static class ClusterErrors
{
    /// <summary>The failure as a <see cref="ClusterException"/>; one that is one already comes back as it is.</summary>
    /// <param name="error">What happened.</param>
    /// <param name="step">The step at which it happened; null when it is not known.</param>
    /// <param name="elapsed">How long the step had taken; null when it is not known.</param>
    public static ClusterException From(Exception error, string? step = null, TimeSpan? elapsed = null)
    {
        ClusterException result = error switch
        {
            ClusterException known => known,
            GuestException guest => FromGuest(guest),
            OvfPackageException package => new ClusterException(ErrorCodes.ValidationFailed, package.Summary, package.Advice, package),
            VCloudException vcd => FromVCloud(vcd, step, elapsed),
            ManagementKeyException key => new ClusterException(ErrorCodes.ValidationFailed, key.Message, inner: key),
            GuestShellUnavailableException shell => new ClusterException(ErrorCodes.VersionUnsupported, shell.Message, inner: shell),
            KubernetesVersionNotSupportedException version => new ClusterException(ErrorCodes.VersionUnsupported, version.Message, inner: version),
            _ => new ClusterException(ErrorCodes.Internal, $"Something went wrong that was not foreseen: {error.Message}", "Run the same command again; if it fails again, report it with the log.", error),
        };
        result.Step ??= step;
        result.Elapsed ??= elapsed;
        return result;
    }

    /// <summary>A step that took too long, said in the same way everywhere.</summary>
    internal static ClusterException Deadline(string step, string? node, TimeSpan elapsed, string? detail = null)
    {
        string where = node is null ? "" : $" on node \"{node}\"";
        string more = detail is null ? "" : " " + detail;
        return new ClusterException(ErrorCodes.DeadlineExceeded, $"{step}{where} was not done after {Seconds(elapsed)}.{more}", "Look at what it waits for, and run the same command again.")
        {
            Step = step,
            Node = node,
            Elapsed = elapsed,
        };
    }

    internal static string Seconds(TimeSpan time) => time.TotalSeconds < 120
        ? time.TotalSeconds.ToString("0", CultureInfo.InvariantCulture) + " s"
        : time.TotalMinutes.ToString("0.#", CultureInfo.InvariantCulture) + " min";

    private static ClusterException FromGuest(GuestException error)
    {
        string code = error switch
        {
            GuestUnreachableException or GuestConnectionLostException => ErrorCodes.GuestUnreachable,
            GuestHostKeyChangedException => ErrorCodes.GuestHostKeyChanged,
            GuestAuthenticationException => ErrorCodes.Forbidden,
            GuestDeadlineException => ErrorCodes.DeadlineExceeded,
            _ => ErrorCodes.GuestScriptFailed,
        };
        var result = new ClusterException(code, error.Message, inner: error) { Node = error.NodeName };
        switch (error)
        {
            case GuestScriptException script:
                (result.Step, result.Elapsed, result.LastLines) = (script.Step, script.Elapsed, script.LastLines);
                break;
            case GuestDeadlineException deadline:
                (result.Step, result.Elapsed, result.LastLines) = (deadline.Step, deadline.Elapsed, deadline.LastLines);
                break;
        }

        return result;
    }

    private static ClusterException FromVCloud(VCloudException error, string? step, TimeSpan? elapsed)
    {
        (string code, string hint) = error switch
        {
            VCloudAuthenticationException => (ErrorCodes.Unauthenticated, "Connect again with Connect-CseServer."),
            VCloudLinkMissingException => (ErrorCodes.Forbidden, ""),
            VCloudForbiddenException => (ErrorCodes.Forbidden, ""),
            VCloudBusyException => (ErrorCodes.ClusterBusy, "Wait until vCD has finished its task on the vApp, and run the same command again."),
            VCloudTaskTimeoutException => (ErrorCodes.DeadlineExceeded, ""),
            VCloudVersionException => (ErrorCodes.VersionUnsupported, ""),
            VCloudConnectionException { Kind: VCloudConnectionFailure.TlsChain or VCloudConnectionFailure.TlsName or VCloudConnectionFailure.TlsPin } => (ErrorCodes.CertificateUntrusted, ""),
            VCloudConnectionException => (ErrorCodes.VcdUnavailable, ""),
            _ when IsAboutAddresses(error) => (ErrorCodes.AddressesExhausted, "Ask for fewer nodes, take another network, or have its address pool enlarged."),
            _ when error.MinorErrorCode == "OPERATION_LIMITS_EXCEEDED" => (ErrorCodes.QuotaExceeded, "Ask for less, or have the quota raised."),
            _ when error.HttpStatus is 429 => (ErrorCodes.TooManyRequests, "Try again a little later."),
            _ when error.HttpStatus is 502 or 503 or 504 => (ErrorCodes.VcdUnavailable, "Try again a little later."),
            _ => (ErrorCodes.VcdError, ""),
        };
        string message = step is null || elapsed is not { } time ? error.Summary : $"{step} failed after {Seconds(time)}: {error.Summary}";
        return new ClusterException(code, message, hint.Length > 0 ? hint : error.Advice, error)
        {
            VcdMajorErrorCode = error.MajorErrorCode == 0 ? null : error.MajorErrorCode,
            VcdMinorErrorCode = error.MinorErrorCode,
            VcdRequestId = error.RequestId,
        };
    }

    // vCD has no minor code for it; the words are those of a full static pool.
    private static bool IsAboutAddresses(VCloudException error)
    {
        string text = error.ServerMessage ?? error.Message;
        return text.IndexOf("IP address", StringComparison.OrdinalIgnoreCase) >= 0
            && new[] { "no free", "no more", "not enough", "exhausted", "no available" }.Any(words => text.IndexOf(words, StringComparison.OrdinalIgnoreCase) >= 0);
    }
}
