using System.Collections.Concurrent;
using CsePowerShell.Guest;

namespace CsePowerShell.Clusters;

/// <summary>The way into the nodes of one cluster: one connection per node, opened when it is first needed and again when it broke.</summary>
internal sealed class NodeShells : IDisposable
{
    private const int Attempts = 3;

    private readonly OperationScope _scope;
    private readonly IGuestShellFactory _factory;
    private readonly Func<ActualNode, CancellationToken, Task<GuestCredential>> _credential;
    private readonly JumpHost? _jump;
    private readonly HostKeyPins _pins = new();
    private readonly ConcurrentDictionary<string, IGuestShell> _shells = new(StringComparer.Ordinal);

    public NodeShells(OperationScope scope, Func<ActualNode, CancellationToken, Task<GuestCredential>> credential, IReadOnlyDictionary<string, string> pins)
    {
        _scope = scope;
        _credential = credential;
        EngineOptions options = scope.Options;
        _factory = options.Shells ?? GuestShells.Create(null, new GuestShellOptions { Clock = options.Clock, Logger = options.Logger });
        try
        {
            _jump = options.JumpHost is { Length: > 0 } text ? JumpHost.Parse(text, Environment.UserName) : null;
        }
        catch (FormatException error)
        {
            throw new ClusterException(ErrorCodes.ValidationFailed, error.Message, inner: error);
        }

        foreach (KeyValuePair<string, string> pin in pins)
            _pins.Pin(pin.Key, pin.Value);
    }

    /// <summary>User to sign in as; root unless set.</summary>
    public string UserName { get; set; } = "root";

    /// <summary>All host-key fingerprints that are known now, by VM id.</summary>
    public IReadOnlyDictionary<string, string> Pins => _pins.All;

    /// <summary>Runs node scripts on a node. Scripts can be repeated, so a connection that breaks is opened again and the script goes on.</summary>
    /// <param name="step">What is being done, for errors.</param>
    /// <param name="node">The node.</param>
    /// <param name="limit">How long a script may take.</param>
    /// <param name="body">Gets the runner and the script's deadline.</param>
    /// <param name="within">Another scope than the operation's: what puts things back must run after a stop, too.</param>
    public Task<T> RunAsync<T>(string step, ActualNode node, TimeSpan limit, Func<NodeScriptRunner, TimeSpan, CancellationToken, Task<T>> body, OperationScope? within = null) =>
        (within ?? _scope).StepAsync(step, node.Name, limit + _scope.Limits.Connect + _scope.Limits.Connect, async ct =>
        {
            for (int attempt = 1; ; attempt++)
            {
                IGuestShell shell = await OpenAsync(node, _scope.Patience, ct).ConfigureAwait(false);
                try
                {
                    return await body(new NodeScriptRunner(shell), limit, ct).ConfigureAwait(false);
                }
                catch (GuestConnectionLostException) when (attempt < Attempts)
                {
                    _scope.Operation.Warn($"The connection to node \"{node.Name}\" was cut during \"{step}\"; it is opened again.");
                    Drop(node);
                }
            }
        });

    /// <summary>Like <see cref="RunAsync{T}"/>, for scripts that have nothing to tell.</summary>
    public Task RunAsync(string step, ActualNode node, TimeSpan limit, Func<NodeScriptRunner, TimeSpan, CancellationToken, Task> body, OperationScope? within = null) =>
        RunAsync(step, node, limit, async (run, deadline, ct) =>
        {
            await body(run, deadline, ct).ConfigureAwait(false);
            return true;
        }, within);

    /// <summary>Opens the connection to a node, and goes on trying for a while: the SSH server of a guest that has just restarted takes its time.</summary>
    public async Task<IGuestShell> OpenAsync(ActualNode node, TimeSpan patience, CancellationToken ct)
    {
        if (_shells.TryGetValue(node.Name, out IGuestShell? open))
            return open;
        if (node.Address is not { Length: > 0 } address)
            throw new ClusterException(ErrorCodes.GuestUnreachable, $"The node \"{node.Name}\" has no address.", "Look at its network card in vCD.") { Node = node.Name };

        GuestCredential credential = await _credential(node, ct).ConfigureAwait(false);
        var endpoint = new GuestEndpoint(node.Name, Uuid(node.VmId), address) { Port = _scope.Options.NodeSshPort, JumpHost = _jump, UserName = UserName };
        long begun = _scope.Clock.GetTimestamp();
        for (int round = 0; ; round++)
        {
            try
            {
                IGuestShell shell = await _factory.OpenAsync(endpoint, credential, _pins, ct).ConfigureAwait(false);
                IGuestShell kept = _shells.GetOrAdd(node.Name, shell);
                if (!ReferenceEquals(kept, shell))
                    shell.Dispose();
                return kept;
            }
            catch (GuestUnreachableException error) when (MayPass(error.Reason) && _scope.Clock.GetElapsedTime(begun) < patience)
            {
                _scope.Operation.Tell(node.Name, $"Waiting for SSH at {address}:{endpoint.Port}", 0);
                await _scope.Clock.Delay(Backoff.Of(round), ct).ConfigureAwait(false);
            }
        }
    }

    public void Dispose()
    {
        foreach (IGuestShell shell in _shells.Values)
            shell.Dispose();
        _shells.Clear();
    }

    private static bool MayPass(GuestUnreachableReason reason) =>
        reason is GuestUnreachableReason.Refused or GuestUnreachableReason.TimedOut or GuestUnreachableReason.Closed or GuestUnreachableReason.Other;

    private static string Uuid(string vmId) => VCloud.VCloudUrn.TryGetUuid(vmId, out Guid uuid) ? uuid.ToString("D") : vmId;

    private void Drop(ActualNode node)
    {
        if (_shells.TryRemove(node.Name, out IGuestShell? shell))
            shell.Dispose();
    }
}
