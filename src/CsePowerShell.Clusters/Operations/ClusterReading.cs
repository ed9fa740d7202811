using CsePowerShell.Guest;

namespace CsePowerShell.Clusters;

/// <summary>Entering the nodes of a cluster without changing the cluster.</summary>
internal static class ClusterReading
{
    /// <summary>Reading is no operation that anybody waits for or that is recorded, but it uses the same steps, and ends with the caller's token.</summary>
    /// <param name="runner">The connection and its settings.</param>
    /// <param name="directory">The clusters of the connection.</param>
    /// <param name="record">The cluster.</param>
    /// <param name="ct">Stops every step.</param>
    /// <param name="scope">The scope of the steps; the caller disposes of it, too.</param>
    /// <param name="credential">What to enter with. Null: the management key; for clusters of CSE 1.x the password that vCD keeps.</param>
    public static ClusterWork Open(
        OperationRunner runner, ClusterDirectory directory, ClusterRecord record, CancellationToken ct, out OperationScope scope, GuestCredential? credential = null)
    {
        EngineOptions options = runner.Options;
        var reading = new ClusterOperation(Guid.NewGuid().ToString("D"), OperationKind.Create, record.ClusterId!, record.Name, record.Org, record.VdcName, "", options.Clock);
        if (record.Mark is not null)
            throw new ClusterException(ErrorCodes.SpecConflict, $"\"{record.Name}\" has no control plane yet.", "Finish it with the New-CseCluster command it was begun with.");
        ManagementKey? key = record.IsLegacy || credential is not null ? null : ManagementKeys.Load(options);
        if (key is not null)
            ManagementKeys.EnsureFits(key, record.Marks.Spec!, record.Name);
        scope = OperationScope.ForReading(runner.Client, options, reading, ct);
        var work = new ClusterWork(scope, directory, record.ClusterId!, record.Org, record.VdcName, runner.ActorOf(null)) { Nodes = record.Nodes() };
        work.Adopt(record.Marks);
        credential ??= key is null ? null : GuestCredential.FromKey(key);
        work.EnterWith(credential is null ? (node, token) => LegacyCredential.ReadAsync(runner.Client, options, record.Marks, node, token) : (_, _) => Task.FromResult(credential));
        return work;
    }
}
