using System.Management.Automation;
using CsePowerShell.Connections;

namespace CsePowerShell.Cmdlets;

/// <summary>Shows what New-CseCluster and Test-CseEnvironment take on a connection where they are not told. Sends nothing.</summary>
[Cmdlet(VerbsCommon.Get, "CseContext")]
[OutputType(typeof(CseContext))]
public sealed class GetCseContextCommand : CseConnectedCmdlet
{
    private protected override async Task ProcessAsync(CancellationToken stop)
    {
        foreach (CseConnection connection in await ConnectionsAsync())
        {
            CseContext context = connection.Context.Copy();
            context.Server = connection.Id;
            await EmitAsync(context);
        }
    }
}
