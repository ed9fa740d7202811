namespace CsePowerShell.VCloud;

/// <summary>Tasks of vCD: read, wait, cancel.</summary>
public sealed class TaskService
{
    /// <summary>Reads a task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task as it is now.</returns>
    public Task<VCloudTask> GetAsync(EntityReference task, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Waits for a task to end well. It is read after 0.5, 1, 2, 4 and then every 5 seconds.</summary>
    /// <param name="task">The task.</param>
    /// <param name="options">Deadline and progress; null for neither.</param>
    /// <param name="cancellationToken">Ends the wait, not the task.</param>
    /// <returns>The task as it ended, in state Success.</returns>
    /// <exception cref="VCloudTaskException">The task ended in error, canceled or aborted.</exception>
    /// <exception cref="VCloudTaskTimeoutException">The deadline passed.</exception>
    public Task<VCloudTask> WaitAsync(VCloudTask task, TaskWaitOptions? options = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Asks vCD to cancel a task. It ends a while later, as canceled or otherwise.</summary>
    /// <param name="task">The task.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>When vCD has taken the wish.</returns>
    public Task CancelAsync(EntityReference task, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
