using CsePowerShell.Clusters;
using CsePowerShell.Connections;

namespace CsePowerShell.Cmdlets;

/// <summary>Runs a started operation for a cmdlet: hands out the live task, or waits, shows and, when the user stops, says how to resume.</summary>
internal sealed class ChangeRunner(PipelinePump pump, ICmdletHost host, TimeProvider clock, LocalOperations operations)
{
    public LocalOperation Track(CseConnection connection, ClusterOperation operation) => operations.Add(connection, operation);

    /// <summary>
    /// Waits for the operation. In direct mode Ctrl+C stops it at its next step boundary, since this process is the worker; one of the service goes on, and
    /// Ctrl+C ends the waiting alone.
    /// </summary>
    /// <param name="local">The operation.</param>
    /// <param name="through">What the line that resumes needs besides: see <see cref="ResumeLine.ThroughAsync"/>.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <returns>The result; what the operation failed with is thrown.</returns>
    public async Task<OperationResult> CompleteAsync(LocalOperation local, string through, CancellationToken stop)
    {
        ClusterOperation operation = local.Operation;
        pump.LastWords = () =>
        {
            Stop(operation);
            host.WriteWarning(LastWords(local, through));
        };
        using CancellationTokenRegistration registration = stop.Register(() => Stop(operation));
        try
        {
            await new OperationFollower(pump, host, clock, operations.Times).FollowAsync(local, stop);
        }
        finally
        {
            if (!stop.IsCancellationRequested)
            {
                pump.LastWords = null;
            }
        }

        return await operation.Completion;
    }

    private static void Stop(ClusterOperation operation)
    {
        if (!operation.IsRemote)
        {
            operation.Cancel();
        }
    }

    private static string LastWords(LocalOperation local, string through)
    {
        ClusterOperation operation = local.Operation;
        if (operation.IsRemote)
        {
            return ResumeLine.Of($"{operation.Kind} of cluster '{operation.ClusterName}' goes on in the service. To wait for it again, here or elsewhere, run:", local.Task.ResumeCommand, through);
        }

        if (operation.Kind == OperationKind.Import)
        {
            return ResumeLine.Of($"Import of template '{operation.ClusterName}' was stopped at {operation.Percent} %. To run it again:", local.ResumeHint, through);
        }

        string phase = operation.Phase.Length == 0 ? "at its start" : $"in phase '{operation.Phase}'";
        return ResumeLine.Of($"{operation.Kind} of cluster '{operation.ClusterName}' was stopped {phase}; it ends at the next step boundary. To continue, run:", local.ResumeHint, through);
    }
}
