using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>Does everything from this process: with the caller's own session in vCD, and over SSH into the nodes.</summary>
public sealed class DirectOperations : IClusterOperations, INodeAccess
{
    private readonly VCloudClient _client;
    private readonly EngineOptions _options;
    private readonly ClusterDirectory _directory;
    private readonly OperationRunner _runner;
    private readonly ServiceTasks _tasks;

    /// <summary>Makes one for a connection.</summary>
    /// <param name="client">The connection; it stays the caller's and is not disposed.</param>
    /// <param name="options">Settings. Null: the defaults.</param>
    public DirectOperations(VCloudClient client, EngineOptions? options = null)
    {
        _client = client ?? throw new ArgumentNullException(nameof(client));
        _options = options ?? new EngineOptions();
        _directory = new ClusterDirectory(client, _options.Clock);
        _runner = new OperationRunner(client, _options);
        _tasks = new ServiceTasks(client, _options.Clock);
    }

    /// <inheritdoc/>
    public Task ForEachClusterAsync(ClusterQuery query, Func<Cluster, Task> onCluster, CancellationToken ct) =>
        TellAsync(() => _directory.ForEachAsync(query, onCluster, ct));

    /// <inheritdoc/>
    public Task<Cluster> GetClusterAsync(ClusterReference reference, CancellationToken ct) =>
        TellAsync(() => new KubeconfigReader(_runner, _directory).ReadClusterAsync(reference, ct));

    /// <inheritdoc/>
    public Task<ClusterNodes> GetNodesAsync(ClusterReference reference, bool askKubernetes, CancellationToken ct) =>
        TellAsync(() => new KubeconfigReader(_runner, _directory).ReadNodesAsync(reference, askKubernetes, ct));

    /// <inheritdoc/>
    public Task<IReadOnlyList<Template>> ListTemplatesAsync(TemplateQuery query, CancellationToken ct) =>
        TellAsync(() => new TemplateFinder(_client, _options).ListAsync(query, ct));

    /// <inheritdoc/>
    public Task<IReadOnlyList<CheckResult>> CheckAsync(ClusterSpec? spec, CancellationToken ct) =>
        TellAsync(() => new Preflight(_client, _options).CheckAsync(spec, ct));

    /// <inheritdoc/>
    public Task<ClusterPlan> PlanCreateAsync(ClusterSpec spec, CreateOptions options, CancellationToken ct) =>
        TellAsync(() => new CreateOperation(_runner, _directory).PlanAsync(spec, options, ct));

    /// <inheritdoc/>
    public Task<ClusterPlan> PlanResizeAsync(ClusterReference reference, ResizeRequest request, CancellationToken ct) =>
        TellAsync(() => new ResizeOperation(_runner, _directory).PlanAsync(reference, request, ct));

    /// <inheritdoc/>
    public Task<ClusterPlan> PlanRemoveAsync(ClusterReference reference, RemoveOptions options, CancellationToken ct) =>
        TellAsync(() => new RemoveOperation(_runner, _directory).PlanAsync(reference, ct));

    /// <inheritdoc/>
    public Task<ClusterOperation> StartCreateAsync(ClusterSpec spec, CreateOptions options, CancellationToken ct) =>
        TellAsync(() => new CreateOperation(_runner, _directory).StartAsync(spec, options, ct));

    /// <inheritdoc/>
    public Task<ClusterOperation> StartResizeAsync(ClusterReference reference, ResizeRequest request, CancellationToken ct) =>
        TellAsync(() => new ResizeOperation(_runner, _directory).StartAsync(reference, request, ct));

    /// <inheritdoc/>
    public Task<ClusterOperation> StartRemoveAsync(ClusterReference reference, RemoveOptions options, CancellationToken ct) =>
        TellAsync(() => new RemoveOperation(_runner, _directory).StartAsync(reference, options, ct));

    /// <inheritdoc/>
    public Task<string> GetKubeconfigAsync(ClusterReference reference, CancellationToken ct) =>
        TellAsync(() => new KubeconfigReader(_runner, _directory).ReadAsync(reference, ct));

    /// <inheritdoc/>
    public Task<IReadOnlyList<OperationRecord>> ListOperationsAsync(ClusterQuery query, CancellationToken ct) =>
        TellAsync(() => new OperationList(_runner, _directory).ListAsync(query, ct));

    /// <inheritdoc/>
    public Task<OperationRecord> WaitAsync(ClusterReference reference, TimeSpan timeout, Action<OperationRecord>? onProgress, CancellationToken ct) =>
        TellAsync(() => new OperationList(_runner, _directory).WaitAsync(reference, timeout, onProgress, ct));

    /// <inheritdoc/>
    public async Task<OperationRecord?> FindTaskAsync(string taskId, CancellationToken ct) => (await _tasks.ReadAsync(taskId, ct).ConfigureAwait(false))?.Record;

    /// <inheritdoc/>
    public Task CancelTaskAsync(string taskId, CancellationToken ct) => _tasks.CancelAsync(taskId, ct);

    /// <inheritdoc/>
    public Task<OperationRecord> WaitForTaskAsync(OperationRecord task, TimeSpan timeout, Action<OperationRecord>? onProgress, CancellationToken ct) =>
        _tasks.WaitAsync(task, timeout, onProgress, ct);

    /// <summary>Finds the one cluster that is meant, with one query and as a list shows it.</summary>
    internal Task<Cluster> ResolveAsync(ClusterReference reference, CancellationToken ct) => TellAsync(() => _directory.ResolveAsync(reference, ct));

    /// <summary>Reads the vApp of the one cluster that is meant.</summary>
    internal Task<ClusterRecord> ReadAsync(ClusterReference reference, CancellationToken ct) => TellAsync(() => _directory.ReadAsync(reference, ct));

    /// <inheritdoc/>
    public Task RunAsync(ClusterReference cluster, IReadOnlyCollection<string>? nodes, NodeCommand command, Func<NodeCommandOutcome, Task> onOutcome, CancellationToken ct) =>
        TellAsync(() => new NodeAccess(_runner, _directory).RunAsync(cluster, nodes, command, onOutcome, ct));

    private static Task TellAsync(Func<Task> work) => TellAsync(async () =>
    {
        await work().ConfigureAwait(false);
        return true;
    });

    // What the caller's own callback throws is the caller's business and goes through as it is.
    private static async Task<T> TellAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception error) when (error is VCloudException or Guest.GuestException or Guest.GuestShellUnavailableException)
        {
            throw ClusterErrors.From(error);
        }
    }
}
