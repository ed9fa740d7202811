using System.Management.Automation;
using CsePowerShell.Clusters;
using CsePowerShell.Completion;
using CsePowerShell.Connections;

namespace CsePowerShell.Cmdlets;

/// <summary>Adds workers to clusters, with the template, sizes and keys that the pool has, and returns them once they are Ready.</summary>
/// <remarks>Each run adds so many more. To ask for a total, which a repeat does not exceed, use Set-CseClusterSize.</remarks>
[Cmdlet(VerbsCommon.Add, "CseNode", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(CseNode), typeof(CseTask), typeof(CseClusterPlan))]
public sealed class AddCseNodeCommand : CseClusterTargetCmdlet
{
    /// <summary>How many, 1 to 100; 1 by default.</summary>
    [Parameter(Position = 1)]
    [PSDefaultValue(Value = 1)]
    public int Count { get; set; } = 1;

    /// <summary>Name of the worker pool; not needed when the cluster has one.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NodePoolCompleter))]
    public string? NodePool { get; set; }

    /// <summary>Keeps nodes that were added when the operation fails, to look at them.</summary>
    [Parameter]
    public SwitchParameter NoRollback { get; set; }

    /// <summary>Limit for the operation on one cluster in seconds, from 1; 7200 by default.</summary>
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
        ResizeRequest request = new()
        {
            Pool = NodePool,
            Add = Count,
            NoRollback = IsOn(NoRollback),
            Timeout = TimeoutSec is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
        HashSet<string> before = [];
        ClusterChange change = new(target.Connection, ConfirmImpact.Medium, $"Add {Count} workers to cluster '{target.Name}'",
            () => clusters.PlanResizeAsync(target.Reference, request, stop), () => clusters.StartResizeAsync(target.Reference, request, stop))
        {
            PlanOnly = IsOn(PlanOnly),
            RunAsync = IsOn(RunAsync),
            Before = async () => before = [.. (await clusters.GetNodesAsync(target.Reference, askKubernetes: false, stop)).Select(node => node.Name)],
        };
        if (await ChangeAsync(change, stop) is null)
        {
            return;
        }

        ClusterNodes after = await clusters.GetNodesAsync(target.Reference, askKubernetes: true, stop);
        foreach (Node node in after.Where(node => !before.Contains(node.Name)))
        {
            await EmitAsync(node.ToOutput(target.Connection.Id));
        }
    }, stop);
}
