using System.Collections.Concurrent;
using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>Starts operations in the background, keeps those of this process, and ends them all in the same way.</summary>
internal sealed class OperationRunner(VCloudClient client, EngineOptions options)
{
    private const int KeptAfterEnd = 100;

    private readonly ConcurrentDictionary<string, ClusterOperation> _operations = new(StringComparer.Ordinal);

    public VCloudClient Client { get; } = client;

    public EngineOptions Options { get; } = options;

    /// <summary>The operations of this process, running and lately ended.</summary>
    public IReadOnlyCollection<ClusterOperation> Operations => [.. _operations.Values];

    public Actor ActorOf(OperationOrigin? origin) =>
        ProcessIdentity.Current(origin?.Actor is { Length: > 0 } actor ? actor : $"{Client.Session.User}@{Client.Session.Org}");

    public ClusterOperation New(OperationKind kind, OperationOrigin? origin, string clusterId, string name, string org, string vdc, string resumeHint)
    {
        string id = origin?.OperationId is { Length: > 0 } given ? given : Guid.NewGuid().ToString("D");
        var operation = new ClusterOperation(id, kind, clusterId, name, org, vdc, resumeHint, Options.Clock) { TaskId = origin?.TaskId };
        _operations[operation.Id] = operation;
        Trim();
        return operation;
    }

    /// <summary>An operation that had nothing to do.</summary>
    public ClusterOperation Unchanged(ClusterOperation operation, Cluster? cluster, string why)
    {
        operation.Tell(why);
        operation.Succeed(new OperationResult { Changed = false, Cluster = cluster });
        return operation;
    }

    /// <summary>Lets an operation run. Whatever happens, it ends.</summary>
    public void Launch(ClusterOperation operation, TimeSpan? limit, Func<OperationScope, Task<OperationResult>> body)
    {
        IDisposable alive = ProcessIdentity.Enter(operation.Id);
        _ = Task.Run(async () =>
        {
            try
            {
                using (OperationScope scope = OperationScope.For(Client, Options, operation, limit))
                {
                    OperationResult result = await body(scope).ConfigureAwait(false);
                    alive.Dispose();
                    operation.Succeed(result);
                }
            }
            catch (Exception error)
            {
                alive.Dispose();
                operation.Fail(error is OperationCanceledException && operation.StopToken.IsCancellationRequested ? error : ClusterErrors.From(error, operation.Phase));
            }
        });
    }

    private void Trim()
    {
        foreach (ClusterOperation old in _operations.Values.Where(one => one.Ended is not null).OrderByDescending(one => one.Ended).Skip(KeptAfterEnd))
            _operations.TryRemove(old.Id, out _);
    }
}
