using System.Management.Automation;
using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Completion;
using CsePowerShell.Connections;
using CsePowerShell.Errors;

namespace CsePowerShell.Cmdlets;

/// <summary>Waits until operations have ended, many at once with a progress line each, whether they run in this process or in another.</summary>
/// <remarks>
/// What comes out is the result of each as it ends: the cluster after a create or resize, the template after an import, nothing after a remove; with -PassThru
/// the task.
/// An operation that failed is an error. Ctrl+C ends the waiting and not the operations.
/// </remarks>
[Cmdlet(VerbsLifecycle.Wait, "CseTask")]
[OutputType(typeof(CseCluster), typeof(CseTemplate), typeof(CseTask))]
public sealed class WaitCseTaskCommand : CseConnectedCmdlet
{
    private readonly List<CseTaskIdentity> _wanted = [];

    /// <summary>Tasks: ids (uuid), or objects from New-CseCluster -RunAsync or Get-CseTask.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Id")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TaskCompleter))]
    public CseTaskIdentity[] Task { get; set; } = [];

    /// <summary>Ends with the first that ends; the others go on.</summary>
    [Parameter]
    public SwitchParameter Any { get; set; }

    /// <summary>
    /// How long to wait, in seconds, from 1; without it, as long as it takes. Then the tasks that still run are errors (CseDeadlineExceeded), and go
    /// on.
    /// </summary>
    [Parameter]
    [PSDefaultValue(Help = "No limit")]
    [ValidateRange(1, 31_536_000)]
    public int? TimeoutSec { get; set; }

    /// <summary>Returns the tasks as they ended, instead of their results.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override Task ProcessAsync(CancellationToken stop)
    {
        _wanted.AddRange(Task);
        return System.Threading.Tasks.Task.CompletedTask;
    }

    private protected override async Task EndAsync(CancellationToken stop)
    {
        using CancellationTokenSource limit = TimeoutSec is { } seconds
            ? Clock.StartLimit(TimeSpan.FromSeconds(seconds))
            : new CancellationTokenSource();
        using CancellationTokenSource waiting = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        TaskWaiter waiter = new(Pump, CmdletHost, Clock, Operations);
        List<Task<TaskOutcome>> waits = [];
        List<CseTask> open = [];
        await ForEachTargetAsync(_wanted, async identity =>
        {
            CseConnection? owner = identity.Server is { } server && Operations.Find(identity.Id) is null ? await ConnectionAsync(server) : null;
            CseTask task = await new TaskFinder(Operations).FindAsync(identity, owner, ConnectionsAsync, stop) ?? throw TaskFinder.NotFound(identity);
            open.Add(task);
            waits.Add(waiter.WaitAsync(task, owner ?? await ConnectionAsync(task.Server), waiting.Token));
        }, stop);
        string through = await ResumeLine.ThroughAsync(Pump, CmdletHost, [.. open.Select(task => task.Server)]);
        Pump.LastWords = () => CmdletHost.WriteWarning(ResumeLine.Of(
            open.Count == 1 ? "The operation goes on. To wait for it again, run:" : $"The {open.Count} operations go on. To wait for them again, run:",
            "Wait-CseTask " + string.Join(",", open.Select(task => task.Id)), through));
        try
        {
            await EmitAsTheyEndAsync(waits, open, stop);
        }
        finally
        {
            waiting.Cancel();
        }

        // After -Any the other waits end as well, and take their progress lines away while they still can.
        await System.Threading.Tasks.Task.WhenAll(waits);
        Pump.LastWords = null;
    }

    private async Task EmitAsTheyEndAsync(List<Task<TaskOutcome>> waits, List<CseTask> open, CancellationToken stop)
    {
        while (waits.Count > 0)
        {
            Task<TaskOutcome> ended = await System.Threading.Tasks.Task.WhenAny(waits);
            waits.Remove(ended);
            stop.ThrowIfCancellationRequested();
            TaskOutcome outcome = await ended;
            open.RemoveAll(task => task.Id == outcome.Task.Id);
            if (outcome.Failure is { } failure)
            {
                CseError error = ErrorMap.ToError(failure, outcome.Task);
                await ReportAsync(error);
            }

            object? output = IsOn(PassThru) ? outcome.Task : outcome.Result;
            if (output is not null)
            {
                await EmitAsync(output);
            }

            if (IsOn(Any) && outcome.HasEnded)
            {
                return;
            }
        }
    }
}
