using System.Management.Automation;
using CsePowerShell.Clusters;
using CsePowerShell.Completion;
using CsePowerShell.Connections;
using CsePowerShell.Errors;

namespace CsePowerShell.Cmdlets;

/// <summary>Changes the number of workers of clusters. A cluster that has that size already is left alone.</summary>
/// <remarks>
/// Workers that are removed are cordoned and drained first; a pod or disruption budget that blocks is named and the cluster stays whole.
/// Shrinking asks for consent: -Force, or -Confirm:$false.
/// </remarks>
[Cmdlet(VerbsCommon.Set, "CseClusterSize", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = TotalSet)]
[Alias("Resize-CseCluster")]
[OutputType(typeof(CseCluster), typeof(CseTask), typeof(CseClusterPlan))]
public sealed class SetCseClusterSizeCommand : CseClusterTargetCmdlet
{
    private const string TotalSet = "Total";
    private const string AddSet = "Add";
    private const string RemoveSet = "Remove";

    /// <summary>Wanted number of workers in the pool, 0 to 100. With 0 the control plane stays, and pods wait until there are workers again.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = TotalSet)]
    [Alias("Workers")]
    public int? WorkerCount { get; set; }

    /// <summary>How many workers more, 1 to 100.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AddSet)]
    public int? Add { get; set; }

    /// <summary>How many workers fewer, 1 to 100.</summary>
    [Parameter(Mandatory = true, ParameterSetName = RemoveSet)]
    public int? Remove { get; set; }

    /// <summary>Name of the worker pool; not needed when the cluster has one.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NodePoolCompleter))]
    public string? NodePool { get; set; }

    /// <summary>Shrinks without asking, and also removes pods that no controller makes again elsewhere.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>How long evicting the pods of one worker may take, in seconds, from 1; 300 by default.</summary>
    [Parameter]
    [PSDefaultValue(Value = 300)]
    [ValidateRange(1, int.MaxValue)]
    public int? DrainTimeoutSec { get; set; }

    /// <summary>Keeps workers that were added when the operation fails; the same command continues.</summary>
    [Parameter]
    public SwitchParameter NoRollback { get; set; }

    /// <summary>Limit for the whole operation in seconds, from 1; 7200 by default.</summary>
    [Parameter]
    [PSDefaultValue(Value = 7200)]
    [ValidateRange(1, int.MaxValue)]
    public int? TimeoutSec { get; set; }

    /// <summary>
    /// Who does it: the API extension (Service) or this process (Direct). Auto, the default, is as the connection has it: through the extension where one is enabled.
    /// </summary>
    [Parameter]
    public CseMode Mode { get; set; }

    /// <summary>Returns a live task at once and goes on in the background: in the service, or of this PowerShell process. Wait-CseTask waits for it.</summary>
    [Parameter]
    [Alias("NoWait")]
    public SwitchParameter RunAsync { get; set; }

    /// <summary>Returns what would be done as an object, after checking everything against the server, and does nothing.</summary>
    [Parameter]
    public SwitchParameter PlanOnly { get; set; }

    private protected override Task ProcessAsync(CancellationToken stop) => ForEachClusterAsync(async target =>
    {
        IClusterOperations clusters = target.Connection.In(Mode);
        ResizeRequest request = Request();
        ClusterChange change = new(target.Connection, ConfirmImpact.Medium, $"{Wish} of cluster '{target.Name}'",
            () => clusters.PlanResizeAsync(target.Reference, request, stop), () => clusters.StartResizeAsync(target.Reference, request, stop))
        {
            PlanOnly = IsOn(PlanOnly),
            RunAsync = IsOn(RunAsync),
            Consent = () => ConsentToShrinkAsync(target, request, stop),
        };
        if (await ChangeAsync(change, stop) is not { } result)
        {
            return;
        }

        if (!result.Changed)
        {
            Tell($"Cluster '{target.Name}' has that size already; nothing was changed.");
        }

        if (result.Cluster is { } cluster)
        {
            await EmitAsync(cluster.ToOutput(target.Connection.Id));
        }
    }, stop);

    private string Wish => WorkerCount is { } total ? $"Set the number of workers to {total}"
        : Add is { } more ? "Add " + Workers(more)
        : "Remove " + Workers(Remove ?? 0);

    private static string Workers(int count) => count == 1 ? "1 worker" : $"{count} workers";

    private ResizeRequest Request() => new()
    {
        Pool = NodePool,
        WorkerCount = WorkerCount,
        Add = Add,
        Remove = Remove,
        Force = IsOn(Force),
        NoRollback = IsOn(NoRollback),
        DrainTimeout = DrainTimeoutSec is { } drain ? TimeSpan.FromSeconds(drain) : null,
        Timeout = TimeoutSec is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
    };

    /// <summary>
    /// Removing workers evicts what runs on them, which -Confirm's default does not ask about. ShouldContinue would ask even after -Confirm:$false,
    /// so an explicit one counts as consent here.
    /// </summary>
    private async Task<bool> ConsentToShrinkAsync(ClusterTarget target, ResizeRequest request, CancellationToken stop)
    {
        if (IsOn(Force) || Add is not null || IsBound("Confirm"))
        {
            return true;
        }

        ClusterPlan plan = await target.Connection.In(Mode).PlanResizeAsync(target.Reference, request, stop);
        if (plan.VmsToRemove.Count == 0)
        {
            return true;
        }

        string names = string.Join(", ", plan.VmsToRemove);
        string workers = Workers(plan.VmsToRemove.Count);
        bool? consent = await Pump.AskAsync(() => CmdletHost.ShouldContinue(
            $"Cluster '{target.Name}' loses {workers} ({names}). "
                + "Their pods are evicted and run elsewhere, where a controller and room for them exist.",
            "Shrink the cluster?"));
        if (consent is null)
        {
            throw new ConsentException($"Cluster '{target.Name}' would lose {workers} ({names}), "
                + "and nobody can be asked here. Use -Confirm:$false.");
        }

        return consent.Value;
    }
}
