using System.Management.Automation;
using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Completion;
using CsePowerShell.Connections;
using CsePowerShell.Extension.Registration;
using CsePowerShell.VCloud;

namespace CsePowerShell.Cmdlets;

/// <summary>The base of enabling and disabling VDCs: which ones, how it is said, and what comes back.</summary>
public abstract class CseOrgVdcSwitchCmdlet : CseOrgVdcCmdlet
{
    private readonly Dictionary<string, OrgVdcTarget> _targets = new(StringComparer.OrdinalIgnoreCase);
    private bool _hasWarned;

    private protected CseOrgVdcSwitchCmdlet()
    {
    }

    /// <summary>
    /// VDCs: names, wildcards work; ids, URNs; objects from Get-CseOrgVdc, clusters, or PowerCLI's OrgVdc. A name that several organizations have is an error that
    /// lists them.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [Alias("Name", "Id")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(VdcCompleter))]
    public CseOrgVdcIdentity[] Vdc { get; set; } = [];

    /// <summary>Returns the VDC as it is then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected Task ForEachVdcAsync(Func<OrgVdcTarget, OrgVdc, Task> act, CancellationToken stop) => ForEachTargetAsync(Vdc, async identity =>
    {
        OrgVdcTarget target = TargetOf(await ConnectionAsync(identity.Server));
        IReadOnlyList<OrgVdc> found = await FindAsync(target.Client, identity, stop);
        if (found.Count == 0)
        {
            Tell($"No VDC matches '{identity}'.");
        }

        await ForEachTargetAsync(found, vdc => act(target, vdc), stop);
    }, stop);

    /// <summary>Says it, unless that is said already, and returns the VDC where it was asked for.</summary>
    private protected async Task SetAsync(OrgVdcTarget target, OrgVdc vdc, bool enabled, CancellationToken stop)
    {
        OrgVdcState wanted = enabled ? OrgVdcState.Enabled : OrgVdcState.Disabled;
        if (vdc.State == wanted)
        {
            Tell($"{vdc} is {wanted} already.");
        }
        else
        {
            if (!await target.Control.SetVdcAsync(vdc.Id, enabled, stop) && !_hasWarned)
            {
                _hasWarned = true;
                await WarnAsync("No host of the service is running; those that start will read it.");
            }

            vdc.Provider = enabled ? ContainerProvider.Native : ContainerProvider.None;
        }

        if (IsOn(PassThru))
        {
            await EmitAsync(vdc.ToOutput(target.Connection.Id, null));
        }
    }

    // One for all VDCs of a connection: it remembers that nobody answers.
    private OrgVdcTarget TargetOf(CseConnection connection)
    {
        if (!_targets.TryGetValue(connection.Id, out OrgVdcTarget? target))
        {
            (_, VCloudClient client) = CseExtensionCmdlet.Administrator(connection);
            _targets[connection.Id] = target = new OrgVdcTarget(connection, client, CseExtensionCmdlet.Control(client));
        }

        return target;
    }
}

/// <summary>Where VDCs are switched.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="Client">Its session, a system administrator's.</param>
/// <param name="Control">The running service.</param>
internal sealed record OrgVdcTarget(CseConnection Connection, VCloudClient Client, ServiceControl Control);
