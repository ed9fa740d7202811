using System.Management.Automation;

namespace CsePowerShell.Cmdlets;

/// <summary>Lets tenants make clusters in VDCs through the service.</summary>
[Cmdlet(VerbsLifecycle.Enable, "CseOrgVdc", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(CseOrgVdc))]
public sealed class EnableCseOrgVdcCommand : CseOrgVdcSwitchCmdlet
{
    private protected override Task ProcessAsync(CancellationToken stop) => ForEachVdcAsync(async (target, vdc) =>
    {
        string action = $"Enable clusters in VDC '{vdc.Name}' of organization '{vdc.Org}'";
        if (await ConfirmAsync(action + ".", action + "?"))
        {
            await SetAsync(target, vdc, enabled: true, stop);
        }
    }, stop);
}
