namespace CsePowerShell.Clusters;

/// <summary>What a cluster is waited for.</summary>
public enum WaitGoal
{
    /// <summary>It is there, and no operation is changing it.</summary>
    Provisioned,

    /// <summary>It is there, and every node that is wanted is Ready in Kubernetes.</summary>
    Ready,

    /// <summary>It is gone.</summary>
    Removed,
}

/// <summary>Waits until a cluster has come to a state, whoever brings it there. Works the same in direct and in service mode, since it only reads.</summary>
public static class ClusterWait
{
    /// <summary>Waits.</summary>
    /// <param name="clusters">Where the cluster is read from.</param>
    /// <param name="reference">The cluster.</param>
    /// <param name="goal">What is waited for.</param>
    /// <param name="clock">The clock between two looks.</param>
    /// <param name="onProgress">Called after each look with what is still missing, a sentence, and the cluster as it was (null: not there).</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <returns>The cluster as it is then; null when it is gone, as wanted.</returns>
    /// <exception cref="ClusterException">
    /// CLUSTER_NOT_FOUND: it is not there and is not to be gone. What its last operation failed with, or CANCELLED with the line that continues it: nobody is bringing
    /// it there any more.
    /// </exception>
    public static async Task<Cluster?> ForAsync(
        IClusterOperations clusters, ClusterReference reference, WaitGoal goal, TimeProvider clock, Action<string, Cluster?>? onProgress, CancellationToken ct)
    {
        string? seen = null;
        for (int round = 0; ; round++)
        {
            ct.ThrowIfCancellationRequested();
            (Cluster? cluster, ClusterException? absent) = await FindAsync(clusters, reference, ct).ConfigureAwait(false);
            string? missing = cluster is null ? null : goal == WaitGoal.Removed ? "It is still there." : Missing(cluster);
            if (cluster is not null && missing is null && goal == WaitGoal.Ready)
                missing = await NotReadyAsync(clusters, cluster, ct).ConfigureAwait(false);

            // What was accepted a moment ago is not on the vApp yet, and the cluster looks as it did before, or is not there at all.
            if (missing is null && goal != WaitGoal.Removed)
                (missing, seen) = await AboutToBeginAsync(clusters, reference, cluster, absent, seen, ct).ConfigureAwait(false);
            if (missing is null)
                return cluster;

            if (cluster is not null)
            {
                ThrowIfHopeless(cluster, goal);

                // Names are given again; an id is not, and spares the look-up.
                reference = ClusterReference.To(cluster);
            }

            onProgress?.Invoke(missing, cluster);
            await clock.Delay(Backoff.Of(round), ct).ConfigureAwait(false);
        }
    }

    private static async Task<(Cluster? Cluster, ClusterException? Absent)> FindAsync(IClusterOperations clusters, ClusterReference reference, CancellationToken ct)
    {
        try
        {
            return (await clusters.GetClusterAsync(reference, ct).ConfigureAwait(false), null);
        }
        catch (ClusterException error) when (error.Code == ErrorCodes.ClusterNotFound)
        {
            return (null, error);
        }
    }

    private static async Task<(string? Missing, string? Seen)> AboutToBeginAsync(
        IClusterOperations clusters, ClusterReference reference, Cluster? cluster, ClusterException? absent, string? seen, CancellationToken ct)
    {
        // By name without the VDC, which the tasks of the service do not tell.
        ClusterQuery query = cluster is not null ? new() { Id = cluster.Id.Length > 0 ? cluster.Id : cluster.VAppUrn }
            : new() { Id = reference.Id ?? reference.VAppUrn, NamePattern = reference.Name, Org = reference.Org };
        IReadOnlyList<OperationRecord> operations = await clusters.ListOperationsAsync(query, ct).ConfigureAwait(false);
        if (operations.LastOrDefault(one => one.State == OperationState.Running) is { } running)
            return (Missing(running), running.Id);
        if (absent is null)
            return (null, seen);

        // It was to be made, and is not: whoever waits is told why rather than that it is not there.
        if (operations.LastOrDefault(one => one.Id == seen) is not { State: OperationState.Failed } failed)
            throw absent;
        // A list of tasks tells no causes; the task itself does.
        throw Failure(failed.IsTask && failed.Failure is null ? await clusters.FindTaskAsync(failed.Id, ct).ConfigureAwait(false) ?? failed : failed);
    }

    private static string? Missing(Cluster cluster) => cluster switch
    {
        { CurrentOperation: { State: OperationState.Running } operation } => Missing(operation),
        { State: ClusterState.Creating or ClusterState.Resizing or ClusterState.Removing } => $"It is {cluster.State}.",
        { State: ClusterState.Failed or ClusterState.Interrupted or ClusterState.Unknown } => $"It is {cluster.State}.",
        _ => null,
    };

    private static string Missing(OperationRecord operation) => operation.Phase.Length > 0 ? $"{operation.Kind}: {operation.Phase}." : $"{operation.Kind} is running.";

    private static ClusterException Failure(OperationRecord operation) => operation.Failure
        ?? new ClusterException(operation.ErrorCode ?? ErrorCodes.Internal, $"{operation.Kind} of \"{operation.ClusterName}\" has failed: {operation.ErrorMessage ?? "it is not on record why."}");

    private static async Task<string?> NotReadyAsync(IClusterOperations clusters, Cluster cluster, CancellationToken ct)
    {
        if (cluster.State == ClusterState.PoweredOff)
            return "Its VMs are off.";
        ClusterNodes nodes = await clusters.GetNodesAsync(ClusterReference.To(cluster), askKubernetes: true, ct).ConfigureAwait(false);
        if (nodes.Warnings.Count > 0)
            return nodes.Warnings[0];
        Node[] late = [.. nodes.Where(node => node.Role != NodeRole.Nfs && node.Ready != true)];
        int present = nodes.Count(node => node.Role != NodeRole.Nfs);
        return late.Length > 0 ? $"Not Ready: {string.Join(", ", late.Select(node => node.Name))}."
            : cluster.DesiredNodes is { } wanted && present < wanted ? $"{present} of {wanted} nodes are there."
            : null;
    }

    // Waiting for what nobody works on any more would only use up the caller's time.
    private static void ThrowIfHopeless(Cluster cluster, WaitGoal goal)
    {
        if (cluster.CurrentOperation is not { } last || last.State == OperationState.Running)
            return;
        bool isInTheWay = goal switch
        {
            WaitGoal.Removed => last.Kind == OperationKind.Remove && last.State is OperationState.Failed or OperationState.Interrupted or OperationState.Canceled,
            _ => cluster.State is ClusterState.Failed or ClusterState.Interrupted || (goal == WaitGoal.Ready && cluster.State == ClusterState.Degraded && last.State == OperationState.Failed),
        };
        if (!isInTheWay)
            return;
        string what = $"{last.Kind} of \"{cluster.Name}\"";
        throw last.State == OperationState.Failed
            ? Failure(last)
            : new ClusterException(ErrorCodes.Cancelled, $"{what} was interrupted, so nothing is to be waited for.", last.ResumeHint.Length > 0 ? $"To continue, run: {last.ResumeHint}" : "");
    }
}
