using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Faults;

namespace CsePowerShell.Simulator.Tasks;

/// <summary>Makes tasks and runs the work behind them in the background, from queued to one of the ends.</summary>
internal sealed class TaskEngine(World world, LatencyProfile latency, FaultPlan faults, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>How long a task can still be read after its start (90 days: FOG recordings).</summary>
    private static readonly TimeSpan s_lifetime = TimeSpan.FromDays(90);

    private readonly CancellationTokenSource _stopping = new();
    private readonly HashSet<Task> _running = [];

    public LatencyProfile Latency => latency;
    public TimeProvider Clock => clock;
    public DateTimeOffset Now => clock.GetUtcNow();
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>
    /// Starts work as a task; the caller holds the gate and has found the vApp not busy. <paramref name="undo"/> runs under the gate when the
    /// work failed or was cancelled.
    /// </summary>
    public VcdTask Start(TaskOrder order, Func<TaskRun, Task> work, Action? undo = null)
    {
        VcdTask task = Add(new VcdTask(Guid.NewGuid(), order.Org, order.User, new TaskReference(order.Owner))
        {
            OperationName = order.Operation.Name,
            Operation = order.Operation.RunningText(order.Owner),
            Started = Now,
            Expires = Now + s_lifetime,
            Stop = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token),
        });
        order.Owner.Tasks.RemoveAll(earlier => earlier.HasEnded);
        order.Owner.Tasks.Add(task);
        if (order.Busy is not null) order.Busy.BusyWith = task;

        Task run = Task.Run(() => RunAsync(order, task, work, undo));
        _running.Add(run);
        _ = run.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return task;
    }

    /// <summary>Adds a task that is worked on elsewhere, by an extension. The caller holds the gate.</summary>
    public VcdTask Add(VcdTask task)
    {
        Sweep();
        world.Add(task);
        world.Tasks.Add(task);
        task.Org.History.Add(task);
        return task;
    }

    public DateTimeOffset ExpiryFromNow() => Now + s_lifetime;

    /// <summary>Tasks past their expiry can no longer be read.</summary>
    public void Sweep()
    {
        while (world.Tasks.Count > 0 && world.Tasks[0].Expires < Now && world.Tasks[0].HasEnded)
        {
            VcdTask expired = world.Tasks[0];
            world.Tasks.RemoveAt(0);
            expired.Org.History.Remove(expired);
            expired.Owner.Entity?.Tasks.Remove(expired);
            world.Forget(expired);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        Task[] running;
        lock (world.Gate) running = [.. _running];
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task RunAsync(TaskOrder order, VcdTask task, Func<TaskRun, Task> work, Action? undo)
    {
        string state = TaskState.Success;
        TaskError? error = null;
        try
        {
            task.Stop!.Token.ThrowIfCancellationRequested();
            lock (world.Gate) (task.Status, task.Progress) = (TaskState.Running, 1);
            await work(new TaskRun(world, task, order, faults, clock, task.Stop.Token).WithFaults());
        }
        catch (OperationCanceledException)
        {
            state = TaskState.Canceled;
        }
        catch (TaskFailedException exception)
        {
            (state, error) = (TaskState.Error, exception.Error);
        }
        catch (Exception exception)
        {
            // A defect of the simulator must show where its user looks, and must not leave the vApp busy for ever.
            (state, error) = (TaskState.Error, new TaskError(500, "INTERNAL_SERVER_ERROR", $"The simulator failed: {exception.Message}",
                exception.ToString()));
        }
        lock (world.Gate) End(order, task, state, error, undo);
    }

    private void End(TaskOrder order, VcdTask task, string state, TaskError? error, Action? undo)
    {
        if (state != TaskState.Success) undo?.Invoke();
        (task.Status, task.Error, task.Ended) = (state, error, Now);
        task.Operation = order.Operation.EndedText(order.Owner);
        if (state == TaskState.Success) task.Progress = 100;
        if (state != TaskState.Error) order.Owner.Tasks.Remove(task);
        if (order.Busy is { } busy && busy.BusyWith == task) busy.BusyWith = null;
    }

    private void Forget(Task run)
    {
        lock (world.Gate) _running.Remove(run);
    }
}
