namespace CsePowerShell.Clusters;

/// <summary>Operations as anybody can see them: from the records on the vApps, and more exactly those of this process.</summary>
internal sealed class OperationList(OperationRunner runner, ClusterDirectory directory)
{
    public async Task<IReadOnlyList<OperationRecord>> ListAsync(ClusterQuery query, CancellationToken ct)
    {
        var records = new List<OperationRecord>();
        await directory.ForEachAsync(query, cluster =>
        {
            if (cluster.CurrentOperation is { } record)
                records.Add(record);
            return Task.CompletedTask;
        }, ct).ConfigureAwait(false);

        foreach (ClusterOperation own in runner.Operations.Where(own => Fits(own, query)))
        {
            records.RemoveAll(record => record.Id == own.Id);
            records.Add(Describe(own));
        }

        return [.. records.OrderBy(record => record.Started)];
    }

    public async Task<OperationRecord> WaitAsync(ClusterReference reference, TimeSpan timeout, Action<OperationRecord>? onProgress, CancellationToken ct)
    {
        TimeProvider clock = runner.Options.Clock;
        long begun = clock.GetTimestamp();
        ClusterRecord first = await directory.ReadAsync(reference, ct).ConfigureAwait(false);
        Cluster cluster = directory.View(first, first.Nodes());
        for (int round = 0; ; round++)
        {
            OperationRecord record = Own(cluster) ?? cluster.CurrentOperation
                ?? throw new ClusterException(ErrorCodes.NotFound, $"No operation is on record for \"{cluster.Name}\".", "Get-CseTask lists those there are.");
            onProgress?.Invoke(record);
            if (record.State != OperationState.Running)
                return record;
            if (clock.GetElapsedTime(begun) >= timeout)
                throw ClusterErrors.Deadline($"{record.Kind} of \"{cluster.Name}\"", null, clock.GetElapsedTime(begun), $"It is at \"{record.Phase}\" and goes on; operation {record.Id}.");

            // The last look is taken when the time is over, not up to five seconds later.
            TimeSpan left = timeout - clock.GetElapsedTime(begun);
            await clock.Delay(left > TimeSpan.Zero && left < Backoff.Of(round) ? left : Backoff.Of(round), ct).ConfigureAwait(false);
            if (await directory.TryReadAsync(first.VApp, first.Org, first.VdcName, ct).ConfigureAwait(false) is not { } next)
            {
                // The vApp is gone. That is how a remove, and the roll-back of a create, end.
                OperationRecord gone = Own(cluster) ?? record;
                gone.State = gone.Kind == OperationKind.Remove ? OperationState.Succeeded : gone.State == OperationState.Running ? OperationState.Failed : gone.State;
                gone.Percent = gone.Kind == OperationKind.Remove ? 100 : gone.Percent;
                gone.Ended ??= clock.GetUtcNow();
                onProgress?.Invoke(gone);
                return gone;
            }

            cluster = directory.View(next, next.Nodes());
        }
    }

    /// <summary>
    /// One list of the service's tasks and of the records on vApps. An operation that has both is one: where it stands its task knows, which ends even when
    /// the record cannot be written any more; what it was at and why it failed only the record tells.
    /// </summary>
    public static IReadOnlyList<OperationRecord> Merge(IReadOnlyList<OperationRecord> tasks, IReadOnlyList<OperationRecord> records, ClusterQuery query)
    {
        Dictionary<string, OperationRecord> merged = tasks
            .Where(task => (query.Id is null || string.Equals(query.Id, task.ClusterId, StringComparison.OrdinalIgnoreCase) || records.Any(record => record.ClusterId == task.ClusterId))
                && (Wildcards.ToRegex(query.NamePattern)?.IsMatch(task.ClusterName) ?? true)
                && (query.Org is null || string.Equals(query.Org, task.Org, StringComparison.OrdinalIgnoreCase)))
            .ToDictionary(task => task.Id, StringComparer.OrdinalIgnoreCase);
        foreach (OperationRecord record in records)
        {
            if (merged.TryGetValue(record.Id, out OperationRecord? task))
                (record.State, record.Percent, record.Started, record.Ended, record.Actor) = (task.State, task.Percent, task.Started, task.Ended, task.Actor);
            merged[record.Id] = record;
        }

        return [.. merged.Values.Where(one => query.Vdc is null || query.Vdc == one.Vdc).OrderBy(one => one.Started)];
    }

    private OperationRecord? Own(Cluster cluster) =>
        runner.Operations.Where(own => own.ClusterId == cluster.Id && own.Ended is null).Select(Describe).FirstOrDefault();

    private static bool Fits(ClusterOperation own, ClusterQuery query) =>
        (Wildcards.ToRegex(query.NamePattern)?.IsMatch(own.ClusterName) ?? true)
        && (query.Org is null || string.Equals(query.Org, own.Org, StringComparison.OrdinalIgnoreCase))
        && (query.Vdc is null || query.Vdc == own.Vdc)
        && (query.Id is null || string.Equals(query.Id, own.ClusterId, StringComparison.OrdinalIgnoreCase));

    private OperationRecord Describe(ClusterOperation own)
    {
        var error = own.Error as ClusterException;
        return new OperationRecord
        {
            Id = own.Id,
            Kind = own.Kind,
            State = own.State,
            Phase = own.Phase,
            Nodes = [.. own.Nodes.Where(node => !node.IsDone)],
            Percent = own.Percent,
            PhaseDeadline = own.Started + runner.Options.Limits.Whole,
            Actor = ProcessIdentity.Current($"{runner.Client.Session.User}@{runner.Client.Session.Org}").ToString(),
            Started = own.Started,
            Ended = own.Ended,
            ErrorCode = error?.Code,
            ErrorMessage = error?.Summary,
            ClusterId = own.ClusterId,
            ClusterName = own.ClusterName,
            Org = own.Org,
            Vdc = own.Vdc,
            ResumeHint = own.State is OperationState.Canceled or OperationState.Failed ? own.ResumeHint : "",
        };
    }
}
