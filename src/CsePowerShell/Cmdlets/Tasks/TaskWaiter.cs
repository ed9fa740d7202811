using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Connections;

namespace CsePowerShell.Cmdlets;

/// <summary>How a wait for a task came out.</summary>
/// <param name="Task">The task, as it was at the end.</param>
/// <param name="Result">The cluster or template it worked on; null after a remove or a failure.</param>
/// <param name="Failure">What it failed with, or why it was not waited for any longer.</param>
/// <param name="HasEnded">False when the waiting ended before the task did.</param>
internal sealed record TaskOutcome(CseTask Task, object? Result, Exception? Failure, bool HasEnded = true);

/// <summary>
/// Waits for one task, in this process or elsewhere, and never throws but for the user's stop: one failed task must not hide the others.
/// </summary>
internal sealed class TaskWaiter(PipelinePump pump, ICmdletHost host, TimeProvider clock, LocalOperations operations)
{
    // The engine wants a limit. Ours is the token; this is longer than anybody waits, and adds to a date without overflow.
    private static readonly TimeSpan s_unlimited = TimeSpan.FromDays(366);

    /// <param name="task">The task.</param>
    /// <param name="connection">The connection it belongs to.</param>
    /// <param name="waiting">Ends the waiting: the user's stop, or the time that was allowed.</param>
    public async Task<TaskOutcome> WaitAsync(CseTask task, CseConnection connection, CancellationToken waiting)
    {
        try
        {
            return operations.Find(task.Id) is { } local
                ? await WaitHereAsync(local, waiting)
                : await WaitElsewhereAsync(task, connection, waiting);
        }
        catch (OperationCanceledException) when (waiting.IsCancellationRequested)
        {
            return new TaskOutcome(task, null, new ClusterException(ErrorCodes.DeadlineExceeded,
                $"{task.Kind} of cluster '{task.ClusterName}' has not ended in the time allowed; it goes on "
                + $"(phase '{task.Phase}', {task.PercentComplete} %).",
                $"To wait again, run: Wait-CseTask {task.Id}"), HasEnded: false);
        }
        catch (Exception exception)
        {
            return new TaskOutcome(task, null, exception);
        }
    }

    private async Task<TaskOutcome> WaitHereAsync(LocalOperation local, CancellationToken waiting)
    {
        await new OperationFollower(pump, host, clock, operations.Times).FollowAsync(local, waiting);
        try
        {
            OperationResult result = await local.Operation.Completion;
            return new TaskOutcome(local.Task, (object?)result.Template?.ToOutput(local.Connection.Id) ?? result.Cluster?.ToOutput(local.Connection.Id), null);
        }
        catch (OperationCanceledException)
        {
            return new TaskOutcome(local.Task, null, Stopped(local.Task, local.ResumeHint));
        }
    }

    private async Task<TaskOutcome> WaitElsewhereAsync(CseTask task, CseConnection connection, CancellationToken waiting)
    {
        OperationFollower follower = new(pump, host, clock, operations.Times);
        ClusterReference cluster = new CseClusterIdentity(task).Reference;
        try
        {
            OperationRecord record = task.IsServiceTask
                ? await connection.Clusters.WaitForTaskAsync(task.ToRecord(), s_unlimited, follower.Show, waiting)
                : await connection.Clusters.WaitAsync(cluster, s_unlimited, follower.Show, waiting);
            CseTask ended = record.ToOutput(connection.Id);
            return record.State switch
            {
                OperationState.Succeeded when record.Kind == OperationKind.Remove => new TaskOutcome(ended, null, null),
                OperationState.Succeeded => new TaskOutcome(ended, await ReadAsync(connection, cluster, waiting), null),
                OperationState.Failed => new TaskOutcome(ended, null, Failed(record)),
                _ => new TaskOutcome(ended, null, Stopped(ended, record.ResumeHint)),
            };
        }
        catch (ClusterException gone) when (gone.Code == ErrorCodes.ClusterNotFound && task.Kind == nameof(OperationKind.Remove))
        {
            // A remove takes its own record away with the vApp: that it is gone is how it ends.
            task.Status = nameof(OperationState.Succeeded);
            task.PercentComplete = 100;
            task.ResumeCommand = "";
            return new TaskOutcome(task, null, null);
        }
        finally
        {
            follower.Close();
        }
    }

    private static async Task<CseCluster> ReadAsync(CseConnection connection, ClusterReference cluster, CancellationToken waiting) =>
        (await connection.Clusters.GetClusterAsync(cluster, waiting)).ToOutput(connection.Id);

    private static ClusterException Failed(OperationRecord record) => record.Failure ?? new(record.ErrorCode ?? ErrorCodes.Internal, record.ErrorMessage ?? $"{record.Kind} of cluster '{record.ClusterName}' failed.");

    private static ClusterException Stopped(CseTask task, string resumeHint)
    {
        string how = task.Status == nameof(OperationState.Interrupted) ? "interrupted when its process died" : task.IsServiceTask ? "canceled" : "stopped";
        string where = task.Phase.Length == 0 ? "" : $" in phase '{task.Phase}'";
        return new ClusterException(ErrorCodes.Cancelled,
            $"{task.Kind} of cluster '{task.ClusterName}' did not end: it was {how}{where}.",
            resumeHint.Length == 0 ? "" : $"To continue, run: {resumeHint}");
    }
}
