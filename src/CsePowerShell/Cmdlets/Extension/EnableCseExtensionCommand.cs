using System.Management.Automation;

namespace CsePowerShell.Cmdlets;

/// <summary>Has all hosts of the service serve tenants, those that run and those to come.</summary>
[Cmdlet(VerbsLifecycle.Enable, "CseExtension", SupportsShouldProcess = true)]
[OutputType(typeof(CseExtension))]
public sealed class EnableCseExtensionCommand : CseExtensionSwitchCmdlet
{
    private protected override Task ProcessAsync(CancellationToken stop) => SwitchAsync(serving: true, "Enable", stop);
}
