using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace CsePowerShell.VCloud;

/// <summary>Tells from what the platform throws why there is no answer. .NET wraps a SocketException, .NET Framework a WebException.</summary>
internal static class ConnectionFailures
{
    private static readonly string[] s_wordsOfOtherTls =
        ["protocol version", "unsupported protocol", "no protocols available", "handshake failure", "handshake_failure", "no shared cipher", "insufficient security", "common algorithm"];

    public static VCloudConnectionException Explain(Exception failure, Uri endpoint, CertificateCheck check, Uri? proxy)
    {
        if (proxy is not null && IsOfProxy(failure))
            return OfProxy(proxy, endpoint, failure);

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

    /// <summary>The proxy answered with 407, to a tunnel or to a request.</summary>
    public static VCloudConnectionException ProxyWantsCredential(Uri proxy, Uri endpoint, Exception? failure) =>
        new(VCloudConnectionFailure.ProxyCredential,
            $"The proxy {proxy.Authority} wants a user and password before it lets the connection to {endpoint.Authority} through, and did not get any that it takes (HTTP 407).",
            "Give the user and password for the proxy.", null, failure)
        { NeverSent = true };

    public static VCloudConnectionException TimedOut(Uri endpoint, TimeSpan limit) =>
        new(VCloudConnectionFailure.Timeout,
            $"The server {endpoint.Host} did not answer within {limit.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} seconds.",
            $"Check that {endpoint.Authority} can be reached from here, or allow more time.");

    // With a proxy of its own the connection is the proxy's, so one that does not come about is, too. What the server's certificate is like shows only behind it, and
    // which of the two broke a connection that there was nobody can tell.
    private static bool IsOfProxy(Exception failure)
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException)
                return false;
            if (cause is SocketException socket && IsBeforeConnecting(socket.SocketErrorCode))
                return true;
            if (cause is not SocketException && cause.Message.IndexOf("proxy", StringComparison.OrdinalIgnoreCase) >= 0)
                return true;
        }

        return false;
    }

    private static VCloudConnectionException OfProxy(Uri proxy, Uri endpoint, Exception failure)
    {
        // Both platforms tell the status in the text alone: "failed with status code '407'", "(407) Proxy Authentication Required". The digits may be in a port, too.
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause.Message.Contains("'407'") || cause.Message.Contains("(407)"))
                return ProxyWantsCredential(proxy, endpoint, failure);
        }

        return new VCloudConnectionException(VCloudConnectionFailure.Proxy, $"The proxy {proxy.Authority} did not let the connection to {endpoint.Authority} through: {Words(failure)}",
            "Check the proxy's address, and whether it may go to that server.", null, failure)
        { NeverSent = true };
    }

    private static bool IsBeforeConnecting(SocketError error) => error is SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery
        or SocketError.ConnectionRefused or SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.NetworkDown or SocketError.TimedOut;

    private static string Words(Exception failure)
    {
        Exception last = failure;
        while (last.InnerException is not null)
            last = last.InnerException;
        return RequestFailure.Sentence(last.Message);
    }

    private static VCloudConnectionException? FromSocket(SocketException socket, string host, string server, Exception failure) => socket.SocketErrorCode switch
    {
        SocketError.HostNotFound or SocketError.NoData => Unknown(host, failure),
        // A machine without a network, or whose name servers are silent, cannot say that a name is unknown.
        SocketError.TryAgain or SocketError.NoRecovery => NoNameService(host, failure),
        SocketError.ConnectionRefused => Refused(server, failure),
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.NetworkDown => Unreachable(server, failure),
        SocketError.TimedOut => new VCloudConnectionException(
            VCloudConnectionFailure.Timeout, $"The server {server} did not answer in time.", "Check that it can be reached from here.", null, failure),
        _ => Broken(server, failure),
    };

    private static VCloudConnectionException? FromWeb(WebException web, string host, string server, CertificateCheck check, Exception failure) => web.Status switch
    {
        WebExceptionStatus.NameResolutionFailure => Unknown(host, failure),
        WebExceptionStatus.TrustFailure or WebExceptionStatus.SecureChannelFailure => Tls(check, server, failure),
        WebExceptionStatus.ConnectFailure when web.InnerException is not SocketException => Refused(server, failure),
        // The cause is further in.
        _ => null,
    };

    private static VCloudConnectionException Tls(CertificateCheck check, string server, Exception failure)
    {
        if (check.Refusal is { } refusal)
            return new VCloudConnectionException(refusal.Kind, refusal.Summary, refusal.Advice, refusal.Certificate, failure) { NeverSent = true };
        return SpeaksOtherTls(failure)
            ? new VCloudConnectionException(
                VCloudConnectionFailure.TlsProtocol,
                $"The server {server} speaks TLS, but no version or cipher of it that this machine allows.",
                "vCloud Director speaks TLS 1.2 and later: look at what the server and anything in between are set to.",
                null,
                failure)
            { NeverSent = true }
            : new VCloudConnectionException(
                VCloudConnectionFailure.NotVCloud,
                $"The server {server} does not speak TLS there.",
                "Check host and port; vCloud Director listens on 443.",
                null,
                failure)
            { NeverSent = true };
    }

    // No platform has a type for it: OpenSSL names the alert, Windows a missing common algorithm.
    private static bool SpeaksOtherTls(Exception failure)
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (s_wordsOfOtherTls.Any(words => cause.Message.IndexOf(words, StringComparison.OrdinalIgnoreCase) >= 0))
                return true;
        }

        return false;
    }

    private static VCloudConnectionException Unknown(string host, Exception failure) =>
        new(VCloudConnectionFailure.NameNotResolved, $"The name \"{host}\" is unknown to DNS.", "Check its spelling and this machine's name servers.", null, failure) { NeverSent = true };

    private static VCloudConnectionException NoNameService(string host, Exception failure) =>
        new(VCloudConnectionFailure.NameNotResolved, $"The name \"{host}\" cannot be looked up: no DNS server answers.", "Check this machine's network and its name servers.", null, failure) { NeverSent = true };

    private static VCloudConnectionException Refused(string server, Exception failure) =>
        new(VCloudConnectionFailure.Refused, $"Nothing listens at {server}.", "Check host and port, and that no firewall is in between.", null, failure) { NeverSent = true };

    private static VCloudConnectionException Unreachable(string server, Exception failure) =>
        new(VCloudConnectionFailure.Unreachable, $"There is no way to {server} from here.", "Check this machine's network, its routes or VPN, and the firewalls in between.", null, failure);

    private static VCloudConnectionException Broken(string server, Exception failure) =>
        new(VCloudConnectionFailure.Broken, $"The connection to {server} broke before the answer was complete; what was asked for may have been done.", "Try again.", null, failure);
}
