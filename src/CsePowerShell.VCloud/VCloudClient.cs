using Microsoft.Extensions.Logging;

namespace CsePowerShell.VCloud;

/// <summary>One connection to a vCloud Director: one session. All members may be used from several threads together.</summary>
public sealed partial class VCloudClient : IDisposable
{
    private readonly HttpDoor _door;
    private readonly SessionKeeper _keeper;
    private readonly ILogger _logger;
    private int _disposed;

    private VCloudClient(VCloudServer server, HttpDoor door, SessionKeeper keeper, ILogger logger)
    {
        Server = server;
        _door = door;
        _keeper = keeper;
        _logger = logger;
        var channel = new ApiChannel(keeper);
        ExtensionApi = new ExtensionApiService(keeper);
        ExtensionTasks = new ExtensionTaskService(channel, logger);
        Query = new QueryService(channel, logger);
        Rights = new RightService(channel, Query);
        Extensions = new ExtensionRegistry(channel, Query);
        AmqpSettings = new AmqpSettingsService(channel);
        Tasks = new TaskService(channel);
        Orgs = new OrgService(channel);
        Vdcs = new VdcService(channel, Query);
        Catalogs = new CatalogService(channel, Query);
        VApps = new VAppService(channel);
        Vms = new VmService(channel, Query);
        Metadata = new MetadataService(channel);
    }

    /// <summary>The server and the API version in use.</summary>
    public VCloudServer Server { get; }

    /// <summary>Who the session is.</summary>
    public VCloudSession Session => _keeper.Session;

    /// <summary>What was put on the wire so far.</summary>
    public VCloudTraffic Traffic => _door.Traffic;

    /// <summary>Organizations.</summary>
    public OrgService Orgs { get; }

    /// <summary>Organization VDCs.</summary>
    public VdcService Vdcs { get; }

    /// <summary>Catalogs and templates.</summary>
    public CatalogService Catalogs { get; }

    /// <summary>vApps.</summary>
    public VAppService VApps { get; }

    /// <summary>Virtual machines.</summary>
    public VmService Vms { get; }

    /// <summary>Metadata.</summary>
    public MetadataService Metadata { get; }

    /// <summary>Tasks.</summary>
    public TaskService Tasks { get; }

    /// <summary>The extension services that are registered. For system administrators.</summary>
    public ExtensionRegistry Extensions { get; }

    /// <summary>The settings with which vCD itself reaches its message broker. For system administrators.</summary>
    public AmqpSettingsService AmqpSettings { get; }

    /// <summary>The query service.</summary>
    public QueryService Query { get; }

    /// <summary>Agrees on an API version and opens or adopts a session.</summary>
    /// <param name="options">Where, as whom, and what to trust.</param>
    /// <param name="cancellationToken">Ends the call; a session that was opened already is ended.</param>
    /// <returns>The connection.</returns>
    /// <exception cref="ArgumentException">The options contradict themselves.</exception>
    /// <exception cref="VCloudConnectionException">The server cannot be reached, is not trusted, or is no vCloud Director.</exception>
    /// <exception cref="VCloudVersionException">There is no common API version.</exception>
    /// <exception cref="VCloudAuthenticationException">The user, password or token was not accepted.</exception>
    public static async Task<VCloudClient> ConnectAsync(VCloudConnectionOptions options, CancellationToken cancellationToken = default)
    {
        if (options is null)
            throw new ArgumentNullException(nameof(options));
        options.Validate();
        var door = new HttpDoor(options);
        try
        {
            VCloudServer server = await VersionChoice.AgreeAsync(door, options.ApiVersion, cancellationToken).ConfigureAwait(false);
            if (server.IsApiVersionDeprecated)
                options.Logger.VersionDeprecated(server.Host, server.ApiVersion);
            door.Speak(server.Version);
            SessionKeeper keeper = await SessionKeeper.OpenAsync(door, server.Version, options, cancellationToken).ConfigureAwait(false);
            options.Logger.Connected(server.Host, keeper.Session.User, keeper.Session.Org, server.ApiVersion);
            return new VCloudClient(server, door, keeper, options.Logger);
        }
        catch
        {
            door.Dispose();
            throw;
        }
    }

    /// <summary>Ends the session on the server, unless it was adopted. May be called again; then it does nothing.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>When the session is ended.</returns>
    public Task LogoutAsync(CancellationToken cancellationToken = default) => _keeper.LogoutAsync(cancellationToken);

    /// <summary>Gives the connection up. A session that was not ended by <see cref="LogoutAsync"/> is ended in the background, and logged as a fault of the caller.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        if (_keeper.IsOpen)
        {
            _logger.DisposedWithoutLogout();
            _ = Task.Run(EndAsync);
        }
        else
        {
            Close();
        }
    }

    private async Task EndAsync()
    {
        await _keeper.EndQuietlyAsync().ConfigureAwait(false);
        Close();
    }

    private void Close()
    {
        _keeper.Dispose();
        if (!_sharesDoor)
            _door.Dispose();
    }
}
