using System.Globalization;

namespace CsePowerShell.VCloud;

/// <summary>Reads the server as people write it: <c>host</c>, <c>host:port</c>, <c>https://host/api</c>, <c>[::1]:8443</c>.</summary>
internal static class ServerAddress
{
    public static Uri Parse(string server, int? port)
    {
        string text = (server ?? "").Trim();
        if (text.Length == 0)
            throw new ArgumentException("Name the server to connect to, such as vcd.example.com.");
        bool hasScheme = text.IndexOf("://", StringComparison.Ordinal) >= 0;
        if (!Uri.TryCreate(hasScheme ? text : "https://" + text, UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0 || uri.UserInfo.Length > 0)
            throw new ArgumentException($"\"{text}\" is not the name of a server. Write host, host:port or https://host:port.");
        if (uri.Scheme != Uri.UriSchemeHttps && !(uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
            throw new ArgumentException($"\"{text}\" would send the password in clear. Write https://{uri.Host}.");
        if (port is < 1 or > 65535)
            throw new ArgumentException($"{port.Value.ToString(CultureInfo.InvariantCulture)} is not a TCP port.");
        return new UriBuilder(uri.Scheme, uri.Host, port ?? uri.Port, "/").Uri;
    }
}
