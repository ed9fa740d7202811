using System.Management.Automation;
using CsePowerShell.Binding;
using CsePowerShell.Completion;
using CsePowerShell.Connections;
using CsePowerShell.Extension.Registration;
using CsePowerShell.Services;
using CsePowerShell.VCloud;

namespace CsePowerShell.Cmdlets;

/// <summary>Lists the hosts of the service: those of this process, and, with a system administrator's connection, all that answer.</summary>
[Cmdlet(VerbsCommon.Get, "CseService")]
[OutputType(typeof(CseServiceStatus))]
public sealed class GetCseServiceCommand : CseConnectedCmdlet
{
    /// <summary>Names of hosts; wildcards work.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(HostCompleter))]
    public string[] HostName { get; set; } = ["*"];

    /// <summary>Shows the hosts of this process alone, and asks no server.</summary>
    [Parameter]
    public SwitchParameter InProcess { get; set; }

    internal HostStore Hosts { get; set; } = HostStore.OfProcess;

    private protected override async Task ProcessAsync(CancellationToken stop)
    {
        List<CseServiceStatus> own = [.. Hosts.Running.Select(host => host.Status)];
        List<CseServiceStatus> found = [.. own];
        if (!IsOn(InProcess) && (Server is not null || await HasDefaultAsync()))
        {
            await ForEachTargetAsync(await ConnectionsAsync(), async connection =>
            {
                (CseConnection administrator, VCloudClient client) = CseExtensionCmdlet.Administrator(connection);
                ServiceReport report = await CseExtensionCmdlet.Control(client).AskAsync(stop);
                if (!report.IsAnswered)
                {
                    Tell($"No host answered through {administrator.Id}: {report.Silence}");
                }

                found.AddRange(report.Hosts.Where(host => own.TrueForAll(mine => mine.HostName != host.Host)).Select(host => host.ToOutput(administrator.Id)));
            }, stop);
        }

        foreach (CseServiceStatus status in found.Where(status => HostName.Any(name => new NamePattern(name).Matches(status.HostName))).OrderBy(status => status.HostName, StringComparer.OrdinalIgnoreCase))
        {
            await EmitAsync(status);
        }
    }

    // Without any connection the hosts of this process can be shown all the same.
    private async Task<bool> HasDefaultAsync() => await Pump.AskAsync(() => CmdletHost.GetGlobalVariable(DefaultServerVariable)) is CseServer;
}
