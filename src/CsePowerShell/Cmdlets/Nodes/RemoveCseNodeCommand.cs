using System.Management.Automation;
using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Completion;
using CsePowerShell.Connections;

namespace CsePowerShell.Cmdlets;

/// <summary>Removes workers: each is cordoned and drained, taken out of Kubernetes, and its VM deleted.</summary>
/// <remarks>
/// A node that is gone already counts as removed, so that the same command can be run again. One that is not Ready is removed after a warning, since what
/// ran on it cannot be moved. To keep the capacity, add a node first (Add-CseNode).
/// </remarks>
[Cmdlet(VerbsCommon.Remove, "CseNode", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(CseTask), typeof(CseClusterPlan))]
public sealed class RemoveCseNodeCommand : CseNodeTargetCmdlet
{
    /// <summary>Workers: objects from Get-CseNode (or copies of them), or names or VM URNs in -Cluster; wildcards work.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [SupportsWildcards]
    [Alias("Name")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public override CseNodeIdentity[]? Node { get; set; }

    /// <summary>Also removes pods that no controller makes again elsewhere.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>How long evicting the pods of one node may take, in seconds, from 1; 300 by default.</summary>
    [Parameter]
    [PSDefaultValue(Value = 300)]
    [ValidateRange(1, int.MaxValue)]
    public int? DrainTimeoutSec { get; set; }

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

    /// <summary>Returns a live task per cluster at once and goes on in the background: in the service, or of this PowerShell process. Wait-CseTask waits for it.</summary>
    [Parameter]
    [Alias("NoWait")]
    public SwitchParameter RunAsync { get; set; }

    /// <summary>Returns what would be done as an object, after checking everything against the server, and does nothing.</summary>
    [Parameter]
    public SwitchParameter PlanOnly { get; set; }

    private protected override Task EndAsync(CancellationToken stop) => ForEachTargetAsync(Selection.Groups.Where(group => group.Names.Count > 0), async group =>
    {
        (CseConnection connection, ClusterReference reference) = (group.Cluster.Connection, group.Cluster.Reference);
        IClusterOperations clusters = connection.In(Mode);
        ResizeRequest request = new()
        {
            RemoveNodes = [.. group.Names.OrderBy(name => name, StringComparer.Ordinal)],
            Force = IsOn(Force),
            DrainTimeout = DrainTimeoutSec is { } drain ? TimeSpan.FromSeconds(drain) : null,
            Timeout = TimeoutSec is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
        string names = string.Join(", ", request.RemoveNodes);
        ClusterChange change = new(connection, ConfirmImpact.High, $"Drain and remove {names} of cluster '{group}'",
            () => clusters.PlanResizeAsync(reference, request, stop), () => clusters.StartResizeAsync(reference, request, stop)) { PlanOnly = IsOn(PlanOnly), RunAsync = IsOn(RunAsync) };
        if (await ChangeAsync(change, stop) is not { } result)
        {
            return;
        }

        Tell(result.Changed ? $"Removed {names} of cluster '{group}'." : $"Cluster '{group}' has none of {names} any more; nothing was changed.");
    }, stop);
}
