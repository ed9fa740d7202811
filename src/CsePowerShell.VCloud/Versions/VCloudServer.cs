namespace CsePowerShell.VCloud;

/// <summary>The server a client talks to, and the API version both agreed on.</summary>
public sealed class VCloudServer
{
    internal VCloudServer(Uri endpoint, ApiVersion version, bool isDeprecated, IReadOnlyList<string> supported)
    {
        Endpoint = endpoint;
        Version = version;
        IsApiVersionDeprecated = isDeprecated;
        SupportedVersions = supported;
    }

    /// <summary>The server's address, <c>https://host[:port]/</c>.</summary>
    public Uri Endpoint { get; }

    /// <summary>The host name or address that was asked for.</summary>
    public string Host => Endpoint.Host;

    /// <summary>The TCP port.</summary>
    public int Port => Endpoint.Port;

    /// <summary>The API version in use, such as <c>36.0</c>.</summary>
    public string ApiVersion => Version.ToString();

    /// <summary>True when the server calls this version deprecated: the next release of vCD may not have it any more.</summary>
    public bool IsApiVersionDeprecated { get; }

    /// <summary>All versions the server speaks, deprecated ones included, alpha versions left out.</summary>
    public IReadOnlyList<string> SupportedVersions { get; }

    internal ApiVersion Version { get; }
}
