using System.Management.Automation;
using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Completion;
using CsePowerShell.Connections;

namespace CsePowerShell.Cmdlets;

/// <summary>Stops operations at their next step boundary: those of this process, and those that the service does.</summary>
/// <remarks>
/// What was made stays, and the command that continues is told; of an import the unfinished item is taken out of the catalog. A step that was begun is
/// finished first, so that it may take minutes: Wait-CseTask waits for the end. What has ended already is left as it is.
/// </remarks>
[Cmdlet(VerbsLifecycle.Stop, "CseTask", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(CseTask))]
public sealed class StopCseTaskCommand : CseConnectedCmdlet
{
    /// <summary>Tasks: ids (uuid), or objects from New-CseCluster -RunAsync or Get-CseTask.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Id")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TaskCompleter))]
    public CseTaskIdentity[] Task { get; set; } = [];

    private protected override Task ProcessAsync(CancellationToken stop) => ForEachTargetAsync(Task, async identity =>
    {
        CseConnection? owner = identity.Server is { } server && Operations.Find(identity.Id) is null ? await ConnectionAsync(server) : null;
        TaskFinder finder = new(Operations);
        CseTask task = await finder.FindAsync(identity, owner, ConnectionsAsync, stop) ?? throw TaskFinder.NotFound(identity);
        string subject = task.Kind == nameof(OperationKind.Import) ? $"Import of template '{task.ClusterName}'" : $"{task.Kind} of cluster '{task.ClusterName}'";
        if (task.Status != nameof(OperationState.Running))
        {
            Tell($"{subject} has ended already: {task.Status}.");
            await EmitAsync(task);
            return;
        }

        LocalOperation? local = Operations.Find(task.Id);
        if (local is null && !task.IsServiceTask)
        {
            throw new ClusterException(ErrorCodes.SpecConflict, $"{subject} runs in another PowerShell process, of {task.Actor}, and only that can stop it.",
                "Stop it there, with Ctrl+C or Stop-CseTask.");
        }

        string consequence = Consequence(task, local?.ResumeHint ?? "");
        if (!await ConfirmAsync($"Stop: {subject}. {consequence}", $"{subject} is stopped at its next step boundary. {consequence} Stop it?"))
        {
            return;
        }

        if (task.IsServiceTask)
        {
            CseConnection connection = owner ?? local?.Connection ?? await ConnectionAsync(task.Server);
            await connection.Clusters.CancelTaskAsync(task.Id, stop);
            task = await finder.FindAsync(identity, connection, ConnectionsAsync, stop) ?? task;
        }
        else
        {
            local!.Operation.Cancel();
        }

        await WarnAsync($"{subject} ends at its next step boundary. {consequence}");
        await EmitAsync(task);
    }, stop);

    /// <summary>What becomes of what the operation works on.</summary>
    private static string Consequence(CseTask task, string resume)
    {
        string go = resume.Length == 0 ? "the same command continues" : $"to continue, run: {resume}";
        return task.Kind switch
        {
            nameof(OperationKind.Create) => $"What was made of the cluster stays, is not Ready, and takes its room in the VDC; {go}; to remove it, run: Remove-CseCluster {task.ClusterName}",
            nameof(OperationKind.Resize) => $"The cluster works on with the nodes it has by then, and keeps asking for the size that was wanted; {go}",
            nameof(OperationKind.Remove) => $"What is left of the cluster by then stays and is of no use; {go}",
            nameof(OperationKind.Import) => resume.EndsWith(" -NoRollback", StringComparison.Ordinal) ? $"What was uploaded stays for an hour; {go}" : $"The unfinished item is taken out of the catalog; to begin again, run: {resume}",
            _ => go,
        };
    }
}
