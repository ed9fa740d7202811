namespace CsePowerShell.VCloud;

/// <summary>One connection to a vCloud Director: one session. All members may be used from several threads together.</summary>
public sealed class VCloudClient : IDisposable
{
    private VCloudClient(VCloudServer server, VCloudSession session)
    {
        Server = server;
        Session = session;
    }

    /// <summary>The server and the API version in use.</summary>
    public VCloudServer Server { get; }

    /// <summary>Who the session is.</summary>
    public VCloudSession Session { get; }

    /// <summary>What was put on the wire so far.</summary>
    public VCloudTraffic Traffic { get; } = new();

    /// <summary>Organizations.</summary>
    public OrgService Orgs { get; } = new();

    /// <summary>Organization VDCs.</summary>
    public VdcService Vdcs { get; } = new();

    /// <summary>Catalogs and templates.</summary>
    public CatalogService Catalogs { get; } = new();

    /// <summary>vApps.</summary>
    public VAppService VApps { get; } = new();

    /// <summary>Virtual machines.</summary>
    public VmService Vms { get; } = new();

    /// <summary>Metadata.</summary>
    public MetadataService Metadata { get; } = new();

    /// <summary>Tasks.</summary>
    public TaskService Tasks { get; } = new();

    /// <summary>The query service.</summary>
    public QueryService Query { get; } = new();

    /// <summary>Agrees on an API version and opens or adopts a session.</summary>
    /// <param name="options">Where, as whom, and what to trust.</param>
    /// <param name="cancellationToken">Ends the call; a session that was opened already is ended.</param>
    /// <returns>The connection.</returns>
    /// <exception cref="ArgumentException">The options contradict themselves.</exception>
    /// <exception cref="VCloudConnectionException">The server cannot be reached, is not trusted, or is no vCloud Director.</exception>
    /// <exception cref="VCloudVersionException">There is no common API version.</exception>
    /// <exception cref="VCloudAuthenticationException">The user, password or token was not accepted.</exception>
    public static Task<VCloudClient> ConnectAsync(VCloudConnectionOptions options, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Ends the session on the server, unless it was adopted. May be called again; then it does nothing.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>When the session is ended.</returns>
    public Task LogoutAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Gives the connection up. A session that was not ended by <see cref="LogoutAsync"/> is ended in the background, and logged as a fault of the caller.</summary>
    public void Dispose()
    {
    }
}
