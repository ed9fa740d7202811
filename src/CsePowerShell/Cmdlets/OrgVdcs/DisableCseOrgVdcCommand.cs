using System.Management.Automation;
using CsePowerShell.Clusters;
using CsePowerShell.Connections;
using CsePowerShell.Errors;

namespace CsePowerShell.Cmdlets;

/// <summary>Lets nobody make clusters in VDCs, or add nodes to those there, through the service. What is there can still be listed, made smaller and removed.</summary>
/// <remarks>With -RemoveClusters the clusters go, too, which asks for consent: -Force, or -Confirm:$false.</remarks>
[Cmdlet(VerbsLifecycle.Disable, "CseOrgVdc", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(CseOrgVdc))]
public sealed class DisableCseOrgVdcCommand : CseOrgVdcSwitchCmdlet
{
    // The service takes 50 of one organization, and leaves room for others.
    private const int RemovalsAtOnce = 8;

    /// <summary>Then removes the clusters in the VDC, with their VMs.</summary>
    [Parameter]
    public SwitchParameter RemoveClusters { get; set; }

    /// <summary>Removes clusters without asking, in whatever state they are: half made, failed, or with an operation on record that does not end.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override Task ProcessAsync(CancellationToken stop) => ForEachVdcAsync(async (target, vdc) =>
    {
        List<Cluster> clusters = IsOn(RemoveClusters) ? await ClustersInAsync(target.Connection, vdc, stop) : [];
        string action = $"Disable clusters in VDC '{vdc.Name}' of organization '{vdc.Org}'";
        if (IsOn(RemoveClusters))
        {
            action += clusters.Count == 1 ? ", and remove the cluster there" : $", and remove the {clusters.Count} clusters there";
        }

        string plan = string.Join(Environment.NewLine, clusters.Select((cluster, number) => $"  {number + 1}. Remove cluster '{cluster.Name}' of {cluster.Owner} with its {cluster.VmCount} VMs."));
        string lines = plan.Length == 0 ? "" : Environment.NewLine + plan;
        if (!await ConfirmAsync($"{action}.{lines}", $"{plan}{(plan.Length == 0 ? "" : Environment.NewLine)}{action}?") || !await ConsentAsync(vdc, clusters))
        {
            return;
        }

        // The door first: what a tenant made while the others were being removed would stay.
        await SetAsync(target, vdc, enabled: false, stop);
        if (clusters.Count > 0)
        {
            await RemoveAsync(target.Connection, vdc, clusters, stop);
        }
    }, stop);

    private static async Task<List<Cluster>> ClustersInAsync(CseConnection connection, OrgVdc vdc, CancellationToken stop) =>
        [.. (await ClustersAsync(connection, new ClusterQuery { Org = vdc.Org, Vdc = vdc.Name }, stop))[vdc.Id].OrderBy(cluster => cluster.Name, StringComparer.Ordinal)];

    // As for shrinking a cluster: -Confirm's default does not ask about an impact of Medium, and what runs on these clusters is lost.
    private async Task<bool> ConsentAsync(OrgVdc vdc, List<Cluster> clusters)
    {
        if (clusters.Count == 0 || IsOn(Force) || IsBound("Confirm"))
        {
            return true;
        }

        string names = string.Join(", ", clusters.Take(10).Select(cluster => cluster.Name)) + (clusters.Count > 10 ? $" and {clusters.Count - 10} more" : "");
        return await Pump.AskAsync(() => CmdletHost.ShouldContinue($"{vdc} loses {clusters.Count} clusters ({names}), and all that runs on them.", "Remove the clusters?"))
            ?? throw new ConsentException($"{vdc} would lose {clusters.Count} clusters ({names}), and nobody can be asked here. Use -Confirm:$false.");
    }

    private async Task RemoveAsync(CseConnection connection, OrgVdc vdc, List<Cluster> clusters, CancellationToken stop)
    {
        Pump.LastWords = () => CmdletHost.WriteWarning($"{vdc} is disabled. What is being removed goes on where the service does it; to continue with the rest, run the same command again.");
        using SemaphoreSlim room = new(RemovalsAtOnce);
        IEnumerable<Task> removals = clusters.Select(async cluster =>
        {
            await room.WaitAsync(stop);
            try
            {
                await RemoveAsync(connection, cluster, stop);
            }
            finally
            {
                room.Release();
            }
        });
        await Task.WhenAll([.. removals]);
        Pump.LastWords = null;
        // A create that was accepted right before has its cluster now.
        List<Cluster> left = await ClustersInAsync(connection, vdc, stop);
        if (left.Count > 0)
        {
            await WarnAsync($"{vdc} has {left.Count} clusters still: {string.Join(", ", left.Select(cluster => cluster.Name))}. Run the same command again.");
        }
    }

    private async Task RemoveAsync(CseConnection connection, Cluster cluster, CancellationToken stop)
    {
        Exception? failure;
        try
        {
            ClusterOperation operation = await connection.Clusters.StartRemoveAsync(ClusterReference.To(cluster), new RemoveOptions { Force = IsOn(Force) }, stop);
            using CancellationTokenRegistration registration = stop.Register(() =>
            {
                // The service goes on by itself; here it is this process that works.
                if (!operation.IsRemote)
                {
                    operation.Cancel();
                }
            });
            LocalOperation local = new ChangeRunner(Pump, CmdletHost, Clock, Operations).Track(connection, operation);
            failure = (await new TaskWaiter(Pump, CmdletHost, Clock, Operations).WaitAsync(local.Task, connection, stop)).Failure;
            stop.ThrowIfCancellationRequested();
        }
        catch (Exception exception) when (!stop.IsCancellationRequested)
        {
            failure = exception;
        }

        if (failure is not null)
        {
            await ReportAsync(ErrorMap.ToError(failure, cluster.ToOutput(connection.Id)));
        }
    }
}
