namespace CsePowerShell.Clusters;

/// <summary>Removes a cluster, from any state, as often as it takes. What has no mark of a cluster is never touched.</summary>
internal sealed class RemoveOperation(OperationRunner runner, ClusterDirectory directory)
{
    public async Task<ClusterOperation> StartAsync(ClusterReference reference, RemoveOptions options, CancellationToken ct)
    {
        ClusterRecord existing;
        try
        {
            existing = await directory.ReadAsync(reference, ct).ConfigureAwait(false);
        }
        catch (ClusterException error) when (error.Code == ErrorCodes.ClusterNotFound && options.Force)
        {
            ClusterOperation nothing = runner.New(OperationKind.Remove, options.Origin, reference.Id ?? "", reference.ToString(), "", "", "");
            nothing.Tell($"There is no cluster \"{reference}\"; nothing had to be removed.");
            nothing.Succeed(new OperationResult { Removed = new RemovalReport { ClusterName = reference.ToString() } });
            return nothing;
        }

        ClusterOperation operation = runner.New(OperationKind.Remove, options.Origin, existing.ClusterId!, existing.Name, existing.Org, existing.VdcName, ResumeHints.For(OperationKind.Remove, existing.Name, existing.VdcName, null));
        runner.Launch(operation, options.Timeout, scope => RunAsync(scope, existing, options));
        return operation;
    }

    public async Task<ClusterPlan> PlanAsync(ClusterReference reference, CancellationToken ct)
    {
        ClusterRecord existing = await directory.ReadAsync(reference, ct).ConfigureAwait(false);
        return PlanText.Remove(existing, Owned(existing));
    }

    private async Task<OperationResult> RunAsync(OperationScope scope, ClusterRecord existing, RemoveOptions options)
    {
        using var work = new ClusterWork(scope, directory, existing.ClusterId!, existing.Org, existing.VdcName, runner.ActorOf(options.Origin));
        work.Take(existing.VApp);
        List<string> owned = Owned(existing);
        bool claimed = false;
        try
        {
            scope.Operation.Enter(Phases.Deleting, 5, $"Removing {string.Join(", ", owned)}.");
            try
            {
                await ClaimAsync(work, existing, options).ConfigureAwait(false);
                claimed = true;
            }
            catch (ClusterException error) when (options.Force && error.Code is not ErrorCodes.Unauthenticated)
            {
                // By force, a vApp in whatever state: even one whose metadata cannot be written.
                scope.Operation.Warn($"The cluster could not be claimed: {error.Message}");
            }

            scope.Operation.Enter(Phases.Deleting, Phases.PercentOf(OperationKind.Remove, Phases.Deleting), "Powering off and deleting the vApp.");
            await FailureHandling.DeleteVAppAsync(work, scope).ConfigureAwait(false);
            var report = new RemovalReport { ClusterName = existing.Name, ClusterId = existing.ClusterId!, Owned = owned };
            if (await FailureHandling.ExistsAsync(work, scope).ConfigureAwait(false))
                report.Left.Add($"vApp \"{existing.Name}\"");
            return new OperationResult { Changed = true, Removed = report };
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            ClusterException? failure = scope.FailureOf(error);
            if (claimed)
            {
                using OperationScope cleaning = scope.ForCleaningUp();
                await new FailureHandling(work).RecordAsync(cleaning, failure).ConfigureAwait(false);
            }

            if (failure is null)
                throw;
            throw failure;
        }
    }

    private static async Task ClaimAsync(ClusterWork work, ClusterRecord existing, RemoveOptions options)
    {
        OperationScope scope = work.Scope;
        if (existing.Mark is { } mark)
        {
            // There are no metadata yet, and no lease but the one in the description.
            if (!options.Force && mark.AsLease().IsLive(scope.Clock.GetUtcNow(), ProcessIdentity.IsDead))
                throw LeaseKeeper.Busy(existing.Marks, mark.AsLease());
            return;
        }

        if (!options.Force)
            await work.Lease.EnsureFreeAsync(existing.Marks).ConfigureAwait(false);
        if (!options.Force || existing.VApp.RunningTask is not null)
            await work.ReadQuietAsync(scope).ConfigureAwait(false);
        work.Adopt(await work.Lease.AcquireAsync(scope.Limits.Delete, options.Force).ConfigureAwait(false));
        await work.BeginPhaseAsync(Phases.Deleting, Phases.PercentOf(OperationKind.Remove, Phases.Deleting), scope.Limits.Delete + scope.Limits.Delete).ConfigureAwait(false);
    }

    /// <summary>What is removed with a cluster, in words.</summary>
    internal static List<string> Owned(ClusterRecord existing) =>
    [
        $"vApp \"{existing.Name}\"",
        .. existing.VApp.Vms.Select(vm => NodeName.RoleOf(vm.Name) is null ? $"VM \"{vm.Name}\" (no node, but in the vApp)" : $"VM \"{vm.Name}\""),
    ];
}
