using CsePowerShell.Clusters.Contract;
using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>
/// Lets the service do it, over <c>/api/cse</c> and with the caller's own session in vCD. What changes a cluster or needs a way into its nodes goes through the
/// service, which has rights and keys that the caller need not have. What vCD alone knows is asked there, as in direct mode: vCD is the system of record, shows
/// each session what it may see, and the service would put the very same question; so lists cost the same in both modes and go on while the service is down.
/// </summary>
public sealed class RemoteOperations : IClusterOperations, IDisposable
{
    private readonly ServiceApi _api;
    private readonly DirectOperations _direct;
    private readonly VCloudClient _client;
    private readonly EngineOptions _options;
    private readonly ServiceTasks _tasks;
    private readonly CancellationTokenSource _closed = new();
    private readonly TaskFollower _follower;

    /// <summary>Makes one for a connection.</summary>
    /// <param name="client">The connection; it stays the caller's and is not disposed.</param>
    /// <param name="direct">The same connection without the service.</param>
    /// <param name="options">Settings. Null: the defaults; only clock and logger are used.</param>
    public RemoteOperations(VCloudClient client, DirectOperations direct, EngineOptions? options = null)
    {
        _client = client ?? throw new ArgumentNullException(nameof(client));
        _direct = direct ?? throw new ArgumentNullException(nameof(direct));
        _options = options ?? new EngineOptions();
        _api = new ServiceApi(client.ExtensionApi.SendAsync, _options.Clock);
        _tasks = new ServiceTasks(client, _options.Clock);
        _follower = new TaskFollower(_tasks, _options.Clock, _closed.Token);
    }

    /// <summary>Ends the following of operations, before the connection is closed. The operations themselves go on.</summary>
    public void Dispose() => _closed.Cancel();

    /// <inheritdoc/>
    public Task ForEachClusterAsync(ClusterQuery query, Func<Cluster, Task> onCluster, CancellationToken ct) => _direct.ForEachClusterAsync(query, onCluster, ct);

    /// <inheritdoc/>
    public Task<Cluster> GetClusterAsync(ClusterReference reference, CancellationToken ct) => _direct.GetClusterAsync(reference, ct);

    /// <inheritdoc/>
    public async Task<ClusterNodes> GetNodesAsync(ClusterReference reference, bool askKubernetes, CancellationToken ct)
    {
        if (!askKubernetes)
            return await _direct.GetNodesAsync(reference, askKubernetes: false, ct).ConfigureAwait(false);
        try
        {
            NodesDocument document = await _api.NodesAsync(await IdOfAsync(reference, ct).ConfigureAwait(false), ct).ConfigureAwait(false);
            return new ClusterNodes(document.Nodes, document.Warnings);
        }
        catch (ClusterException error) when (error.Code is not (ErrorCodes.Unauthenticated or ErrorCodes.ClusterNotFound or ErrorCodes.NameAmbiguous))
        {
            // vCD knows its VMs without the service.
            ClusterNodes nodes = await _direct.GetNodesAsync(reference, askKubernetes: false, ct).ConfigureAwait(false);
            return new ClusterNodes([.. nodes], [.. nodes.Warnings, $"The service could not be asked what Kubernetes says of the nodes: {error.Message}"]);
        }
    }

    /// <summary>Lists the provider's templates: those that the service makes clusters from, whether or not their catalog is shared with the caller.</summary>
    /// <inheritdoc/>
    public async Task<IReadOnlyList<Template>> ListTemplatesAsync(TemplateQuery query, CancellationToken ct) =>
        TemplateFinder.Fitting(await _api.TemplatesAsync(ct).ConfigureAwait(false), query);

    /// <inheritdoc/>
    public Task<IReadOnlyList<CheckResult>> CheckAsync(ClusterSpec? spec, CancellationToken ct) => new RemoteChecks(_api, _client, _options).RunAsync(spec, ct);

    /// <inheritdoc/>
    public Task<ClusterPlan> PlanCreateAsync(ClusterSpec spec, CreateOptions options, CancellationToken ct)
    {
        // Planned by whoever will do it: the service's template list, its rights and its account decide.
        SpecRules.Check(spec);
        return _api.PlanCreateAsync(Requests.Create(spec, options), ct);
    }

