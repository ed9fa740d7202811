using System.Management.Automation;
using CsePowerShell.Connections;
using CsePowerShell.VCloud;

namespace CsePowerShell.Cmdlets;

/// <summary>Shows the extension: how it is registered, whether tenants are served, which hosts answer, and what waits on the broker.</summary>
/// <remarks>Where no host answers, vCloud Director waits for one as long as its extension timeout is, and so does this.</remarks>
[Cmdlet(VerbsCommon.Get, "CseExtension")]
[OutputType(typeof(CseExtension))]
public sealed class GetCseExtensionCommand : CseExtensionCmdlet
{
    private protected override async Task ProcessAsync(CancellationToken stop) => await ForEachTargetAsync(await ConnectionsAsync(), async connection =>
    {
        (CseConnection administrator, VCloudClient client) = Administrator(connection);
        await EmitAsync(await ReadAsync(administrator, client, Name, stop));
    }, stop);
}
