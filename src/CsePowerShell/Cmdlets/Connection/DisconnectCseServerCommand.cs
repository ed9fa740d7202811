using System.Management.Automation;
using CsePowerShell.Binding;
using CsePowerShell.Completion;
using CsePowerShell.Connections;
using CsePowerShell.Errors;
using CsePowerShell.VCloud;

namespace CsePowerShell.Cmdlets;

/// <summary>
/// Ends the session with a server. Operations that this process does through it are stopped at their next step boundary; those of the service go on.
/// </summary>
[Cmdlet(VerbsCommunications.Disconnect, "CseServer", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low,
    DefaultParameterSetName = ServerSet)]
[OutputType(typeof(void))]
public sealed class DisconnectCseServerCommand : CseCmdlet
{
    private const string ServerSet = "Server";
    private const string AllSet = "All";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Connections to end: objects from Connect-CseServer, ids (<c>host/org/user</c>) or host names; wildcards work. Without it,
    /// <c>$DefaultCseServer</c>.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = ServerSet)]
    [SupportsWildcards]
    [PSDefaultValue(Help = "$DefaultCseServer")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ServerCompleter))]
    public CseServerIdentity[]? Server { get; set; }

    /// <summary>Ends all connections of this PowerShell process.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AllSet)]
    public SwitchParameter All { get; set; }

    internal ConnectionStore Store { get; set; } = ConnectionStore.OfProcess;

    internal LocalOperations Operations { get; set; } = LocalOperations.OfProcess;

    private protected override async Task ProcessAsync(CancellationToken stop)
    {
        if (IsOn(All))
        {
            await ForEachTargetAsync(Store.Open, connection => EndAsync(connection, stop), stop);
        }
        else if (Server is { } named)
        {
            await ForEachTargetAsync(named, identity =>
                ForEachTargetAsync(Store.Resolve([identity]), connection => EndAsync(connection, stop), stop), stop);
        }
        else
        {
            object? chosen = await Pump.AskAsync(() => CmdletHost.GetGlobalVariable(DefaultServers.One));
            CseConnection connection = (chosen is CseServer server ? Store.Find(server.Id) : null)
                ?? throw new NotConnectedException("This runspace has no default server to disconnect from. Name one: Disconnect-CseServer -Server.");
            await EndAsync(connection, stop);
        }
    }

    private async Task EndAsync(CseConnection connection, CancellationToken stop)
    {
        if (!await ConfirmAsync($"End the session {connection.Id}.", $"End the session {connection.Id}?"))
        {
            return;
        }

        foreach (LocalOperation running in Operations.RunningOf(connection))
        {
            if (running.Operation.IsRemote)
            {
                await WarnAsync($"{running.Task.Kind} of cluster '{running.Task.ClusterName}' goes on in the service. "
                    + $"To wait for it, connect again and run: {running.Task.ResumeCommand}");
                continue;
            }

            await WarnAsync($"{running.Task.Kind} of cluster '{running.Task.ClusterName}' is stopped at its next step boundary. "
                + $"To continue, connect again and run: {running.ResumeHint}");
            running.Operation.Cancel();
        }

        // An operation needs its session to end cleanly (it gives its lease back); but not for ever.
        IEnumerable<LocalOperation> own = Operations.RunningOf(connection).Where(operation => !operation.Operation.IsRemote);
        await Task.WhenAny(Task.WhenAll(own.Select(operation => operation.Ended)), Clock.Delay(s_patience, stop));
        Store.Remove(connection);
        await Pump.PostAsync(() => DefaultServers.Forget(CmdletHost, connection.Server));
        try
        {
            await connection.CloseAsync(stop);
        }
        catch (VCloudConnectionException silent)
        {
            // Here the connection is gone, which is what was asked for; a runbook's last line must not fail because of it.
            await WarnAsync($"{connection.Id} was left without a farewell, since the server could not be reached; the session there ends by itself. {silent.Message}");
        }

        Tell($"Disconnected from {connection.Id} after {connection.Server.RequestCount} requests.");
    }
}
