namespace CsePowerShell.Clusters;

/// <summary>What a resize request means for a cluster as it is: which pool, how many workers, or which ones go. Pure.</summary>
internal sealed class ResizeTarget
{
    private readonly string? _pool;
    private readonly HashSet<string>? _names;

    private ResizeTarget(string? pool, int count, int present, HashSet<string>? names, string resumeHint)
    {
        _pool = pool;
        _names = names;
        Count = count;
        Present = present;
        ResumeHint = resumeHint;
    }

    /// <summary>Wanted workers of the pool (CSE 1.x: of the cluster).</summary>
    public int Count { get; }

    /// <summary>VMs the pool has.</summary>
    public int Present { get; }

    public string ResumeHint { get; }

    public bool Grows => Count > Present;

    /// <summary>Nodes have to go. Otherwise nodes are added, or an operation that was cut off is brought to its end.</summary>
    public bool Shrinks => Count < Present || _names is { Count: > 0 };

    public int Additional => Math.Max(0, Count - Present);

    /// <summary>Number of VMs and recorded count are as wanted, and no named node is left.</summary>
    public bool IsReached { get; private set; }

    public StoredPool? PoolIn(StoredSpec spec) => _pool is null ? null : spec.Pools.Find(pool => pool.Name == _pool);

    /// <exception cref="ClusterException">VALIDATION_FAILED, NODE_NOT_FOUND, SPEC_CONFLICT or VERSION_UNSUPPORTED.</exception>
    public static ResizeTarget Of(ClusterRecord cluster, ResizeRequest request)
    {
        int ways = (request.WorkerCount is null ? 0 : 1) + (request.Add is null ? 0 : 1) + (request.Remove is null ? 0 : 1) + (request.RemoveNodes is null ? 0 : 1);
        if (ways != 1)
            throw Invalid("WorkerCount", "give exactly one of -WorkerCount, -Add and -Remove.");
        foreach ((string parameter, int? number) in new[] { ("Add", request.Add), ("Remove", request.Remove) })
        {
            if (number is < 1)
                throw Invalid(parameter, $"{number} is not possible; at least 1 is.");
        }

        if (cluster.ClusterId is null || cluster.Mark is not null)
            throw new ClusterException(ErrorCodes.SpecConflict, $"\"{cluster.Name}\" was never finished.", "Finish it with the New-CseCluster command it was begun with, or remove it.");

        return cluster.Marks.Spec is { } spec ? OfPools(cluster, spec, request) : OfLegacy(cluster, request);
    }

    /// <summary>The nodes that go, in the order in which they go.</summary>
    public IReadOnlyList<ActualNode> Leaving(string clusterId, StoredSpec spec, IReadOnlyCollection<ActualNode> nodes)
    {
        if (_names is not null)
            return [.. nodes.Where(node => _names.Contains(node.Name))];
        if (PoolIn(spec) is not { } pool)
            return [.. NodePlanner.LeavingOrder(nodes.Where(node => node.Role == NodeRole.Worker)).Take(Math.Max(0, Present - Count))];
        StoredSpec wanted = spec.Clone();
        PoolIn(wanted)!.Count = Count;
        return [.. NodePlanner.Plan(clusterId, wanted, nodes).Remove.Where(node => NodePlanner.PoolOf(clusterId, spec, node.Name)?.Name == pool.Name)];
    }

    private static ResizeTarget OfPools(ClusterRecord cluster, StoredSpec spec, ResizeRequest request)
    {
        if (cluster.Marks.Status is not { WasReady: true })
        {
            throw new ClusterException(ErrorCodes.SpecConflict, $"\"{cluster.Name}\" was never finished, so its size cannot be changed.",
                "Finish it with the New-CseCluster command it was begun with, or remove it.");
        }

        IReadOnlyList<ActualNode> nodes = cluster.Nodes();
        StoredPool pool = PoolOf(cluster, spec, request, nodes);
        HashSet<string> slots = [.. SlotLedger.Of(cluster.ClusterId!, pool).Select(slot => slot.Name)];
        int present = nodes.Count(node => slots.Contains(node.Name));
        HashSet<string>? names = request.RemoveNodes is null ? null : Named(cluster, request.RemoveNodes, nodes);
        int count = request.WorkerCount ?? (request.Add is { } add ? pool.Count + add : request.Remove is { } remove ? pool.Count - remove : present - names!.Count);
        int others = spec.WorkerPools.Where(other => other != pool).Sum(other => other.Count);
        string parameter = request.WorkerCount is not null ? "WorkerCount" : request.Add is not null ? "Add" : "Remove";
        if (SpecValidator.WorkerCountFault(count + others) is { } fault || (fault = count < 0 ? $"{count} nodes in pool \"{pool.Name}\" are not possible; 0 is the least." : null) is not null)
            throw Invalid(parameter, fault);

        string hint = ResumeHints.Resize(cluster.Name, pool.Name, count, spec.WorkerPools.Count() == 1);
        return new ResizeTarget(pool.Name, count, present, names, hint) { IsReached = count == present && count == pool.Count && names is not { Count: > 0 } };
    }

