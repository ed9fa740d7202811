using Microsoft.Extensions.Logging;

namespace CsePowerShell.VCloud;

/// <summary>What the client logs.</summary>
internal static partial class HttpLog
{
    [LoggerMessage(1, LogLevel.Debug, "{Request}: HTTP {Status} after {Milliseconds} ms, {Bytes} bytes, request id {RequestId}")]
    public static partial void Answered(this ILogger logger, string request, int status, long milliseconds, int bytes, string? requestId);

    [LoggerMessage(2, LogLevel.Debug, "{Request}: no answer after {Milliseconds} ms: {Failure}")]
    public static partial void NotAnswered(this ILogger logger, string request, long milliseconds, string failure);

    [LoggerMessage(3, LogLevel.Information, "{Request}: {Why}; trying again in {Milliseconds} ms (repeat {Repeat})")]
    public static partial void Repeating(this ILogger logger, string request, string why, long milliseconds, int repeat);

    [LoggerMessage(4, LogLevel.Trace, "{Request}: sending {Body}")]
    public static partial void SendingBody(this ILogger logger, string request, string body);

    [LoggerMessage(5, LogLevel.Trace, "{Request}: received {Body}")]
    public static partial void ReceivedBody(this ILogger logger, string request, string body);

    [LoggerMessage(6, LogLevel.Warning, "The certificate of {Host} is not checked, because the caller said so")]
    public static partial void CertificateNotChecked(this ILogger logger, string host);

    [LoggerMessage(10, LogLevel.Information, "Connected to {Host} as {User} of {Org}, API version {Version}")]
    public static partial void Connected(this ILogger logger, string host, string user, string org, string version);

    [LoggerMessage(11, LogLevel.Warning, "{Host} calls API version {Version} deprecated and offers no other one that this client knows: a later release of vCloud Director may not have it any more")]
    public static partial void VersionDeprecated(this ILogger logger, string host, string version);

    [LoggerMessage(12, LogLevel.Information, "The session had expired and was renewed")]
    public static partial void SessionRenewed(this ILogger logger);

    [LoggerMessage(13, LogLevel.Information, "Logging in at {Path} is not offered (HTTP {Status}); trying the other way")]
    public static partial void LoginRouteMissing(this ILogger logger, string path, int status);

    [LoggerMessage(14, LogLevel.Warning, "The connection was given up without logging out; its session is being ended in the background")]
    public static partial void DisposedWithoutLogout(this ILogger logger);

    [LoggerMessage(15, LogLevel.Warning, "A session could not be ended and stays open on the server until it expires: {Failure}")]
    public static partial void SessionLeftOpen(this ILogger logger, string failure);

    [LoggerMessage(20, LogLevel.Debug, "{Type}: {Before} records at first, {After} later: reading the list once more for what moved between the pages")]
    public static partial void ListShrank(this ILogger logger, string type, int before, int after);
}
