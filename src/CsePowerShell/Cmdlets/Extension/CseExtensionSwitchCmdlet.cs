using System.Management.Automation;
using CsePowerShell.Connections;
using CsePowerShell.VCloud;

namespace CsePowerShell.Cmdlets;

/// <summary>
/// The base of enabling and disabling. vCloud Director's own switch of the service stays on, or the request to enable could not arrive: it is the service that
/// answers tenants with 503 while it is disabled.
/// </summary>
public abstract class CseExtensionSwitchCmdlet : CseExtensionCmdlet
{
    private protected CseExtensionSwitchCmdlet()
    {
    }

    /// <summary>Returns the extension as it is then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected async Task SwitchAsync(bool serving, string action, CancellationToken stop)
    {
        (CseConnection connection, VCloudClient client) = await AdministratorAsync();
        string text = $"{action} the extension '{Name}' in {connection.Server.Name}";
        if (!await ConfirmAsync(text + ".", text + "?"))
        {
            return;
        }

        if (!await Control(client).SetServingAsync(serving, stop))
        {
            await WarnAsync("No host of the service is running; those that start will read it.");
        }

        if (IsOn(PassThru))
        {
            await EmitAsync(await ReadAsync(connection, client, Name, stop));
        }
    }
}
