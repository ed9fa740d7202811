using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>
/// What is done after a failure or a stop, before the operation is reported as ended. A failure rolls back what the operation made;
/// a stop leaves everything, because the same command continues it.
/// </summary>
internal sealed class FailureHandling(ClusterWork work)
{
    /// <summary>After a create. The cluster was never Ready, so the vApp as a whole goes.</summary>
    public async Task AfterCreateAsync(ClusterException? failure, bool noRollback)
    {
        using OperationScope cleaning = work.Scope.ForCleaningUp();
        if (failure is null || noRollback || work.Status.WasReady)
        {
            if (failure is not null && noRollback)
                failure.Details = [.. failure.Details, new ErrorDetail { Name = "kept", Message = $"what was made is kept; to continue, run: {work.Operation.ResumeHint}" }];
            work.Status.Phase = failure is null ? StoredStatus.Creating : work.Status.WasReady ? work.Status.Phase : StoredStatus.Failed;
            await RecordAsync(cleaning, failure).ConfigureAwait(false);
            return;
        }

        work.Operation.Enter(Phases.RollingBack, 0, $"Rolling back after: {failure.Summary}");
        try
        {
            await DeleteVAppAsync(work, cleaning).ConfigureAwait(false);
            work.Operation.Tell("Rolled back: nothing is left.");
        }
        catch (ClusterException error)
        {
            work.Operation.Warn($"The roll-back did not come through: {error.Message}");
            failure.Details = [.. failure.Details, new ErrorDetail { Name = "left", Message = $"vApp \"{work.VApp.Name}\" could not be removed: {error.Summary} Remove it with Remove-CseCluster -Force." }];
            work.Status.Phase = StoredStatus.Failed;
            await RecordAsync(cleaning, failure).ConfigureAwait(false);
        }
    }

    /// <summary>Writes down how the operation ended and gives the lease up. Failing to do so is only told: the first failure is the one that counts.</summary>
    public async Task RecordAsync(OperationScope cleaning, ClusterException? failure)
    {
        work.Record.Phase = work.Operation.Phase;
        work.Record.Percent = work.Operation.Percent;
        work.Record.Canceled = failure is null;
        work.Record.ErrorCode = failure?.Code;
        work.Record.ErrorMessage = failure?.Summary;
        try
        {
            await work.ReadQuietAsync(cleaning).ConfigureAwait(false);
            if (!work.Texts.ContainsKey(MetadataKeys.ClusterId))
            {
                // The identity was never written, so there is no cluster to say anything about; the mark in the description is all there is.
                await work.Lease.ReleaseAsync().ConfigureAwait(false);
                return;
            }

            await work.EndAsync(cleaning, work.SpecEntries(), work.StatusEntries()).ConfigureAwait(false);
        }
        catch (Exception error) when (error is ClusterException or OperationCanceledException)
        {
            work.Operation.Warn($"How the operation ended could not be written down: {error.Message}");
        }
    }

    /// <summary>Deletes the vApp with everything in it, whatever state it is in. Comes back only when it is gone.</summary>
    public static async Task DeleteVAppAsync(ClusterWork work, OperationScope within)
    {
        try
        {
            VApp document = await work.ReadQuietAsync(within).ConfigureAwait(false);
            if (document.IsDeployed || document.Status == VCloudStatus.PoweredOn)
            {
                try
                {
                    await within.TaskAsync("Powering off the vApp", within.Limits.Delete, ct => work.Client.VApps.UndeployAsync(work.VApp, UndeployPowerAction.PowerOff, ct)).ConfigureAwait(false);
                }
                catch (ClusterException error) when (error.Code is not ErrorCodes.Forbidden and not ErrorCodes.Unauthenticated)
                {
                    within.Operation.Warn($"Powering off did not come through, so the vApp is deleted by force. {error.Summary}");
                }
            }

            await within.TaskAsync("Deleting the vApp", within.Limits.Delete, ct => work.Client.VApps.DeleteAsync(work.VApp, force: true, ct)).ConfigureAwait(false);
        }
        catch (ClusterException error) when (error.InnerException is VCloudForbiddenException)
        {
            // vCD's answer for a vApp that is gone, and for one this user may not delete.
            if (await ExistsAsync(work, within).ConfigureAwait(false))
                throw;
        }
    }

    /// <summary>Whether the vApp can still be seen.</summary>
    public static Task<bool> ExistsAsync(ClusterWork work, OperationScope within) => within.StepAsync("Looking for the vApp", null, within.Limits.Metadata, async ct =>
    {
        try
        {
            await work.Client.VApps.GetAsync(work.VApp, ct).ConfigureAwait(false);
            return true;
        }
        catch (VCloudForbiddenException)
        {
            return false;
        }
    });
}
