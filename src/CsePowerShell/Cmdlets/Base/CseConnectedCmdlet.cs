using System.Management.Automation;
using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Completion;
using CsePowerShell.Connections;
using CsePowerShell.Errors;
using CsePowerShell.Formatting;

namespace CsePowerShell.Cmdlets;

/// <summary>The base of cmdlets that talk to a server: which connection is used, decided in one place.</summary>
public abstract class CseConnectedCmdlet : CseCmdlet
{
    private protected const string DefaultServerVariable = "DefaultCseServer";

    private protected CseConnectedCmdlet()
    {
    }

    private protected CseConnectedCmdlet(TimeSpan grace)
        : base(grace)
    {
    }

    /// <summary>
    /// Connections to use: objects from Connect-CseServer, ids (<c>host/org/user</c>) or host names; wildcards work.
    /// Without it, the connection that an input object came from is used, else <c>$DefaultCseServer</c>.
    /// </summary>
    [Parameter]
    [SupportsWildcards]
    [PSDefaultValue(Help = "The connection of the input object, else $DefaultCseServer")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ServerCompleter))]
    public CseServerIdentity[]? Server { get; set; }

    private readonly Dictionary<CseConnection, IDisposable> _inUse = [];

    internal ConnectionStore Store { get; set; } = ConnectionStore.OfProcess;

    internal LocalOperations Operations { get; set; } = LocalOperations.OfProcess;

    /// <summary>The connections to list from.</summary>
    private protected async Task<IReadOnlyList<CseConnection>> ConnectionsAsync() =>
        Server is { } named ? [.. Store.Resolve(named).Select(Use)] : [await DefaultConnectionAsync()];

    /// <summary>The one connection to work through.</summary>
    /// <param name="producer">The connection that the input object came from; null when there is none.</param>
    private protected async Task<CseConnection> ConnectionAsync(string? producer = null)
    {
        if (Server is { } named)
        {
            IReadOnlyList<CseConnection> found = Store.Resolve(named);
            if (found.Count == 1)
            {
                return Use(found[0]);
            }

            // Several servers and one object: the object says which.
            return Use(found.FirstOrDefault(connection => string.Equals(connection.Id, producer, StringComparison.OrdinalIgnoreCase))
                ?? throw new ArgumentException($"This needs one server, and -Server names {found.Count}: {ConnectionStore.Ids(found)}."));
        }

        if (producer is not null)
        {
            return Use(Store.Find(producer) ?? throw new NotConnectedException(
                $"The object came from '{producer}', and that connection is not open any more. "
                + "Connect again with Connect-CseServer, or name another with -Server."));
        }

        return await DefaultConnectionAsync();
    }

    /// <summary>Lets go of the connections: a session that another one has replaced meanwhile can be ended now.</summary>
    /// <param name="disposing">True when called by Dispose.</param>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        lock (_inUse)
        {
            foreach (IDisposable use in _inUse.Values)
            {
                use.Dispose();
            }

            _inUse.Clear();
        }
    }

    // Until the cmdlet ends: a Connect-CseServer as the same user, in this runspace or another, must not end the session under its feet.
    private CseConnection Use(CseConnection connection)
    {
        lock (_inUse)
        {
            if (!_inUse.ContainsKey(connection))
            {
                _inUse.Add(connection, connection.Use());
            }
        }

        return connection;
    }

    /// <summary>Changes a cluster as all cmdlets that do so: plan it, ask, begin, and wait for it or hand out the task.</summary>
    /// <returns>How it ended; null where nothing was waited for.</returns>
    private protected async Task<OperationResult?> ChangeAsync(ClusterChange change, CancellationToken stop)
    {
        if (change.PlanOnly && change.RunAsync)
        {
            throw new ArgumentException("-RunAsync begins the work and -PlanOnly leaves it. Give one of them.");
        }

        if (change.PlanOnly)
        {
            await EmitAsync((await change.Plan()).ToOutput(change.Connection.Id));
            return null;
        }

        if (!await ConfirmPlanAsync(change.Impact, change.Action, change.Plan) || (change.Consent is { } consent && !await consent()))
        {
            return null;
        }

        await (change.Before?.Invoke() ?? Task.CompletedTask);
        ChangeRunner runner = new(Pump, CmdletHost, Clock, Operations);
        // Asked while it can be: a pipeline that is being stopped answers nothing any more.
        string through = await ResumeLine.ThroughAsync(Pump, CmdletHost, [change.Connection.Id]);
        if (change.Connection.Server.Mode == nameof(CseMode.Service))
        {
            // The request may be on its way, and the service keeps to what it has accepted.
            Pump.LastWords = () => CmdletHost.WriteWarning(ResumeLine.Of(
                $"{change.Action}: stopped before the service has answered. Whether it has begun shows:", "Get-CseTask -Last 1", through));
        }

        LocalOperation started;
        try
        {
            started = runner.Track(change.Connection, await change.Start());
        }
        catch when (!stop.IsCancellationRequested)
        {
            Pump.LastWords = null;
            throw;
        }

        if (change.RunAsync)
        {
            Pump.LastWords = null;
            await EmitAsync(started.Task);
            return null;
        }

        return await runner.CompleteAsync(started, through, stop);
    }

    /// <summary>
    /// Asks ShouldProcess, with the plan as the text: what -WhatIf prints has so been checked against the server. The plan costs requests,
    /// so it is made only where somebody reads it.
    /// </summary>
    private async Task<bool> ConfirmPlanAsync(ConfirmImpact impact, string action, Func<Task<ClusterPlan>> makePlan)
    {
        if (!await Pump.AskAsync(() => CmdletHost.WillAsk(impact)))
        {
            return await ConfirmAsync(action + ".", action + "?");
        }

        string text = PlanFormat.Of(await makePlan());
        return await ConfirmAsync($"{action}.{Environment.NewLine}{text}", $"{text}{Environment.NewLine}{action}?");
    }

    private async Task<CseConnection> DefaultConnectionAsync()
    {
        object? chosen = await Pump.AskAsync(() => CmdletHost.GetGlobalVariable(DefaultServerVariable));
        if (chosen is CseServer server)
        {
            return Use(Store.Find(server.Id)
                ?? throw new NotConnectedException($"The connection to '{server.Id}' is not open any more. Connect again: Connect-CseServer."));
        }

        // The store is shared by all runspaces of the process, the default is not: say so instead of taking somebody else's connection.
        throw new NotConnectedException(Store.Open.Count == 0
            ? "Not connected to any server. Connect first: Connect-CseServer."
            : $"This runspace has no default server ($DefaultCseServer). Give -Server; open connections: {ConnectionStore.Ids(Store.Open)}.");
    }
}