    /// <inheritdoc/>
    public async Task<ClusterPlan> PlanResizeAsync(ClusterReference reference, ResizeRequest request, CancellationToken ct) =>
        await _api.PlanResizeAsync(await IdOfAsync(reference, ct).ConfigureAwait(false), Requests.Resize(request), ct).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<ClusterPlan> PlanRemoveAsync(ClusterReference reference, RemoveOptions options, CancellationToken ct) =>
        await _api.PlanRemoveAsync(await IdOfAsync(reference, ct).ConfigureAwait(false), ct).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<ClusterOperation> StartCreateAsync(ClusterSpec spec, CreateOptions options, CancellationToken ct)
    {
        SpecRules.Check(spec);
        AcceptedDocument accepted = await _api.CreateAsync(Requests.Create(spec, options), ct).ConfigureAwait(false);
        ClusterOperation operation = New(OperationKind.Create, accepted, spec.Org ?? _client.Session.Org, spec.Vdc, ResumeHints.For(OperationKind.Create, spec.Name, spec.Vdc, null));
        _follower.Follow(operation, (changed, token) => ResultAsync(operation, changed, token));
        return operation;
    }

    /// <inheritdoc/>
    public async Task<ClusterOperation> StartResizeAsync(ClusterReference reference, ResizeRequest request, CancellationToken ct)
    {
        Cluster cluster = await ResolveAsync(reference, ct).ConfigureAwait(false);
        if (request.Add is not null || request.Remove is not null)
            await RequireIdleAsync(cluster, ct).ConfigureAwait(false);
        (ResizeClusterDocument wanted, bool mayRepeat) = Requests.Resize(request, cluster);
        AcceptedDocument accepted = await _api.ResizeAsync(cluster.VAppUrn, wanted, mayRepeat, ct).ConfigureAwait(false);
        string resume = wanted is { WorkerCount: { } count } && Requests.PoolOf(cluster, wanted.Pool) is { } pool
            ? ResumeHints.Resize(cluster.Name, pool.Name, count, cluster.Pools.Count(one => one.Role == NodeRole.Worker) == 1)
            : ResumeHints.For(OperationKind.Resize, cluster.Name, cluster.Vdc, null);
        ClusterOperation operation = New(OperationKind.Resize, accepted, cluster.Org, cluster.Vdc, resume);
        _follower.Follow(operation, (changed, token) => ResultAsync(operation, changed, token));
        return operation;
    }

    /// <inheritdoc/>
    public async Task<ClusterOperation> StartRemoveAsync(ClusterReference reference, RemoveOptions options, CancellationToken ct)
    {
        ClusterRecord existing;
        try
        {
            existing = await _direct.ReadAsync(reference, ct).ConfigureAwait(false);
        }
        catch (ClusterException error) when (error.Code == ErrorCodes.ClusterNotFound && options.Force)
        {
            return Gone(reference.ToString(), new RemovalReport { ClusterName = reference.ToString() });
        }

        var report = new RemovalReport { ClusterName = existing.Name, ClusterId = existing.ClusterId ?? "", Owned = RemoveOperation.Owned(existing) };
        try
        {
            AcceptedDocument accepted = await _api.RemoveAsync(existing.VApp.Id ?? existing.ClusterId!, options.Force, Requests.Seconds(options.Timeout), ct).ConfigureAwait(false);
            ClusterOperation operation = New(OperationKind.Remove, accepted, existing.Org, existing.VdcName, ResumeHints.For(OperationKind.Remove, existing.Name, existing.VdcName, null));
            _follower.Follow(operation, (_, _) => Task.FromResult(new OperationResult { Changed = true, Removed = report }));
            return operation;
        }
        catch (ClusterException error) when (error.Code == ErrorCodes.ClusterNotFound && existing.Mark is null)
        {
            // It was there a moment ago: it went while the request was sent again, after an answer that never came, or by somebody else's hand.
            return Gone(existing.Name, report);
        }
    }

    /// <inheritdoc/>
    public async Task<string> GetKubeconfigAsync(ClusterReference reference, CancellationToken ct) =>
        await _api.KubeconfigAsync(await IdOfAsync(reference, ct).ConfigureAwait(false), ct).ConfigureAwait(false);

