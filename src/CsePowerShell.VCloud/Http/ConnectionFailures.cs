using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace CsePowerShell.VCloud;

/// <summary>Tells from what the platform throws why there is no answer. .NET wraps a SocketException, .NET Framework a WebException.</summary>
internal static class ConnectionFailures
{
    public static VCloudConnectionException Explain(Exception failure, Uri endpoint, CertificateCheck check, Uri? proxy)
    {
        if (proxy is not null && IsOfProxy(failure))
        {
            return new VCloudConnectionException(VCloudConnectionFailure.Proxy, $"The proxy {proxy.Authority} did not let the connection to {endpoint.Authority} through: {Words(failure)}",
                "Check the proxy's address, and the user and password for it.", null, failure)
            { NeverSent = true };
        }

        string server = endpoint.IsDefaultPort ? endpoint.Host : endpoint.Authority;
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            VCloudConnectionException? found = cause switch
            {
                AuthenticationException => Tls(check, server, failure),
                SocketException socket => FromSocket(socket, endpoint.Host, server, failure),
                WebException web => FromWeb(web, endpoint.Host, server, check, failure),
                _ => null,
            };
            if (found is not null)
                return found;
        }

        return Broken(server, failure);
    }

    public static VCloudConnectionException TimedOut(Uri endpoint, TimeSpan limit) =>
        new(VCloudConnectionFailure.Timeout,
            $"The server {endpoint.Host} did not answer within {limit.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} seconds.",
            $"Check that {endpoint.Authority} can be reached from here, or allow more time.");

    // With a proxy of its own the connection is the proxy's, so a socket that fails is, too; what the server's certificate is like shows only behind it.
    private static bool IsOfProxy(Exception failure)
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException)
                return false;
            if (cause is SocketException { SocketErrorCode: not SocketError.ConnectionReset } || cause.Message.IndexOf("proxy", StringComparison.OrdinalIgnoreCase) >= 0)
                return true;
        }

        return false;
    }

    private static string Words(Exception failure)
    {
        Exception last = failure;
        while (last.InnerException is not null)
            last = last.InnerException;
        return RequestFailure.Sentence(last.Message);
    }

    private static VCloudConnectionException? FromSocket(SocketException socket, string host, string server, Exception failure) => socket.SocketErrorCode switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery => Unknown(host, failure),
        SocketError.ConnectionRefused => Refused(server, failure, neverSent: true),
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.NetworkDown => Refused(server, failure, neverSent: false),
        SocketError.TimedOut => new VCloudConnectionException(
            VCloudConnectionFailure.Timeout, $"The server {server} did not answer in time.", "Check that it can be reached from here.", null, failure),
        _ => Broken(server, failure),
    };

    private static VCloudConnectionException? FromWeb(WebException web, string host, string server, CertificateCheck check, Exception failure) => web.Status switch
    {
        WebExceptionStatus.NameResolutionFailure => Unknown(host, failure),
        WebExceptionStatus.TrustFailure or WebExceptionStatus.SecureChannelFailure => Tls(check, server, failure),
        WebExceptionStatus.ConnectFailure when web.InnerException is not SocketException => Refused(server, failure, neverSent: true),
        // The cause is further in.
        _ => null,
    };

    private static VCloudConnectionException Tls(CertificateCheck check, string server, Exception failure) =>
        check.Refusal is { } refusal
            ? new VCloudConnectionException(refusal.Kind, refusal.Summary, refusal.Advice, refusal.Certificate, failure) { NeverSent = true }
            : new VCloudConnectionException(
                VCloudConnectionFailure.NotVCloud,
                $"The server {server} does not speak TLS there, or no version of it that this machine allows.",
                "Check host and port; vCloud Director listens on 443.",
                null,
                failure)
            { NeverSent = true };

    private static VCloudConnectionException Unknown(string host, Exception failure) =>
        new(VCloudConnectionFailure.NameNotResolved, $"The name \"{host}\" is unknown to DNS.", "Check its spelling and this machine's name servers.", null, failure) { NeverSent = true };

    private static VCloudConnectionException Refused(string server, Exception failure, bool neverSent) =>
        new(VCloudConnectionFailure.Refused, $"Nothing answers at {server}.", "Check host and port, and that no firewall is in between.", null, failure) { NeverSent = neverSent };

    private static VCloudConnectionException Broken(string server, Exception failure) =>
        new(VCloudConnectionFailure.Broken, $"The connection to {server} broke before the answer was complete; what was asked for may have been done.", "Try again.", null, failure);
}
