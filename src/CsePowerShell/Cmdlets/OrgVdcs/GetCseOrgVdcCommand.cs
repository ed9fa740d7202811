using System.Management.Automation;
using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Completion;
using CsePowerShell.Connections;
using CsePowerShell.VCloud;

namespace CsePowerShell.Cmdlets;

/// <summary>Lists the VDCs of all organizations, and whether the provider wants clusters in them.</summary>
/// <remarks>A list takes one request per 128 VDCs; with -IncludeClusters one more per 128 clusters.</remarks>
[Cmdlet(VerbsCommon.Get, "CseOrgVdc")]
[OutputType(typeof(CseOrgVdc))]
public sealed class GetCseOrgVdcCommand : CseOrgVdcCmdlet
{
    /// <summary>
    /// VDCs: names, wildcards work; ids, URNs; objects from Get-CseOrgVdc, clusters, or PowerCLI's OrgVdc. Without it, all.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [PSDefaultValue(Help = "All")]
    [Alias("Name", "Id")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(VdcCompleter))]
    public CseOrgVdcIdentity[]? Vdc { get; set; }

    /// <summary>Only VDCs in one of these states: Enabled, Disabled, NotSet.</summary>
    [Parameter]
    [ValidateSet(nameof(OrgVdcState.Enabled), nameof(OrgVdcState.Disabled), nameof(OrgVdcState.NotSet))]
    public string[]? State { get; set; }

    /// <summary>Also counts the clusters and their nodes.</summary>
    [Parameter]
    public SwitchParameter IncludeClusters { get; set; }

    private protected override async Task ProcessAsync(CancellationToken stop)
    {
        if (Vdc is { } named)
        {
            await ForEachTargetAsync(named, async identity =>
            {
                (CseConnection connection, VCloudClient client) = CseExtensionCmdlet.Administrator(await ConnectionAsync(identity.Server));
                IReadOnlyList<OrgVdc> found = await FindAsync(client, identity, stop);
                // One VDC: only its clusters are asked for.
                ClusterQuery query = found.Count == 1 ? new() { Org = found[0].Org, Vdc = found[0].Name } : new() { Org = Org };
                await EmitAsync(connection, found, query, stop);
            }, stop);
            return;
        }

        await ForEachTargetAsync(await ConnectionsAsync(), async chosen =>
        {
            (CseConnection connection, VCloudClient client) = CseExtensionCmdlet.Administrator(chosen);
            if (IsOn(IncludeClusters))
            {
                await EmitAsync(connection, await FindAsync(client, new CseOrgVdcIdentity("*"), stop), new ClusterQuery { Org = Org }, stop);
                return;
            }

            await new OrgVdcDirectory(client).ForEachAsync(new OrgVdcQuery { Org = Org }, vdc => EmitAsync(connection, vdc, null), stop);
        }, stop);
    }

    private async Task EmitAsync(CseConnection connection, IReadOnlyList<OrgVdc> vdcs, ClusterQuery query, CancellationToken stop)
    {
        ILookup<string, Cluster>? clusters = IsOn(IncludeClusters) && vdcs.Count > 0 ? await ClustersAsync(connection, query, stop) : null;
        foreach (OrgVdc vdc in vdcs)
        {
            await EmitAsync(connection, vdc, clusters);
        }
    }

    private Task EmitAsync(CseConnection connection, OrgVdc vdc, ILookup<string, Cluster>? clusters) =>
        State is null || State.Contains(vdc.State.ToString(), StringComparer.OrdinalIgnoreCase)
            ? EmitAsync(vdc.ToOutput(connection.Id, clusters?[vdc.Id]))
            : Task.CompletedTask;
}
