namespace CsePowerShell;

/// <summary>A connection to a vCloud Director server, as Connect-CseServer returns it. It holds no token and no password.</summary>
public sealed class CseServer
{
    private Func<bool>? _isConnected;
    private Func<long>? _requestCount;
    private bool _wasConnected;
    private long _requests;

    /// <summary>What a -Server parameter takes: <c>host/org/user</c>, or <c>host:port/org/user</c>. Unique in this process.</summary>
    public string Id { get; set; } = "";

    /// <summary>Host name or address, with the port where it is not 443.</summary>
    public string Name { get; set; } = "";

    /// <summary>TCP port.</summary>
    public int Port { get; set; }

    /// <summary>Organization of the session; <c>System</c> for provider administrators.</summary>
    public string Org { get; set; } = "";

    /// <summary>User of the session.</summary>
    public string User { get; set; } = "";

    /// <summary>Whether it is a provider session, which sees all organizations.</summary>
    public bool IsSystem { get; set; }

    /// <summary>vCloud API version that was agreed on, such as <c>36.3</c>.</summary>
    public string ApiVersion { get; set; } = "";

    /// <summary>Whether the server calls that version deprecated: the next release of vCloud Director may not have it any more.</summary>
    public bool IsApiVersionDeprecated { get; set; }

    /// <summary>Who does the work: <c>Service</c> (the API extension) or <c>Direct</c> (this process). What a cmdlet's -Mode overrides.</summary>
    public string Mode { get; set; } = nameof(CseMode.Direct);

    /// <summary>
    /// What answered at /api/cse when the connection was made: None (no extension), Enabled, Disabled, Silent (registered, but no answer), Foreign (another
    /// product, such as CSE 1.x), or Unknown (not asked, because of -Mode Direct).
    /// </summary>
    public string ExtensionState { get; set; } = "Unknown";

    /// <summary>Version of the API extension; null where none answered.</summary>
    public string? ExtensionVersion { get; set; }

    /// <summary>Whether the session is open. False after Disconnect-CseServer.</summary>
    public bool IsConnected
    {
        get => _isConnected?.Invoke() ?? _wasConnected;
        set => (_isConnected, _wasConnected) = (null, value);
    }

    /// <summary>HTTP requests that this connection has sent so far.</summary>
    public long RequestCount
    {
        get => _requestCount?.Invoke() ?? _requests;
        set => (_requestCount, _requests) = (null, value);
    }

    /// <summary>When the session was opened.</summary>
    public DateTime ConnectedAt { get; set; }

    /// <summary>File of the private key for node access; null: the engine's default in the user's profile.</summary>
    public string? SshKeyPath { get; set; }

    /// <summary>Port of the nodes' SSH servers.</summary>
    public int NodeSshPort { get; set; }

    /// <summary>Host through which nodes are reached, as <c>[user@]host[:port]</c>; null: directly.</summary>
    public string? JumpHost { get; set; }

    /// <inheritdoc/>
    public override string ToString() => Id;

    /// <summary>Ties the two figures that change to the connection that knows them.</summary>
    internal void Follow(Func<bool> isConnected, Func<long> requestCount) => (_isConnected, _requestCount) = (isConnected, requestCount);
}
