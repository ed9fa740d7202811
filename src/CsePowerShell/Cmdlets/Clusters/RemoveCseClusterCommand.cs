using System.Management.Automation;
using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Connections;

namespace CsePowerShell.Cmdlets;

/// <summary>Removes clusters with their VMs, or continues to. Nothing that does not bear the marks of a cluster is ever touched.</summary>
[Cmdlet(VerbsCommon.Remove, "CseCluster", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(CseRemoval), typeof(CseTask), typeof(CseClusterPlan))]
public sealed class RemoveCseClusterCommand : CseClusterTargetCmdlet
{
    /// <summary>Removes it in whatever state it is: half made, failed, or with an operation on record that does not end.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

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

    /// <summary>Returns what was removed, and what is left of it.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Also takes the contexts of the cluster out of your kubeconfig, once it is gone. Not with -RunAsync: the cluster is there still, then.</summary>
    [Parameter]
    public SwitchParameter RemoveKubeconfigContext { get; set; }

    /// <summary>Returns what would be done as an object and does nothing.</summary>
    [Parameter]
    public SwitchParameter PlanOnly { get; set; }

    internal Func<string, string?>? Variable { get; set; }

    private protected override Task ProcessAsync(CancellationToken stop) => ForEachClusterAsync(async target =>
    {
        if (IsOn(RunAsync) && IsOn(RemoveKubeconfigContext))
        {
            throw new ArgumentException("With -RunAsync nobody waits until the cluster is gone. Leave -RemoveKubeconfigContext out, and run Remove-CseKubeconfig after Wait-CseTask.");
        }

        IClusterOperations clusters = target.Connection.In(Mode);
        RemoveOptions options = new() { Force = IsOn(Force), Timeout = TimeoutSec is { } seconds ? TimeSpan.FromSeconds(seconds) : null };
        CseCluster? gone = null;
        ClusterChange change = new(target.Connection, ConfirmImpact.High, $"Remove cluster '{target.Name}' and its VMs",
            () => clusters.PlanRemoveAsync(target.Reference, options, stop), () => clusters.StartRemoveAsync(target.Reference, options, stop))
        {
            PlanOnly = IsOn(PlanOnly),
            RunAsync = IsOn(RunAsync),
            // Read while it is there: afterwards nobody knows which server a context of its name must have to be its own.
            Before = async () => gone = !IsOn(RemoveKubeconfigContext) ? null
                : target.Known ?? (await clusters.GetClusterAsync(target.Reference, stop)).ToOutput(target.Connection.Id),
        };
        if (await ChangeAsync(change, stop) is not { } result)
        {
            return;
        }

        if (result.Removed is { Left.Count: > 0 } report)
        {
            await WarnAsync($"Of cluster '{target.Name}' this is left: {string.Join(", ", report.Left)}. Run the same command again to remove it.");
        }

        if (gone is not null)
        {
            await RemoveContextsAsync(new CseClusterIdentity(gone), stop);
        }

        if (IsOn(PassThru) && result.Removed is { } removed)
        {
            await EmitAsync(removed.ToOutput(target.Connection.Id));
        }
    }, stop);

    private async Task RemoveContextsAsync(CseClusterIdentity gone, CancellationToken stop)
    {
        KubeconfigStore store = await KubeconfigFiles.OpenAsync(Pump, CmdletHost, path: null, Variable, Clock);
        Func<KubeconfigContext, bool> which = context => KubeconfigFiles.IsFor(context, gone);
        foreach (CseKubeconfigChange change in await KubeconfigFiles.RemoveAsync(store, which, keepBackup: true, stop))
        {
            Tell($"Took {string.Join(", ", change.Context)} out of '{change.Path}'.");
        }
    }
}