    /// <summary>Lists the latest tasks of the service and, of clusters that were changed without it, the record on the vApp.</summary>
    /// <inheritdoc/>
    public async Task<IReadOnlyList<OperationRecord>> ListOperationsAsync(ClusterQuery query, CancellationToken ct)
    {
        Task<IReadOnlyList<OperationRecord>> tasks = _tasks.ListAsync(ct);
        Task<IReadOnlyList<OperationRecord>> records = _direct.ListOperationsAsync(query, ct);
        await Task.WhenAll(tasks, records).ConfigureAwait(false);
        return OperationList.Merge(await tasks.ConfigureAwait(false), await records.ConfigureAwait(false), query);
    }

    /// <inheritdoc/>
    public Task<OperationRecord?> FindTaskAsync(string taskId, CancellationToken ct) => _direct.FindTaskAsync(taskId, ct);

    /// <inheritdoc/>
    public Task<OperationRecord> WaitAsync(ClusterReference reference, TimeSpan timeout, Action<OperationRecord>? onProgress, CancellationToken ct) =>
        _direct.WaitAsync(reference, timeout, onProgress, ct);

    /// <inheritdoc/>
    public Task CancelTaskAsync(string taskId, CancellationToken ct) => _direct.CancelTaskAsync(taskId, ct);

    /// <inheritdoc/>
    public Task<OperationRecord> WaitForTaskAsync(OperationRecord task, TimeSpan timeout, Action<OperationRecord>? onProgress, CancellationToken ct) =>
        _direct.WaitForTaskAsync(task, timeout, onProgress, ct);

    // "Two more" than what? While another change is accepted and not yet begun, the record on the vApp does not say. A total has one meaning whenever it is asked for.
    private async Task RequireIdleAsync(Cluster cluster, CancellationToken ct)
    {
        if (await _tasks.FindOpenAsync(cluster.Id, ct).ConfigureAwait(false) is { } open)
        {
            throw new ClusterException(ErrorCodes.ClusterBusy, $"Cluster \"{cluster.Name}\" is being changed by {open.Actor}: {open.Kind}, task {open.Id}.",
                $"Wait until that has ended (Wait-CseTask {open.Id}) and run the same command again.");
        }
    }

    private async Task<OperationResult> ResultAsync(ClusterOperation operation, bool changed, CancellationToken ct)
    {
        try
        {
            return new OperationResult { Changed = changed, Cluster = await _direct.GetClusterAsync(new ClusterReference { Id = operation.ClusterId }, ct).ConfigureAwait(false) };
        }
        catch (ClusterException error)
        {
            operation.Warn($"The operation has ended well, but the cluster cannot be read: {error.Message}");
            return new OperationResult { Changed = changed };
        }
    }

    private ClusterOperation New(OperationKind kind, AcceptedDocument accepted, string org, string vdc, string resume)
    {
        var operation = new ClusterOperation(accepted.TaskId, kind, accepted.ClusterId, accepted.ClusterName, org, vdc, resume, _options.Clock) { TaskId = accepted.TaskId, IsRemote = true };
        operation.Tell($"The service has accepted it as task {accepted.TaskId}.");
        return operation;
    }

    private ClusterOperation Gone(string name, RemovalReport report)
    {
        var nothing = new ClusterOperation(Guid.NewGuid().ToString("D"), OperationKind.Remove, report.ClusterId, name, "", "", "", _options.Clock);
        nothing.Tell($"There is no cluster \"{name}\" any more; nothing had to be removed.");
        nothing.Succeed(new OperationResult { Changed = report.Owned.Count > 0, Removed = report });
        return nothing;
    }

    // The vApp's URN rather than the cluster's id, which is metadata and so can be in two places.
    private async Task<string> IdOfAsync(ClusterReference reference, CancellationToken ct) =>
        reference.VAppUrn ?? reference.Id ?? (await ResolveAsync(reference, ct).ConfigureAwait(false)).VAppUrn;

    private async Task<Cluster> ResolveAsync(ClusterReference reference, CancellationToken ct)
    {
        Cluster cluster = await _direct.ResolveAsync(reference, ct).ConfigureAwait(false);
        return cluster.Id.Length > 0
            ? cluster
            : throw new ClusterException(ErrorCodes.SpecConflict, $"\"{cluster.Name}\" was begun in direct mode, and stopped before it was marked as a cluster.", "Finish or remove it with -Mode Direct.");
    }
}
