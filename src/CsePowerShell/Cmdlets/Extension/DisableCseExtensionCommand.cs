using System.Management.Automation;

namespace CsePowerShell.Cmdlets;

/// <summary>Has all hosts of the service answer tenants with 503, those that run and those to come. Operations that were begun go on to their end.</summary>
[Cmdlet(VerbsLifecycle.Disable, "CseExtension", SupportsShouldProcess = true)]
[OutputType(typeof(CseExtension))]
public sealed class DisableCseExtensionCommand : CseExtensionSwitchCmdlet
{
    private protected override Task ProcessAsync(CancellationToken stop) => SwitchAsync(serving: false, "Disable", stop);
}
