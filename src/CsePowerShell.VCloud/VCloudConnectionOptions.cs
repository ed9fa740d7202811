using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CsePowerShell.VCloud;

/// <summary>Where to connect, as whom, and what to trust. Give <see cref="Password"/> with <see cref="UserName"/>, or <see cref="SessionToken"/>.</summary>
public sealed class VCloudConnectionOptions
{
    /// <summary>The server: <c>host</c>, <c>host:port</c> or <c>https://host[:port][/api]</c>.</summary>
    public string Server { get; set; } = "";

    /// <summary>The port; null takes it from <see cref="Server"/>, else 443.</summary>
    public int? Port { get; set; }

    /// <summary>The organization to log in to; <c>System</c> for a system administrator. Not needed with a session token.</summary>
    public string? Org { get; set; }

    /// <summary>The user's name, without the organization.</summary>
    public string? UserName { get; set; }

    /// <summary>The user's password.</summary>
    public string? Password { get; set; }

    /// <summary>
    /// The token of a session that is open already, as <c>x-vcloud-authorization</c> or as a JWT. It is used, never ended:
    /// whoever opened that session ends it.
    /// </summary>
    public string? SessionToken { get; set; }

    /// <summary>
    /// An API token of a user of <see cref="Org"/> (vCD 10.3.1 and later), which is exchanged for sessions. It is long-lived and as good as a password.
    /// </summary>
    public string? ApiToken { get; set; }

    /// <summary>The HTTP proxy to go through; null for the one the system is set to.</summary>
    public Uri? Proxy { get; set; }

    /// <summary>The user at the proxy; null for none.</summary>
    public string? ProxyUserName { get; set; }

    /// <summary>The password at the proxy.</summary>
    public string? ProxyPassword { get; set; }

    /// <summary>Goes to the server directly, whatever the system is set to.</summary>
    public bool NoProxy { get; set; }

    /// <summary>The API version to speak, such as <c>36.0</c>; null for the highest both sides know.</summary>
    public string? ApiVersion { get; set; }

    /// <summary>Accepts any certificate. For this connection only; a pinned thumbprint, where given, is still demanded.</summary>
    public bool SkipCertificateCheck { get; set; }

    /// <summary>
    /// The SHA-256 (64 digits) or SHA-1 (40 digits) thumbprint of the server's certificate, in hexadecimal, colons allowed.
    /// The certificate with this thumbprint is trusted, and no other one.
    /// </summary>
    public string? CertificateThumbprint { get; set; }

    /// <summary>How long one request may take, answer included; 100 seconds.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>How many connections to the server may be open at a time; 16.</summary>
    public int MaxConnections { get; set; } = 16;

    /// <summary>The largest answer that is read, unpacked, in bytes; 32 MB.</summary>
    public long MaxResponseBytes { get; set; } = 32L * 1024 * 1024;

    /// <summary>Where time comes from: retries, task polling and timeouts wait on it.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Where the client logs. Secrets are taken out before.</summary>
    public ILogger Logger { get; set; } = NullLogger.Instance;

    /// <summary>A folder that gets every body that crossed the wire (<c>NNNN.request.xml</c>, <c>NNNN.response.xml</c>), secrets taken out; null for none.</summary>
    public string? TraceFolder { get; set; }

    internal void Validate()
    {
        if (ApiToken is not null)
        {
            if (SessionToken is not null || Password is not null)
                throw new ArgumentException("Give an API token, a session token or a password, and only one of them.");
            if (ApiToken.Trim().Length == 0 || ApiToken.IndexOfAny(['\r', '\n']) >= 0)
                throw new ArgumentException("The API token is empty or has line breaks in it.");
            if (string.IsNullOrEmpty(Org))
                throw new ArgumentException("Name the organization that the API token belongs to; \"System\" for a system administrator.");
        }
        else if (SessionToken is null)
        {
            if (string.IsNullOrEmpty(UserName) || Password is null)
                throw new ArgumentException("Give a user name and a password, or a session token.");
            if (string.IsNullOrEmpty(Org))
                throw new ArgumentException("Name the organization to log in to; \"System\" for a system administrator.");
            // HTTP Basic ends the user at the first colon: the rest of the name would be taken for the password.
            if (UserName!.IndexOf(':') >= 0 || Org!.IndexOf(':') >= 0)
                throw new ArgumentException("A user name or organization with a colon cannot be used to log in. Adopt a session by its token instead.");
        }
        else if (SessionToken.Trim().Length == 0 || SessionToken.IndexOfAny(['\r', '\n']) >= 0)
        {
            throw new ArgumentException("The session token is empty or has line breaks in it.");
        }
        else if (Password is not null)
        {
            throw new ArgumentException("Give a password or a session token, not both.");
        }

        if (NoProxy && Proxy is not null)
            throw new ArgumentException("Give a proxy, or that there is none, not both.");
        if (Proxy is not null && (!Proxy.IsAbsoluteUri || Proxy.Scheme is not ("http" or "https")))
            throw new ArgumentException("A proxy is an address such as http://proxy.example.com:3128.");
        if (RequestTimeout <= TimeSpan.Zero)
            throw new ArgumentException("The time limit of a request has to be more than nothing.");
        if (Clock is null || Logger is null)
            throw new ArgumentException("Clock and Logger must not be null.");
    }
}
