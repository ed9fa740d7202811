namespace CsePowerShell.VCloud;

/// <summary>Why a connection did not come about, or did not last.</summary>
public enum VCloudConnectionFailure
{
    /// <summary>The connection broke before the answer was complete.</summary>
    Broken,

    /// <summary>The host name is unknown to DNS, or DNS did not answer.</summary>
    NameNotResolved,

    /// <summary>The host is there, and nothing listens at the port.</summary>
    Refused,

    /// <summary>There is no route to the host, or a router or firewall said that there is none.</summary>
    Unreachable,

    /// <summary>There was no answer in time.</summary>
    Timeout,

    /// <summary>The certificate is trusted, but made for another name.</summary>
    TlsName,

    /// <summary>The certificate is not trusted: unknown issuer, expired, or not the pinned one.</summary>
    TlsChain,

    /// <summary>The server shows another certificate than the one whose thumbprint was given. Either it was renewed, or somebody stands in between.</summary>
    TlsPin,

    /// <summary>Both sides speak TLS, but have no version or cipher of it in common.</summary>
    TlsProtocol,

    /// <summary>A server answered, but it is not a vCloud Director.</summary>
    NotVCloud,

    /// <summary>The proxy cannot be reached, or refuses to go to the server.</summary>
    Proxy,

    /// <summary>The proxy wants a user and password, or does not take those that it got (HTTP 407).</summary>
    ProxyCredential,
}

/// <summary>The certificate a server showed.</summary>
/// <param name="subject">Whom it was made for.</param>
/// <param name="issuer">Who signed it.</param>
/// <param name="sha256Thumbprint">SHA-256 of the certificate, in hexadecimal.</param>
/// <param name="sha1Thumbprint">SHA-1 of the certificate, in hexadecimal.</param>
/// <param name="notAfter">When it expires.</param>
public sealed class VCloudCertificate(string subject, string issuer, string sha256Thumbprint, string sha1Thumbprint, DateTimeOffset notAfter)
{
    /// <summary>Whom it was made for.</summary>
    public string Subject { get; } = subject;

    /// <summary>Who signed it.</summary>
    public string Issuer { get; } = issuer;

    /// <summary>SHA-256 of the certificate, in hexadecimal: what to pin.</summary>
    public string Sha256Thumbprint { get; } = sha256Thumbprint;

    /// <summary>SHA-1 of the certificate, in hexadecimal.</summary>
    public string Sha1Thumbprint { get; } = sha1Thumbprint;

    /// <summary>When it expires.</summary>
    public DateTimeOffset NotAfter { get; } = notAfter;
}

/// <summary>The server could not be reached, was not trusted, or is not a vCloud Director.</summary>
public sealed class VCloudConnectionException : VCloudException
{
    internal VCloudConnectionException(VCloudConnectionFailure kind, string summary, string advice, VCloudCertificate? certificate = null, Exception? inner = null)
        : base(summary, advice, inner)
    {
        Kind = kind;
        Certificate = certificate;
    }

    /// <summary>What went wrong.</summary>
    public VCloudConnectionFailure Kind { get; }

    /// <summary>The certificate that was not accepted; null when it was not about TLS.</summary>
    public VCloudCertificate? Certificate { get; }

    /// <summary>True when the request certainly did not reach the server, so that a repeat cannot do anything twice.</summary>
    internal bool NeverSent { get; init; }
}
