using System.Net;
using System.Net.Http;
using System.Runtime.InteropServices;
using System.Security.Authentication;

namespace CsePowerShell.VCloud;

/// <summary>
/// Makes the handler of one client. Everything is set on the handler: what <c>ServicePointManager</c> holds belongs to the whole process,
/// PowerShell and other modules included.
/// </summary>
internal static class ConnectionHandler
{
    public static HttpClientHandler Create(Uri endpoint, CertificateCheck check, VCloudConnectionOptions options)
    {
        int maxConnections = Math.Max(1, options.MaxConnections);
        var handler = new HttpClientHandler
        {
            // A redirect would carry the token to wherever the answer says.
            AllowAutoRedirect = false,
            // vCD 5.1 sets the token as a cookie, too; it travels in the header only.
            UseCookies = false,
            // Unpacked by BodyReader, which counts what came over the wire and stops in time.
            AutomaticDecompression = DecompressionMethods.None,
            UseProxy = options.Proxy is not null || (!options.NoProxy && !endpoint.IsLoopback),
            Proxy = ProxyOf(options),
            ServerCertificateCustomValidationCallback = (_, certificate, chain, errors) => check.Accept(certificate, chain, errors),
        };
        if (RuntimeInformation.FrameworkDescription.StartsWith(".NET Framework", StringComparison.Ordinal))
            SetUpFramework(handler, endpoint, maxConnections);
        else
            handler.MaxConnectionsPerServer = maxConnections;
        return handler;
    }

    /// <summary>The proxy that was named; null for the system's. Its password goes to it and to nobody else.</summary>
    private static WebProxy? ProxyOf(VCloudConnectionOptions options) => options.Proxy is not { } address ? null : new WebProxy(address)
    {
        Credentials = options.ProxyUserName is { } user ? new NetworkCredential(user, options.ProxyPassword ?? "") : null,
    };

    /// <summary>
    /// .NET Framework opens two connections per server unless told otherwise, and Windows PowerShell's process starts with old TLS versions.
    /// </summary>
    private static void SetUpFramework(HttpClientHandler handler, Uri endpoint, int maxConnections)
    {
        handler.SslProtocols = SslProtocols.Tls12;
        try
        {
            handler.MaxConnectionsPerServer = maxConnections;
        }
        catch (PlatformNotSupportedException)
        {
            // Before 4.7.1 the limit is on the service point, of which there is one per scheme, host and port: still nobody else's.
            ServicePointManager.FindServicePoint(endpoint).ConnectionLimit = maxConnections;
        }
    }
}
