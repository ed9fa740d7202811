using System.Management.Automation;
using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Completion;
using CsePowerShell.Connections;

namespace CsePowerShell.Cmdlets;

/// <summary>Lists operations: those of this PowerShell process, and the last one of each cluster from the cluster's own record.</summary>
/// <remarks>An operation whose process died shows as Interrupted once the deadline of its phase has passed; its ResumeCommand continues it.</remarks>
[Cmdlet(VerbsCommon.Get, "CseTask", DefaultParameterSetName = ListSet)]
[OutputType(typeof(CseTask))]
public sealed class GetCseTaskCommand : CseConnectedCmdlet
{
    private const string ListSet = "List";
    private const string IdSet = "Id";

    /// <summary>Tasks to read again: ids (uuid), or objects from New-CseCluster -RunAsync or Get-CseTask.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = IdSet)]
    [Alias("Task")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TaskCompleter))]
    public CseTaskIdentity[]? Id { get; set; }

    /// <summary>Only tasks of these clusters: objects, ids or names; wildcards work.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    public CseClusterIdentity[]? Cluster { get; set; }

    /// <summary>Only tasks in one of these states: Running, Succeeded, Failed, Canceled, Interrupted.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [ValidateSet("Running", "Succeeded", "Failed", "Canceled", "Interrupted")]
    public string[]? Status { get; set; }

    /// <summary>Only the latest so many, from 1.</summary>
    [Parameter(ParameterSetName = ListSet)]
    [ValidateRange(1, int.MaxValue)]
    public int? Last { get; set; }

    private protected override Task ProcessAsync(CancellationToken stop) =>
        Id is { } wanted ? ForEachTargetAsync(wanted, identity => EmitOneAsync(identity, stop), stop) : ListAsync(stop);

    private async Task EmitOneAsync(CseTaskIdentity identity, CancellationToken stop)
    {
        CseConnection? owner = identity.Server is { } server && Operations.Find(identity.Id) is null ? await ConnectionAsync(server) : null;
        CseTask? task = await new TaskFinder(Operations).FindAsync(identity, owner, ConnectionsAsync, stop);
        await EmitAsync(task ?? throw TaskFinder.NotFound(identity));
    }

    private async Task ListAsync(CancellationToken stop)
    {
        List<CseTask> tasks = [];
        IReadOnlyList<CseConnection> connections = await ConnectionsAsync();
        foreach (CseConnection connection in connections)
        {
            await ForEachTargetAsync<CseClusterIdentity?>(Cluster ?? (IEnumerable<CseClusterIdentity?>)[null], async identity =>
                tasks.AddRange(await new TaskFinder(Operations).ListAsync(connection, identity, stop)), stop);
        }

        IEnumerable<CseTask> chosen = tasks
            .Where(task => Status is null || Status.Contains(task.Status, StringComparer.OrdinalIgnoreCase))
            .OrderByDescending(task => task.Started);
        List<CseTask> shown = [.. Last is { } count ? chosen.Take(count) : chosen];
        foreach (CseConnection connection in connections)
        {
            await new TaskFinder(Operations).TellCausesAsync(connection, [.. shown.Where(task => task.Server == connection.Id)], stop);
        }

        foreach (CseTask task in shown)
        {
            await EmitAsync(task);
        }
    }
}
