namespace CsePowerShell.VCloud;

/// <summary>Tasks of vCD: read, wait, cancel.</summary>
public sealed class TaskService
{
    // Most tasks take either a second or a minute: ask soon at first, then rarely.
    private static readonly TimeSpan[] s_pauses =
    [
        TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(5),
    ];

    private readonly ApiChannel _channel;

    internal TaskService(ApiChannel channel) => _channel = channel;

    /// <summary>Reads a task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task as it is now.</returns>
    public async Task<VCloudTask> GetAsync(EntityReference task, CancellationToken cancellationToken = default)
    {
        if (task is null)
            throw new ArgumentNullException(nameof(task));
        return TaskDocument.Read(await _channel.GetAsync(task.Href, "Task", cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Waits for a task to end well. It is read after 0.5, 1, 2, 4 and then every 5 seconds, and once earlier when its progress says that it should have ended.</summary>
    /// <param name="task">The task.</param>
    /// <param name="options">Deadline and progress; null for neither.</param>
    /// <param name="cancellationToken">Ends the wait, not the task.</param>
    /// <returns>The task as it ended, in state Success.</returns>
    /// <exception cref="VCloudTaskException">The task ended in error, canceled or aborted.</exception>
    /// <exception cref="VCloudTaskTimeoutException">The deadline passed.</exception>
    public async Task<VCloudTask> WaitAsync(VCloudTask task, TaskWaitOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (task is null)
            throw new ArgumentNullException(nameof(task));
        TimeProvider clock = _channel.Clock;
        long start = clock.GetTimestamp();
        bool foreseen = false;
        for (int round = 0; ; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (options?.OnProgress is { } onProgress)
                await onProgress(task).ConfigureAwait(false);
            if (task.IsFinished)
                return task.Status == VCloudTaskStatus.Success ? task : throw TaskFailure.From(task);

            TimeSpan pause = s_pauses[Math.Min(round, s_pauses.Length - 1)];

            // Once per task: some stay at 99 % for minutes.
            if (!foreseen && Remaining(task, clock.GetElapsedTime(start)) is { } rest && rest < pause)
            {
                pause = rest;
                foreseen = true;
            }

            if (options?.Deadline is { } deadline)
            {
                TimeSpan waited = clock.GetElapsedTime(start);
                if (waited >= deadline)
                    throw TaskFailure.TimedOut(task, waited);
                // The last look is taken when the deadline passes, not up to five seconds later.
                if (waited + pause > deadline)
                    pause = deadline - waited;
            }

            await clock.Delay(pause, cancellationToken).ConfigureAwait(false);
            task = await GetAsync(task, cancellationToken).ConfigureAwait(false);
        }
    }

    // How long the task still takes if it goes on as it went until now; half a second is left for its end.
    private static TimeSpan? Remaining(VCloudTask task, TimeSpan waited) =>
        task.Progress is > 0 and < 100 and int percent && waited > TimeSpan.Zero
            ? TimeSpan.FromTicks(waited.Ticks * (100 - percent) / percent) + s_pauses[0]
            : null;

    /// <summary>Asks vCD to cancel a task. It ends a while later, as canceled or otherwise.</summary>
    /// <param name="task">The task.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>When vCD has taken the wish.</returns>
    /// <exception cref="VCloudLinkMissingException">The task cannot be canceled: it has ended, or has not begun.</exception>
    public async Task CancelAsync(EntityReference task, CancellationToken cancellationToken = default)
    {
        // Whether a task can be canceled changes by the second: what the caller holds may be old.
        VCloudTask now = await GetAsync(task, cancellationToken).ConfigureAwait(false);
        await _channel.PostAsync(now.Links.Require("task:cancel").Href, cancellationToken).ConfigureAwait(false);
    }
}
