using CsePowerShell.Clusters;
using CsePowerShell.VCloud;

namespace CsePowerShell.Connections;

/// <summary>
/// One open session, with the engine that works through it. Shared by all runspaces; every member may be used from several threads.
/// </summary>
internal sealed class CseConnection
{
    private readonly Func<CancellationToken, Task> _logout;
    private readonly IClusterOperations _direct;
    private readonly IClusterOperations? _service;
    private readonly object _gate = new();
    private readonly List<TaskCompletionSource<bool>> _leavers = [];
    private int _closed;
    private int _users;

    /// <param name="server">What the user sees.</param>
    /// <param name="direct">The engine in this process.</param>
    /// <param name="directory">Names for completion.</param>
    /// <param name="requests">How many requests were sent.</param>
    /// <param name="logout">Ends the session.</param>
    /// <param name="service">The engine in the service; null where no service was found.</param>
    public CseConnection(
        CseServer server, IClusterOperations direct, ICloudDirectory directory, Func<long> requests, Func<CancellationToken, Task> logout, IClusterOperations? service = null)
    {
        Server = server;
        _direct = direct;
        _service = service;
        Directory = directory;
        _logout = logout;
        server.Follow(() => IsOpen, requests);
    }

    /// <summary>What the user sees of it. There is one object per connection, so that its figures are live wherever it is kept.</summary>
    public CseServer Server { get; }

    public string Id => Server.Id;

    /// <summary>The engine of the connection's mode.</summary>
    public IClusterOperations Clusters => In(CseMode.Auto);

    public ICloudDirectory Directory { get; }

    /// <summary>The session itself, for administering the installation; null in a test that has none.</summary>
    public VCloudClient? Client { get; init; }

    /// <summary>The same server, trusted in the same way, for another user; null in a test that has none.</summary>
    public Func<VCloudConnectionOptions>? SameServer { get; init; }

    /// <summary>What the user should be told about the connection; null as a rule.</summary>
    public string? Notice { get; init; }

    /// <summary>The way into nodes over SSH. It is from here, whoever changes the clusters; null where there is none.</summary>
    public INodeAccess? Nodes { get; init; }

    /// <summary>The server itself, for requests that no cmdlet has; null where there is none.</summary>
    public IApiAccess? Api { get; init; }

    /// <summary>What New-CseCluster and the like take where they are not told.</summary>
    public CseContext Context { get; set; } = new();

    public bool IsOpen => Volatile.Read(ref _closed) == 0;

    /// <summary>The engine that a cmdlet works with.</summary>
    /// <param name="mode">What the user asked for; Auto is as the connection has it.</param>
    /// <exception cref="ClusterException">SERVICE_DISABLED: there is no service.</exception>
    public IClusterOperations In(CseMode mode)
    {
        bool isService = mode == CseMode.Auto ? Server.Mode == nameof(CseMode.Service) : mode == CseMode.Service;
        return !isService ? _direct : _service ?? throw new ClusterException(ErrorCodes.ServiceDisabled,
            $"When '{Id}' was connected, there was no API extension that could do it (state: {Server.ExtensionState}).",
            "Connect again once the provider has registered and enabled it, or use -Mode Direct.");
    }

    /// <summary>Tells that a cmdlet works through it; to be disposed when it has done so.</summary>
    public IDisposable Use()
    {
        lock (_gate)
        {
            _users++;
        }

        return new InUse(this);
    }

    /// <summary>Ends as soon as no cmdlet works through it.</summary>
    public Task WhenUnusedAsync()
    {
        lock (_gate)
        {
            if (_users == 0)
            {
                return Task.CompletedTask;
            }

            TaskCompletionSource<bool> unused = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _leavers.Add(unused);
            return unused.Task;
        }
    }

    private void Leave()
    {
        List<TaskCompletionSource<bool>> waiting = [];
        lock (_gate)
        {
            if (--_users == 0)
            {
                waiting.AddRange(_leavers);
                _leavers.Clear();
            }
        }

        waiting.ForEach(one => one.TrySetResult(true));
    }

    /// <summary>Ends the session, once.</summary>
    public Task CloseAsync(CancellationToken cancellationToken) =>
        Interlocked.Exchange(ref _closed, 1) == 0 ? _logout(cancellationToken) : Task.CompletedTask;

    private sealed class InUse(CseConnection connection) : IDisposable
    {
        private CseConnection? _connection = connection;

        public void Dispose() => Interlocked.Exchange(ref _connection, null)?.Leave();
    }
}
