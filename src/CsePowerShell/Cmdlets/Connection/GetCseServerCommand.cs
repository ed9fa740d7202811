using System.Management.Automation;
using CsePowerShell.Binding;
using CsePowerShell.Completion;
using CsePowerShell.Connections;
using CsePowerShell.Errors;

namespace CsePowerShell.Cmdlets;

/// <summary>Lists the open connections of this PowerShell process, with the number of requests each has made. Sends nothing.</summary>
[Cmdlet(VerbsCommon.Get, "CseServer", DefaultParameterSetName = ServerSet)]
[OutputType(typeof(CseServer))]
public sealed class GetCseServerCommand : CseCmdlet
{
    private const string ServerSet = "Server";
    private const string DefaultSet = "Default";

    /// <summary>Ids (<c>host/org/user</c>) or host names; wildcards work. Without it, all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = ServerSet)]
    [SupportsWildcards]
    [PSDefaultValue(Help = "All")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ServerCompleter))]
    public CseServerIdentity[]? Server { get; set; }

    /// <summary>Only the default of this runspace.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DefaultSet)]
    public SwitchParameter Default { get; set; }

    internal ConnectionStore Store { get; set; } = ConnectionStore.OfProcess;

    private protected override async Task ProcessAsync(CancellationToken stop)
    {
        if (IsOn(Default))
        {
            object? chosen = await Pump.AskAsync(() => CmdletHost.GetGlobalVariable(DefaultServers.One));
            if (chosen is CseServer server && Store.Find(server.Id) is { } connection)
            {
                await EmitAsync(connection.Server);
            }
        }
        else if (Server is { } named)
        {
            await ForEachTargetAsync(named, EmitMatchesAsync, stop);
        }
        else
        {
            foreach (CseConnection connection in Store.Open)
            {
                await EmitAsync(connection.Server);
            }
        }
    }

    private async Task EmitMatchesAsync(CseServerIdentity identity)
    {
        IReadOnlyList<CseConnection> matches = Store.Match(identity);
        if (matches.Count == 0 && !new NamePattern(identity.Text).HasWildcards)
        {
            NotConnectedException failure = new($"There is no connection to '{identity}'. Connect first: Connect-CseServer.");
            await ReportAsync(ErrorMap.ToError(failure, identity.Text));
        }

        foreach (CseConnection connection in matches)
        {
            await EmitAsync(connection.Server);
        }
    }
}