    private static ResizeTarget OfLegacy(ClusterRecord cluster, ResizeRequest request)
    {
        List<ActualNode> workers = [.. cluster.Nodes().Where(node => node.Role == NodeRole.Worker)];
        HashSet<string>? names = request.RemoveNodes is null ? null : Named(cluster, request.RemoveNodes, cluster.Nodes());
        int count = request.WorkerCount ?? (request.Add is { } add ? workers.Count + add : request.Remove is { } remove ? workers.Count - remove : workers.Count - names!.Count);
        if (count > workers.Count)
        {
            throw new ClusterException(ErrorCodes.VersionUnsupported,
                $"\"{cluster.Name}\" was made by CSE 1.x and cannot grow: its images have Kubernetes before {KubernetesVersionNumber.OldestSupported}, whose packages and network plugin cannot be had any more.",
                "Make a new cluster and move the workloads.");
        }

        if (count < 0)
            throw Invalid(request.WorkerCount is not null ? "WorkerCount" : "Remove", $"{count} workers are not possible.");
        return new ResizeTarget(null, count, workers.Count, names, ResumeHints.Resize(cluster.Name, "", count, onlyPool: true)) { IsReached = count == workers.Count && names is not { Count: > 0 } };
    }

    private static StoredPool PoolOf(ClusterRecord cluster, StoredSpec spec, ResizeRequest request, IReadOnlyList<ActualNode> nodes)
    {
        List<StoredPool> pools = [.. spec.WorkerPools];
        if (request.Pool is { } name)
            return pools.Find(pool => pool.Name == name) ?? throw Invalid("NodePool", $"\"{cluster.Name}\" has no worker pool \"{name}\"; it has {string.Join(", ", pools.Select(pool => $"\"{pool.Name}\""))}.");
        if (request.RemoveNodes is { } names)
        {
            List<StoredPool> named = [.. names.Where(one => nodes.Any(node => node.Name == one)).Select(one => NodePlanner.PoolOf(cluster.ClusterId!, spec, one)).OfType<StoredPool>().Where(pool => pool.Role == NodeRole.Worker).Distinct()];
            if (named.Count > 1)
                throw Invalid("Node", "the nodes are in several pools; remove those of one pool at a time.");
            if (named.Count == 1)
                return named[0];
        }

        return pools.Count == 1 || request.RemoveNodes is not null
            ? pools[0]
            : throw Invalid("NodePool", $"\"{cluster.Name}\" has {pools.Count} worker pools; name one of {string.Join(", ", pools.Select(pool => $"\"{pool.Name}\""))}.");
    }

    // A node that is gone counts as removed, so that a repeat ends well; but a name that no slot of the cluster ever had is a mistake. A control plane node is never one to remove.
    private static HashSet<string> Named(ClusterRecord cluster, List<string> names, IReadOnlyList<ActualNode> nodes)
    {
        foreach (string name in names)
        {
            if (NodeName.RoleOf(name) is NodeRole.ControlPlane)
                throw Invalid("Node", $"\"{name}\" is the control plane of \"{cluster.Name}\" and cannot be removed.");
            if (NodeName.RoleOf(name) is null || (nodes.All(node => node.Name != name) && !WasNode(cluster, name)))
                throw new ClusterException(ErrorCodes.NodeNotFound, $"\"{name}\" is no node of \"{cluster.Name}\".", "Get-CseNode lists them.");
        }

        HashSet<string> there = [.. nodes.Select(node => node.Name)];
        return [.. names.Where(there.Contains)];
    }

    // CSE 1.x drew its names at random: of those, nobody can tell.
    private static bool WasNode(ClusterRecord cluster, string name) =>
        cluster.Marks.Spec is not { } spec || NodePlanner.PoolOf(cluster.ClusterId!, spec, name) is not null;

    private static SpecValidationException Invalid(string parameter, string message) => new([new ErrorDetail { Name = parameter, Message = message }]);
}
