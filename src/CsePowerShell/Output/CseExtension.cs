namespace CsePowerShell;

/// <summary>The API extension as it is registered, and how it does.</summary>
public sealed class CseExtension
{
    /// <summary>Name of the service in vCD.</summary>
    public string Name { get; set; } = "";

    /// <summary>URN of the service in vCD.</summary>
    public string Id { get; set; } = "";

    /// <summary>Address of the service in the vCloud API.</summary>
    public string Href { get; set; } = "";

    /// <summary>Serving, Disabled (for tenants), NoHost (nobody answers), Off (vCD hands no requests over), or Registered where hosts were not asked.</summary>
    public string State { get; set; } = "";

    /// <summary>Whether vCD hands requests over. Enable-CseExtension and Disable-CseExtension leave it on, or the request to enable could not arrive.</summary>
    public bool IsEnabledInVcd { get; set; }

    /// <summary>Whether tenants are to be served, as Enable-CseExtension and Disable-CseExtension say.</summary>
    public bool IsServingTenants { get; set; } = true;

    /// <summary>Namespace in vCD.</summary>
    public string Namespace { get; set; } = "";

    /// <summary>Exchange that vCD publishes requests to.</summary>
    public string Exchange { get; set; } = "";

    /// <summary>Routing key of the requests.</summary>
    public string RoutingKey { get; set; } = "";

    /// <summary>0 to 100.</summary>
    public int Priority { get; set; }

    /// <summary>Regular expressions of the paths that the service answers.</summary>
    public string[] UrlPattern { get; set; } = [];

    /// <summary>Full name of the right that callers need.</summary>
    public string Right { get; set; } = "";

    /// <summary>Whether vCD has that right.</summary>
    public bool HasRight { get; set; }

    /// <summary>How vCD itself reaches the broker: user, host, port, virtual host, TLS.</summary>
    public string VcdBroker { get; set; } = "";

    /// <summary>Hosts that answered.</summary>
    public CseServiceStatus[] Hosts { get; set; } = [];

    /// <summary>Requests that wait on the broker; null when nobody could say.</summary>
    public long? RequestsWaiting { get; set; }

    /// <summary>Jobs that wait on the broker; null when nobody could say.</summary>
    public long? JobsWaiting { get; set; }

    /// <summary>Jobs that were set aside after they failed again and again; null when nobody could say.</summary>
    public long? JobsFailed { get; set; }

    /// <summary>The connection it was read from: <see cref="CseServer.Id"/>.</summary>
    public string Server { get; set; } = "";

    /// <inheritdoc/>
    public override string ToString() => Name;
}
