using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Faults;

namespace CsePowerShell.Simulator.Tasks;

/// <summary>The work behind a task, as the code of an operation sees it: let time pass, change the world, fail.</summary>
internal sealed class TaskRun(World world, VcdTask task, TaskOrder order, FaultPlan faults, TimeProvider clock, CancellationToken stop)
{
    private const int Slices = 4;

    private TimeSpan _slowedBy;
    private Fault? _failure;

    public VcdTask Task => task;
    public CancellationToken Stop => stop;

    /// <summary>Asks the fault plan, once for a task.</summary>
    public TaskRun WithFaults()
    {
        _slowedBy = Take(FaultKinds.TaskSlow) is { } slow ? slow.Seconds("seconds") ?? TimeSpan.FromSeconds(30) : TimeSpan.Zero;
        _failure = Take(FaultKinds.TaskFails);
        return this;
    }

    /// <summary>Lets time pass while the task's progress grows to <paramref name="until"/> percent.</summary>
    /// <exception cref="TaskFailedException">The fault plan says so.</exception>
    public async Task PassAsync(TimeSpan duration, int until = 99)
    {
        int from = task.Progress ?? 0;
        for (int slice = 1; slice <= Slices; slice++)
        {
            await System.Threading.Tasks.Task.Delay((duration + _slowedBy) / Slices, clock, stop);
            lock (world.Gate) task.Progress = from + ((until - from) * slice / Slices);
            if (_failure is not null && slice == Slices / 2) throw TaskFailedException.From(_failure);
        }
        _slowedBy = TimeSpan.Zero;
    }

    /// <summary>Changes the world, unless the task was cancelled meanwhile.</summary>
    public void Commit(Action change)
    {
        lock (world.Gate)
        {
            stop.ThrowIfCancellationRequested();
            change();
        }
    }

    private Fault? Take(string kind) => faults.TryTake(kind, out Fault? fault,
        [("operation", task.OperationName), ("name", order.Owner.Name), .. order.VmNames.Select(vm => ("vm", vm))]) ? fault : null;
}

/// <summary>A task ends in error.</summary>
internal sealed class TaskFailedException(TaskError error) : Exception(error.Message)
{
    public TaskError Error { get; } = error;

    public static TaskFailedException From(Fault fault) =>
        new(new TaskError(500, fault["minor"] ?? "INTERNAL_SERVER_ERROR",
            fault["message"] ?? "Unable to perform this action. Contact your cloud administrator."));
}
