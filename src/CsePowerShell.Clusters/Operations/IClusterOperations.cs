namespace CsePowerShell.Clusters;

/// <summary>
/// Everything that can be done with clusters. <see cref="DirectOperations"/> does it from this process, <see cref="RemoteOperations"/> lets the service do it.
/// Errors are <see cref="ClusterException"/>; a stop by the caller's token is <see cref="OperationCanceledException"/>.
/// </summary>
/// <remarks>
/// The token of a Start method ends the start alone (checks, and the decision what is to be done). Once a <see cref="ClusterOperation"/>
/// has been returned, it is stopped with its own <see cref="ClusterOperation.Cancel"/>.
/// </remarks>
public interface IClusterOperations
{
    /// <summary>Lists clusters with a constant number of requests per page of 128.</summary>
    /// <param name="query">Which ones, and how much of them.</param>
    /// <param name="onCluster">Called for one cluster after the other, as pages arrive.</param>
    /// <param name="ct">Stops it.</param>
    Task ForEachClusterAsync(ClusterQuery query, Func<Cluster, Task> onCluster, CancellationToken ct);

    /// <summary>Reads one cluster with everything vCD knows of it, nodes included.</summary>
    /// <param name="reference">Id, URN or unambiguous name; else NAME_AMBIGUOUS or CLUSTER_NOT_FOUND.</param>
    /// <param name="ct">Stops it.</param>
    Task<Cluster> GetClusterAsync(ClusterReference reference, CancellationToken ct);

    /// <summary>Reads the nodes of one cluster from vCD and, where the nodes can be reached, from Kubernetes.</summary>
    /// <param name="reference">The cluster.</param>
    /// <param name="askKubernetes">Also ask the cluster over SSH. If that fails, the rows come without it, <see cref="Node.Ready"/> is null, and a warning says why.</param>
    /// <param name="ct">Stops it.</param>
    Task<ClusterNodes> GetNodesAsync(ClusterReference reference, bool askKubernetes, CancellationToken ct);

    /// <summary>Lists templates: one request per page of 128.</summary>
    /// <param name="query">Which ones.</param>
    /// <param name="ct">Stops it.</param>
    Task<IReadOnlyList<Template>> ListTemplatesAsync(TemplateQuery query, CancellationToken ct);

    /// <summary>Checks what a create would need, and changes nothing.</summary>
    /// <param name="spec">The cluster that is wanted. Null: only what does not depend on one.</param>
    /// <param name="ct">Stops it.</param>
    Task<IReadOnlyList<CheckResult>> CheckAsync(ClusterSpec? spec, CancellationToken ct);

    /// <summary>Says what a create would do. Empty: the cluster exists as wanted.</summary>
    /// <param name="spec">The cluster that is wanted.</param>
    /// <param name="options">How.</param>
    /// <param name="ct">Stops it.</param>
    Task<ClusterPlan> PlanCreateAsync(ClusterSpec spec, CreateOptions options, CancellationToken ct);

    /// <summary>Says what a resize would do. Empty: it has that size.</summary>
    /// <param name="reference">The cluster.</param>
    /// <param name="request">The wanted size.</param>
    /// <param name="ct">Stops it.</param>
    Task<ClusterPlan> PlanResizeAsync(ClusterReference reference, ResizeRequest request, CancellationToken ct);

    /// <summary>Says what a remove would do.</summary>
    /// <param name="reference">The cluster.</param>
    /// <param name="options">How.</param>
    /// <param name="ct">Stops it.</param>
    Task<ClusterPlan> PlanRemoveAsync(ClusterReference reference, RemoveOptions options, CancellationToken ct);

    /// <summary>Makes a cluster, or continues making it. One that exists with an equal spec comes back unchanged, with an operation that has already ended.</summary>
    /// <param name="spec">The cluster that is wanted.</param>
    /// <param name="options">How.</param>
    /// <param name="ct">Stops the start.</param>
    /// <exception cref="SpecValidationException">The spec has faults.</exception>
    /// <exception cref="ClusterException">CLUSTER_EXISTS, CLUSTER_BUSY, or what a preflight row says.</exception>
    Task<ClusterOperation> StartCreateAsync(ClusterSpec spec, CreateOptions options, CancellationToken ct);

    /// <summary>Adds or removes workers, or continues to.</summary>
    /// <param name="reference">The cluster.</param>
    /// <param name="request">The wanted size.</param>
    /// <param name="ct">Stops the start.</param>
    Task<ClusterOperation> StartResizeAsync(ClusterReference reference, ResizeRequest request, CancellationToken ct);

    /// <summary>Removes a cluster, or continues to. Nothing without the marks of a cluster is ever touched.</summary>
    /// <param name="reference">The cluster.</param>
    /// <param name="options">How.</param>
    /// <param name="ct">Stops the start.</param>
    Task<ClusterOperation> StartRemoveAsync(ClusterReference reference, RemoveOptions options, CancellationToken ct);

    /// <summary>Reads the administrator's kubeconfig from the control plane. The text is a secret and is stored nowhere.</summary>
    /// <param name="reference">The cluster.</param>
    /// <param name="ct">Stops it.</param>
    Task<string> GetKubeconfigAsync(ClusterReference reference, CancellationToken ct);

    /// <summary>Lists the last operation of each cluster, from the records on the vApps; those of this process included.</summary>
    /// <param name="query">Which clusters.</param>
    /// <param name="ct">Stops it.</param>
    Task<IReadOnlyList<OperationRecord>> ListOperationsAsync(ClusterQuery query, CancellationToken ct);

    /// <summary>Waits until the operation on record for a cluster has ended, wherever it runs.</summary>
    /// <param name="reference">The cluster.</param>
    /// <param name="timeout">How long at most; then DEADLINE_EXCEEDED, while the operation goes on.</param>
    /// <param name="onProgress">Called with every record read; may be null.</param>
    /// <param name="ct">Stops the waiting.</param>
    Task<OperationRecord> WaitAsync(ClusterReference reference, TimeSpan timeout, Action<OperationRecord>? onProgress, CancellationToken ct);

    /// <summary>Reads an operation of the service by its vCD task: in either mode, from anywhere, also when the cluster is gone.</summary>
    /// <param name="taskId">Id of the task, a uuid.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>The operation; null when this session sees no such task of the service.</returns>
    Task<OperationRecord?> FindTaskAsync(string taskId, CancellationToken ct);

    /// <summary>
    /// Asks vCD to have an operation of the service stopped: in either mode, from anywhere. The service ends it at its next step boundary; what was made stays.
    /// </summary>
    /// <param name="taskId">Id of the task, a uuid.</param>
    /// <param name="ct">Stops the asking.</param>
    /// <returns>When vCD has taken the wish; also when it had it already, or when the task has ended.</returns>
    /// <exception cref="ClusterException">NOT_FOUND; or FORBIDDEN, where vCD does not let this user do it.</exception>
    Task CancelTaskAsync(string taskId, CancellationToken ct);

    /// <summary>Waits until an operation of the service has ended.</summary>
    /// <param name="task">The operation, as <see cref="FindTaskAsync"/> or <see cref="ListOperationsAsync"/> gave it.</param>
    /// <param name="timeout">How long at most; then DEADLINE_EXCEEDED, while the operation goes on.</param>
    /// <param name="onProgress">Called with every state read; may be null.</param>
    /// <param name="ct">Stops the waiting.</param>
    Task<OperationRecord> WaitForTaskAsync(OperationRecord task, TimeSpan timeout, Action<OperationRecord>? onProgress, CancellationToken ct);
}
