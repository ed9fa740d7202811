using System.Management.Automation;
using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Clusters.Contract;
using CsePowerShell.Completion;
using CsePowerShell.Connections;
using CsePowerShell.Extension.Registration;
using CsePowerShell.Services;
using CsePowerShell.VCloud;

namespace CsePowerShell.Cmdlets;

/// <summary>Stops hosts of the service: those of this process at once, or with -Drain all hosts, wherever they run, after what they have begun.</summary>
/// <remarks>Nothing is lost either way: what is not finished is continued by another host, or at the next start.</remarks>
[Cmdlet(VerbsLifecycle.Stop, "CseService", SupportsShouldProcess = true)]
[OutputType(typeof(CseServiceStatus))]
public sealed class StopCseServiceCommand : CseConnectedCmdlet
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    /// <summary>Names of hosts; wildcards work.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(HostCompleter))]
    public string[] HostName { get; set; } = ["*"];

    /// <summary>Has the hosts finish what they have begun and take nothing new: all of them, through a system administrator's connection.</summary>
    [Parameter]
    public SwitchParameter Drain { get; set; }

    /// <summary>How long to wait for hosts to end, in seconds, 0 to 86400; 60 by default. They go on to their end afterwards, too.</summary>
    [Parameter]
    [ValidateRange(0, 86400)]
    public int TimeoutSec { get; set; } = 60;

    internal HostStore Hosts { get; set; } = HostStore.OfProcess;

    private protected override async Task ProcessAsync(CancellationToken stop)
    {
        List<InProcessHost> own = [.. Hosts.Running.Where(host => IsWanted(host.HostName))];
        if (!IsOn(Drain))
        {
            await ForEachTargetAsync(own, host => StopOwnAsync(host), stop);
            if (own.Count == 0)
            {
                Tell("No such host runs in this process. With -Drain, hosts elsewhere are stopped, too.");
            }

            return;
        }

        (CseConnection connection, VCloudClient client) = CseExtensionCmdlet.Administrator(await ConnectionAsync());
        ServiceControl control = CseExtensionCmdlet.Control(client);
        IReadOnlyList<HostDocument> hosts = (await control.AskAsync(stop)).Hosts;
        HostDocument[] wanted = [.. hosts.Where(host => IsWanted(host.Host))];
        if (wanted.Length == 0)
        {
            Tell(hosts.Count == 0 ? "No host of the service answered." : $"No host fits; there are {string.Join(", ", hosts.Select(host => host.Host))}.");
            return;
        }

        string names = string.Join(", ", wanted.Select(host => host.Host));
        if (!await ConfirmAsync($"Stop the hosts {names} after what they have begun.", $"Stop the hosts {names} after what they have begun?"))
        {
            return;
        }

        foreach (HostDocument host in wanted)
        {
            await control.DrainAsync(host.Host, stop);
        }

        await WaitAsync(control, connection, [.. wanted.Select(host => host.Host)], own, stop);
    }

    private bool IsWanted(string name) => HostName.Any(pattern => new NamePattern(pattern).Matches(name));

    private async Task StopOwnAsync(InProcessHost host)
    {
        if (!await ConfirmAsync($"Stop the host {host.HostName} of this process.", $"Stop the host {host.HostName} of this process?"))
        {
            return;
        }

        int left = await host.StopAsync(TimeSpan.Zero);
        if (left > 0)
        {
            await WarnAsync($"{left} jobs of host {host.HostName} were not finished, and are continued by another host, or at the next start.");
        }

        await EmitAsync(host.Status);
    }

    private async Task WaitAsync(ServiceControl control, CseConnection connection, List<string> open, List<InProcessHost> own, CancellationToken stop)
    {
        DateTimeOffset end = Clock.GetUtcNow() + TimeSpan.FromSeconds(TimeoutSec);
        while (open.Count > 0 && Clock.GetUtcNow() < end)
        {
            await Clock.Delay(s_interval, stop);
            // A host of this process is known without asking; and the last of all cannot be asked.
            HashSet<string> running = new(own.Where(host => !host.Running.IsCompleted).Select(host => host.HostName), StringComparer.OrdinalIgnoreCase);
            if (open.Exists(name => own.TrueForAll(host => host.HostName != name)))
            {
                ServiceReport report = await control.AskAsync(stop);
                running.UnionWith(report.Hosts.Select(host => host.Host));
            }

            foreach (string ended in open.Where(name => !running.Contains(name)).ToArray())
            {
                open.Remove(ended);
                await EmitAsync(new CseServiceStatus { HostName = ended, State = "Stopped", Server = connection.Id });
            }
        }

        if (open.Count > 0)
        {
            await WarnAsync($"Still finishing what they began after {TimeoutSec} s: {string.Join(", ", open)}. They end on their own; Get-CseService shows them.");
        }
    }
}
