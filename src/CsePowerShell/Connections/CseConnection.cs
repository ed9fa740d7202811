using CsePowerShell.Clusters;
using CsePowerShell.VCloud;

namespace CsePowerShell.Connections;

/// <summary>
/// One open session, with the engine that works through it. Shared by all runspaces; every member may be used from several threads.
/// </summary>
internal sealed class CseConnection
{
    private readonly Func<CancellationToken, Task> _logout;
    private int _closed;

    public CseConnection(
        CseServer server, IClusterOperations clusters, ICloudDirectory directory, Func<long> requests, Func<CancellationToken, Task> logout)
    {
        Server = server;
        Clusters = clusters;
        Directory = directory;
        _logout = logout;
        server.Follow(() => IsOpen, requests);
    }

    /// <summary>What the user sees of it. There is one object per connection, so that its figures are live wherever it is kept.</summary>
    public CseServer Server { get; }

    public string Id => Server.Id;

    public IClusterOperations Clusters { get; }

    public ICloudDirectory Directory { get; }

    /// <summary>The session itself, for administering the installation; null in a test that has none.</summary>
    public VCloudClient? Client { get; init; }

    /// <summary>The same server, trusted in the same way, for another user; null in a test that has none.</summary>
    public Func<VCloudConnectionOptions>? SameServer { get; init; }

    public bool IsOpen => Volatile.Read(ref _closed) == 0;

    /// <summary>Ends the session, once.</summary>
    public Task CloseAsync(CancellationToken cancellationToken) =>
        Interlocked.Exchange(ref _closed, 1) == 0 ? _logout(cancellationToken) : Task.CompletedTask;
}
