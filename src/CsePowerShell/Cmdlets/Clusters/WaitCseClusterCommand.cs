using System.Management.Automation;
using CsePowerShell.Clusters;
using CsePowerShell.Errors;

namespace CsePowerShell.Cmdlets;

/// <summary>Waits until clusters are provisioned, Ready or removed, whoever works on them and wherever. Many are waited for side by side.</summary>
/// <remarks>A cluster whose operation has failed or was interrupted is an error at once: nobody is bringing it any further.</remarks>
[Cmdlet(VerbsLifecycle.Wait, "CseCluster")]
[OutputType(typeof(CseCluster))]
public sealed class WaitCseClusterCommand : CseClusterTargetCmdlet
{
    private readonly List<ClusterTarget> _targets = [];

    /// <summary>
    /// Provisioned: there, and no operation is changing it. Ready: every wanted node is Ready in Kubernetes, too; the default. Removed: gone.
    /// </summary>
    [Parameter(Position = 1)]
    [PSDefaultValue(Value = "Ready")]
    [ValidateSet("Provisioned", "Ready", "Removed")]
    public string For { get; set; } = "Ready";

    /// <summary>How long to wait for all of them, in seconds, from 1; without it, for ever. Then the error is CseDeadlineExceeded; what works goes on.</summary>
    [Parameter]
    [PSDefaultValue(Help = "For ever")]
    [ValidateRange(1, int.MaxValue)]
    public int? TimeoutSec { get; set; }

    // Many clusters down the pipeline are waited for side by side, which only the end can begin.
    private protected override Task ProcessAsync(CancellationToken stop) => ForEachClusterAsync(target =>
    {
        _targets.Add(target);
        return Task.CompletedTask;
    }, stop);

    private protected override async Task EndAsync(CancellationToken stop)
    {
        WaitGoal goal = (WaitGoal)Enum.Parse(typeof(WaitGoal), For, ignoreCase: true);
        using CancellationTokenSource limit = TimeoutSec is { } seconds ? Clock.StartLimit(TimeSpan.FromSeconds(seconds)) : new CancellationTokenSource();
        using CancellationTokenSource waiting = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        List<Task<(ClusterTarget Target, Cluster? Cluster, Exception? Failure)>> waits = [.. _targets.Select(target => WaitAsync(target, goal, waiting.Token, stop))];
        while (waits.Count > 0)
        {
            Task<(ClusterTarget Target, Cluster? Cluster, Exception? Failure)> ended = await Task.WhenAny(waits);
            waits.Remove(ended);
            stop.ThrowIfCancellationRequested();
            (ClusterTarget target, Cluster? cluster, Exception? failure) = await ended;
            await ForEachTargetAsync([target], async _ =>
            {
                if (failure is not null)
                {
                    throw failure;
                }

                if (cluster is not null)
                {
                    await EmitAsync(cluster.ToOutput(target.Connection.Id));
                }
            }, stop);
        }
    }

    private async Task<(ClusterTarget Target, Cluster? Cluster, Exception? Failure)> WaitAsync(ClusterTarget target, WaitGoal goal, CancellationToken waiting, CancellationToken stop)
    {
        string missing = "";
        ProgressLine line = new(Pump, CmdletHost);
        try
        {
            Cluster? cluster = await ClusterWait.ForAsync(target.Connection.Clusters, target.Reference, goal, Clock, (what, now) =>
            {
                if (what != missing)
                {
                    Tell($"{target.Name}: {what}");
                }

                missing = what;
                line.Show($"Waiting until {target.Name} is {goal}", what, now?.CurrentOperation is { State: OperationState.Running } operation ? operation.Percent : -1);
            }, waiting);
            return (target, cluster, null);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return (target, null, new ClusterException(ErrorCodes.DeadlineExceeded, $"After {TimeoutSec} s cluster '{target.Name}' is not {goal}. {missing}".TrimEnd(),
                "What works on it goes on; wait again, or look at it with Test-CseCluster."));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return (target, null, exception);
        }
        finally
        {
            line.Close();
        }
    }
}
