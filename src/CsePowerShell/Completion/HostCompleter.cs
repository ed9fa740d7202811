using CsePowerShell.Clusters.Contract;
using CsePowerShell.Cmdlets;
using CsePowerShell.Services;

namespace CsePowerShell.Completion;

/// <summary>Completes names of the service's hosts: those of this process, and all that answer a system administrator.</summary>
public sealed class HostCompleter : CloudCompleter
{
    private protected override IReadOnlyList<Suggestion> Find(CompletionRequest request)
    {
        IReadOnlyList<Suggestion> elsewhere = request.Ask("hosts", async (connection, stop) => connection.Client is { } client && connection.Server.IsSystem
            ? [.. (await CseExtensionCmdlet.Control(client).AskAsync(stop)).Hosts.Select(host => new Suggestion(host.Host, $"{host.Host}: {host.Status}"))]
            : []);
        return [.. HostStore.OfProcess.Running.Select(host => new Suggestion(host.HostName, $"{host.HostName}: in this process")).Concat(elsewhere)
            .GroupBy(host => host.Value, StringComparer.OrdinalIgnoreCase).Select(same => same.First()).OrderBy(host => host.Value, StringComparer.OrdinalIgnoreCase)];
    }
}
