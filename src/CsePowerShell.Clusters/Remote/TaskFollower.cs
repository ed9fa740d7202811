using CsePowerShell.Clusters.Contract;

namespace CsePowerShell.Clusters;

/// <summary>
/// Follows an operation of the service by its vCD task, so that it looks from here like one of this process: phases, nodes, end. The following ends with the
/// connection and the task does not. A cancel goes to vCD, which the service asks at its next step.
/// </summary>
internal sealed class TaskFollower(IServiceTasks tasks, TimeProvider clock, CancellationToken closed)
{
    // vCD may be away for a while, as for the restart of a cell; the task does not mind.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    /// <summary>Follows in the background. Whatever happens, the operation ends here: with its task, or lost from sight.</summary>
    /// <param name="operation">The operation; its id is the task's.</param>
    /// <param name="readResult">Reads what came out, once it has ended well.</param>
    public void Follow(ClusterOperation operation, Func<bool, CancellationToken, Task<OperationResult>> readResult) => _ = Task.Run(async () =>
    {
        try
        {
            await FollowAsync(operation, readResult).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            string why = closed.IsCancellationRequested ? "The connection was closed." : ClusterErrors.From(error).Summary;
            string code = closed.IsCancellationRequested ? ErrorCodes.Cancelled : ClusterErrors.From(error).Code;
            operation.Lose(new ClusterException(code, $"{operation.Kind} of \"{operation.ClusterName}\" was lost sight of and goes on in the service. {why}", $"To see how it ends, connect and run: {WaitLine(operation)}"));
        }
    });

    /// <summary>The command that takes an operation up again, in this process or in another.</summary>
    public static string WaitLine(ClusterOperation operation) => $"Wait-CseTask {operation.Id}";

    private async Task FollowAsync(ClusterOperation operation, Func<bool, CancellationToken, Task<OperationResult>> readResult)
    {
        bool cancelSent = false;
        string shown = "";
        HashSet<string> nodes = [];
        for (int round = 0; ; round++)
        {
            if (operation.StopToken.IsCancellationRequested && !cancelSent)
            {
                cancelSent = true;
                await CancelAsync(operation).ConfigureAwait(false);
                round = 0;
            }

            ServiceTaskView view = await ReadAsync(operation).ConfigureAwait(false);
            switch (view.Record.State)
            {
                case OperationState.Succeeded:
                    operation.Succeed(await readResult(!view.WasUnchanged, closed).ConfigureAwait(false));
                    return;
                case OperationState.Failed:
                    operation.Fail(view.Record.Failure!);
                    return;
                case OperationState.Canceled:
                    operation.Fail(new OperationCanceledException());
                    return;
            }

            Show(operation, view, ref shown, nodes);
            await PauseAsync(operation, Backoff.Of(round), cancelSent).ConfigureAwait(false);
        }
    }

    private static void Show(ClusterOperation operation, ServiceTaskView view, ref string shown, HashSet<string> nodes)
    {
        ProgressText now = view.Progress;
        string text = now.Activity.Length > 0 ? now.Activity : view.Record.Phase;
        if (shown != view.Record.Phase + text)
        {
            shown = view.Record.Phase + text;
            operation.Enter(view.Record.Phase, view.Record.Percent, text);
        }
        else
        {
            operation.Advance(view.Record.Percent, text);
        }

        foreach (NodeProgress node in now.Nodes)
            operation.Tell(node.Node, node.Activity, node.Percent);
        // The task names the nodes at work; one that is not named any more is through.
        foreach (string gone in nodes.Where(name => now.Nodes.All(node => node.Node != name)).ToList())
            operation.Tell(gone, "done", 100, isDone: true);
        nodes.Clear();
        nodes.UnionWith(now.Nodes.Select(node => node.Node));
    }

    private async Task CancelAsync(ClusterOperation operation)
    {
        try
        {
            await tasks.CancelAsync(operation.Id, closed).ConfigureAwait(false);
            operation.Tell("vCloud Director was asked to have the task canceled; the service ends it at its next step boundary.");
        }
        catch (ClusterException error)
        {
            operation.Warn($"The task could not be canceled: {error.Summary}");
        }
    }

    private async Task<ServiceTaskView> ReadAsync(ClusterOperation operation)
    {
        long began = clock.GetTimestamp();
        for (int round = 0; ; round++)
        {
            try
            {
                return await tasks.ReadAsync(operation.Id, closed).ConfigureAwait(false)
                    ?? throw new ClusterException(ErrorCodes.NotFound, "This session does not see its task any more.");
            }
            catch (ClusterException error) when (error.Code is ErrorCodes.VcdUnavailable or ErrorCodes.TooManyRequests && clock.GetElapsedTime(began) < s_patience)
            {
                if (round == 0)
                    operation.Warn($"vCloud Director cannot be asked how the task stands: {error.Summary}");
                await clock.Delay(Backoff.Of(round), closed).ConfigureAwait(false);
            }
        }
    }

    private async Task PauseAsync(ClusterOperation operation, TimeSpan pause, bool cancelSent)
    {
        using var wake = CancellationTokenSource.CreateLinkedTokenSource(closed, cancelSent ? CancellationToken.None : operation.StopToken);
        try
        {
            await clock.Delay(pause, wake.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!closed.IsCancellationRequested)
        {
            // A wish to cancel does not wait for the next look.
        }
    }
}
