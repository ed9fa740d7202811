using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>
/// Holds an operation's claim on a cluster: writes the own lease first, then reads all of them, and steps back when another is live.
/// Two that come at the same moment see each other, whichever wrote first.
/// </summary>
internal sealed class LeaseKeeper(OperationScope scope, EntityReference vapp, string operationId, OperationKind kind, Actor actor)
{
    private const int Tries = 3;

    private bool _written;

    /// <summary>The entry that claims the cluster until a phase ends; goes into the same write as what else is to be said.</summary>
    public MetadataEntry Entry(TimeSpan phase)
    {
        _written = true;
        var lease = new Lease(operationId, kind, actor, scope.Clock.GetUtcNow() + phase + Lease.Grace);
        return new MetadataEntry(lease.Key, MetadataValue.Of(lease.ToText()));
    }

    /// <summary>Looks, before anything is written or waited for, whether somebody else is at work.</summary>
    /// <param name="known">The metadata as they were read a moment ago.</param>
    /// <exception cref="ClusterException">CLUSTER_BUSY naming the other.</exception>
    public async Task EnsureFreeAsync(ClusterMarks known)
    {
        for (int attempt = 1; ; attempt++)
        {
            if (LeaseView.Of(operationId, known.Leases, scope.Clock.GetUtcNow(), ProcessIdentity.IsDead).Rivals.FirstOrDefault() is not { } rival)
                return;
            if (attempt == Tries)
                throw Busy(known, rival);
            await PauseAsync(attempt).ConfigureAwait(false);
            known = await ReadAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Claims a cluster that exists. Returns its metadata as they are under the claim.</summary>
    /// <param name="phase">How long the first phase may take.</param>
    /// <param name="force">Claim it whoever else does.</param>
    /// <exception cref="ClusterException">CLUSTER_BUSY naming the other.</exception>
    public async Task<ClusterMarks> AcquireAsync(TimeSpan phase, bool force)
    {
        await WriteAsync(scope, [Entry(phase)]).ConfigureAwait(false);
        return await ConfirmAsync(phase, force).ConfigureAwait(false);
    }

    /// <summary>Looks whether the claim that was written stands alone.</summary>
    public async Task<ClusterMarks> ConfirmAsync(TimeSpan phase, bool force)
    {
        try
        {
            return await ConfirmOrStepBackAsync(phase, force).ConfigureAwait(false);
        }
        catch (Exception error) when (error is ClusterException or OperationCanceledException)
        {
            // Nobody shall have to wait for the end of a claim that came to nothing.
            await ReleaseAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Gives the claim up at the end of an operation. What is done is done: if that fails, the lease ends by itself.</summary>
    public async Task ReleaseAsync()
    {
        try
        {
            using OperationScope cleaning = scope.ForCleaningUp();
            await WithdrawAsync(cleaning).ConfigureAwait(false);
        }
        catch (Exception error) when (error is ClusterException or OperationCanceledException)
        {
            scope.Operation.Warn($"The lease could not be given up, and ends by itself: {error.Message}");
        }
    }

    private async Task<ClusterMarks> ConfirmOrStepBackAsync(TimeSpan phase, bool force)
    {
        for (int attempt = 1; ; attempt++)
        {
            ClusterMarks marks = await ReadAsync().ConfigureAwait(false);
            LeaseView view = LeaseView.Of(operationId, marks.Leases, scope.Clock.GetUtcNow(), ProcessIdentity.IsDead);
            IEnumerable<Lease> stale = force ? view.Expired.Concat(view.Rivals) : view.Expired;
            if (force || view.Rivals.Count == 0)
            {
                foreach (Lease lease in stale)
                    await DeleteAsync(scope, lease.Key).ConfigureAwait(false);
                return marks;
            }

            await WithdrawAsync(scope).ConfigureAwait(false);
            if (attempt == Tries)
                throw Busy(marks, view.Rivals[0]);

            await PauseAsync(attempt).ConfigureAwait(false);
            await WriteAsync(scope, [Entry(phase)]).ConfigureAwait(false);
        }
    }

    private async Task WithdrawAsync(OperationScope within)
    {
        if (!_written)
            return;
        await DeleteAsync(within, MetadataKeys.Lease(operationId)).ConfigureAwait(false);
        _written = false;
    }

    /// <summary>Removes leases that are over; what a killed process left.</summary>
    public async Task SweepAsync(ClusterMarks marks)
    {
        foreach (Lease lease in LeaseView.Of(operationId, marks.Leases, scope.Clock.GetUtcNow(), ProcessIdentity.IsDead).Expired)
            await DeleteAsync(scope, lease.Key).ConfigureAwait(false);
    }

    public Task WriteAsync(OperationScope within, IReadOnlyList<MetadataEntry> entries) =>
        within.TaskAsync("Writing metadata", within.Limits.Metadata, ct => within.Client.Metadata.MergeAsync(vapp, entries, ct));

    public Task<ClusterMarks> ReadAsync() => scope.StepAsync("Reading metadata", null, scope.Limits.Metadata, async ct =>
        ClusterMarks.Of(await scope.Client.Metadata.GetAsync(vapp, ct).ConfigureAwait(false)));

    // Two that step back together must not come back together.
    private Task PauseAsync(int attempt)
    {
        var pause = TimeSpan.FromSeconds(attempt * (0.5 + Jitter()));
        return scope.WaitAsync("Waiting for the cluster", pause + TimeSpan.FromMinutes(1), async ct =>
        {
            await scope.Clock.Delay(pause, ct).ConfigureAwait(false);
            return true;
        });
    }

    private async Task DeleteAsync(OperationScope within, string key)
    {
        try
        {
            await within.TaskAsync("Removing a lease", within.Limits.Metadata, ct => within.Client.Metadata.DeleteAsync(vapp, key, cancellationToken: ct)).ConfigureAwait(false);
        }
        catch (ClusterException error) when (error.InnerException is VCloudForbiddenException)
        {
            // vCD's answer for a key that is not there: somebody else removed it.
        }
    }

    internal static ClusterException Busy(ClusterMarks marks, Lease rival)
    {
        string doing = rival.Kind.ToString().ToLowerInvariant();
        string phase = marks.Operation is { } operation && operation.Id == rival.OperationId ? $", now at \"{operation.Phase}\"" : "";
        return new ClusterException(ErrorCodes.ClusterBusy, $"Another operation is changing the cluster: {doing} by {rival.Actor}{phase}.",
            $"Wait for it (Wait-CseTask); if it died, the cluster is free from {JsonText.Of(rival.Expires)} on.")
        {
            Details = [new ErrorDetail { Name = "operation", Message = rival.OperationId }, new ErrorDetail { Name = "actor", Message = rival.Actor.ToString() }],
        };
    }

    private static double Jitter()
    {
        byte[] bytes = new byte[2];
        using var random = System.Security.Cryptography.RandomNumberGenerator.Create();
        random.GetBytes(bytes);
        return BitConverter.ToUInt16(bytes, 0) / (double)ushort.MaxValue;
    }
}
