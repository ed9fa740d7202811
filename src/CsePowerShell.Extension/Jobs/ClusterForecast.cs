using CsePowerShell.Clusters;
using CsePowerShell.Clusters.Contract;
using CsePowerShell.Extension.Authorization;
using CsePowerShell.Extension.Hosting;
using CsePowerShell.Extension.Messages;

namespace CsePowerShell.Extension.Jobs;

/// <summary>
/// What a request would come to, without beginning anything. The caller passes the same checks as with the request itself, and the service's account looks, since
/// it is the one that would do the work: the provider's templates need not be shared with the caller.
/// </summary>
internal sealed class ClusterForecast(ClusterChanges changes, IServiceAccount account, VdcGate vdcs)
{
    public async Task<ClusterPlan> PlanCreateAsync(ICallerSession caller, RequestMessage request, CreateClusterDocument wanted, CancellationToken deadline)
    {
        (ClusterSpec spec, VdcOffer vdc) = await changes.PermitCreateAsync(caller, request, wanted.Spec, deadline).ConfigureAwait(false);
        await vdcs.RequireAsync(vdc.Id, vdc.Name, deadline).ConfigureAwait(false);
        try
        {
            return await account.Operations.PlanCreateAsync(spec, new CreateOptions { NoRollback = wanted.NoRollback }, deadline).ConfigureAwait(false);
        }
        catch (ClusterException error) when (error.Code is ErrorCodes.ClusterExists or ErrorCodes.ClusterBusy)
        {
            // What is said of a cluster that has the name already is what the caller may see of it.
            await ClusterChanges.RequireSameAsync(caller, spec, vdc, deadline).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The rows of a preflight, without those about this host. What the caller is not permitted is a row, too.</summary>
    public async Task<List<CheckResult>> CheckAsync(ICallerSession caller, RequestMessage request, CreateClusterDocument wanted, CancellationToken deadline)
    {
        try
        {
            (ClusterSpec spec, VdcOffer vdc) = await changes.PermitCreateAsync(caller, request, wanted.Spec, deadline).ConfigureAwait(false);
            IReadOnlyList<CheckResult> rows = await account.Operations.CheckAsync(spec, deadline).ConfigureAwait(false);
            return
            [
                new CheckResult { Name = "Authorization", Result = CheckOutcome.Passed, Detail = $"{caller.Identity} may create clusters in VDC \"{vdc.Name}\"." },
                await EnablementAsync(vdc, deadline).ConfigureAwait(false),
                .. rows.Where(row => !row.IsLocal),
            ];
        }
        catch (SpecValidationException faults)
        {
            return [.. faults.Details.Select(fault => Failed("Spec", faults.Code, fault.ToString(), $"Correct -{fault.Name}."))];
        }
        catch (ClusterException error) when (error.Code is ErrorCodes.RightMissing or ErrorCodes.Forbidden or ErrorCodes.NotFound or ErrorCodes.NameAmbiguous or ErrorCodes.TemplateNotFound or ErrorCodes.SpecConflict)
        {
            return [Failed("Authorization", error.Code, error.Summary, error.Hint)];
        }
    }

    public async Task<ClusterPlan> PlanResizeAsync(ICallerSession caller, RequestMessage request, Cluster cluster, ResizeClusterDocument wanted, CancellationToken deadline)
    {
        VAppOffer vapp = await changes.PermittedAsync(caller, request, cluster, deadline).ConfigureAwait(false);
        if (ClusterChanges.ChangeOf(cluster, wanted) > 0)
            await vdcs.RequireAsync(vapp.VdcId, cluster.Vdc, deadline).ConfigureAwait(false);
        return await account.Operations.PlanResizeAsync(new ClusterReference { VAppUrn = cluster.VAppUrn }, JobRunner.Wanted(wanted), deadline).ConfigureAwait(false);
    }

    public async Task<ClusterPlan> PlanRemoveAsync(ICallerSession caller, RequestMessage request, Cluster cluster, CancellationToken deadline)
    {
        await changes.PermittedAsync(caller, request, cluster, deadline).ConfigureAwait(false);
        return await account.Operations.PlanRemoveAsync(new ClusterReference { VAppUrn = cluster.VAppUrn }, new RemoveOptions(), deadline).ConfigureAwait(false);
    }

    private async Task<CheckResult> EnablementAsync(VdcOffer vdc, CancellationToken deadline) =>
        await vdcs.RefusalAsync(vdc.Id, vdc.Name, deadline).ConfigureAwait(false) is { } refusal
            ? Failed(ContainerProvider.CheckName, refusal.Code, refusal.Summary, refusal.Hint)
            : new CheckResult { Name = ContainerProvider.CheckName, Result = CheckOutcome.Passed, Detail = $"The provider lets clusters be made in VDC \"{vdc.Name}\"." };

    private static CheckResult Failed(string name, string code, string detail, string fix) => new() { Name = name, Result = CheckOutcome.Failed, Code = code, Detail = detail, Fix = fix };
}
