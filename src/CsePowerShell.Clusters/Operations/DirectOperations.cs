using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>Does everything from this process: with the caller's own session in vCD, and over SSH into the nodes.</summary>
public sealed partial class DirectOperations : IClusterOperations
{
    private readonly VCloudClient _client;
    private readonly EngineOptions _options;

    /// <summary>Makes one for a connection.</summary>
    /// <param name="client">The connection; it stays the caller's and is not disposed.</param>
    /// <param name="options">Settings. Null: the defaults.</param>
    public DirectOperations(VCloudClient client, EngineOptions? options = null)
    {
        _client = client ?? throw new ArgumentNullException(nameof(client));
        _options = options ?? new EngineOptions();
    }

    /// <inheritdoc/>
    public Task ForEachClusterAsync(ClusterQuery query, Func<Cluster, Task> onCluster, CancellationToken ct) => throw new NotImplementedException();

    /// <inheritdoc/>
    public Task<Cluster> GetClusterAsync(ClusterReference reference, CancellationToken ct) => throw new NotImplementedException();

    /// <inheritdoc/>
    public Task<IReadOnlyList<Node>> GetNodesAsync(ClusterReference reference, bool askKubernetes, CancellationToken ct) => throw new NotImplementedException();

    /// <inheritdoc/>
    public Task<IReadOnlyList<Template>> ListTemplatesAsync(TemplateQuery query, CancellationToken ct) => throw new NotImplementedException();

    /// <inheritdoc/>
    public Task<IReadOnlyList<CheckResult>> CheckAsync(ClusterSpec? spec, CancellationToken ct) => throw new NotImplementedException();

    /// <inheritdoc/>
    public Task<ClusterPlan> PlanCreateAsync(ClusterSpec spec, CreateOptions options, CancellationToken ct) => throw new NotImplementedException();

    /// <inheritdoc/>
    public Task<ClusterPlan> PlanResizeAsync(ClusterReference reference, ResizeRequest request, CancellationToken ct) => throw new NotImplementedException();

    /// <inheritdoc/>
    public Task<ClusterPlan> PlanRemoveAsync(ClusterReference reference, RemoveOptions options, CancellationToken ct) => throw new NotImplementedException();

    /// <inheritdoc/>
    public Task<ClusterOperation> StartCreateAsync(ClusterSpec spec, CreateOptions options, CancellationToken ct) => throw new NotImplementedException();

    /// <inheritdoc/>
    public Task<ClusterOperation> StartResizeAsync(ClusterReference reference, ResizeRequest request, CancellationToken ct) => throw new NotImplementedException();

    /// <inheritdoc/>
    public Task<ClusterOperation> StartRemoveAsync(ClusterReference reference, RemoveOptions options, CancellationToken ct) => throw new NotImplementedException();

    /// <inheritdoc/>
    public Task<string> GetKubeconfigAsync(ClusterReference reference, CancellationToken ct) => throw new NotImplementedException();

    /// <inheritdoc/>
    public Task<IReadOnlyList<OperationRecord>> ListOperationsAsync(ClusterQuery query, CancellationToken ct) => throw new NotImplementedException();

    /// <inheritdoc/>
    public Task<OperationRecord> WaitAsync(ClusterReference reference, TimeSpan timeout, Action<OperationRecord>? onProgress, CancellationToken ct) => throw new NotImplementedException();
}
