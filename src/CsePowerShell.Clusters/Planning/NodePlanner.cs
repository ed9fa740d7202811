namespace CsePowerShell.Clusters;

/// <summary>Desired minus actual, for the VMs of a cluster.</summary>
internal sealed class NodeChange
{
    /// <summary>Nodes to be made.</summary>
    public IReadOnlyList<NodeSlot> Add { get; init; } = [];

    /// <summary>Workers to be removed, in the order in which that should happen.</summary>
    public IReadOnlyList<ActualNode> Remove { get; init; } = [];

    /// <summary>VMs that are there but off.</summary>
    public IReadOnlyList<ActualNode> Start { get; init; } = [];

    public bool IsEmpty => Add.Count == 0 && Remove.Count == 0 && Start.Count == 0;
}

/// <summary>Compares the pools of a spec with the VMs there are. Pure: the same input gives the same answer on every machine.</summary>
internal static class NodePlanner
{
    /// <summary>What has to change. Slots for all wanted nodes must have been given out before (<see cref="SlotLedger.Allocate"/>).</summary>
    public static NodeChange Plan(string clusterId, StoredSpec spec, IReadOnlyCollection<ActualNode> actual)
    {
        var add = new List<NodeSlot>();
        var remove = new List<ActualNode>();
        var keep = new List<ActualNode>();
        Dictionary<string, ActualNode> byName = actual.ToDictionary(node => node.Name, StringComparer.Ordinal);
        foreach (StoredPool pool in spec.Pools)
        {
            List<NodeSlot> slots = [.. SlotLedger.Of(clusterId, pool)];
            List<NodeSlot> present = [.. slots.Where(slot => byName.ContainsKey(slot.Name))];
            if (present.Count < pool.Count)
            {
                // The newest slots first: those are the ones an interrupted operation was about to fill.
                add.AddRange(slots.Where(slot => !byName.ContainsKey(slot.Name)).Reverse().Take(pool.Count - present.Count).Reverse());
            }
            else if (pool.Role == NodeRole.Worker)
            {
                remove.AddRange(Victims(present, byName).Take(present.Count - pool.Count));
            }

            keep.AddRange(present.Select(slot => byName[slot.Name]).Except(remove));
        }

        return new NodeChange { Add = add, Remove = remove, Start = [.. keep.Where(node => !node.IsPoweredOn)] };
    }

    /// <summary>How many slots each pool lacks for its count; those must be given out and stored first.</summary>
    public static int Missing(string clusterId, StoredPool pool, IReadOnlyCollection<ActualNode> actual)
    {
        var names = new HashSet<string>(actual.Select(node => node.Name), StringComparer.Ordinal);
        List<NodeSlot> slots = [.. SlotLedger.Of(clusterId, pool)];
        int present = slots.Count(slot => names.Contains(slot.Name));
        int vacant = slots.Count - present;
        return Math.Max(0, pool.Count - present - vacant);
    }

    /// <summary>In which order workers leave: the newest that are not Ready, then the newest. A node without a pool (CSE 1.x) counts by its name.</summary>
    public static IEnumerable<ActualNode> LeavingOrder(IEnumerable<ActualNode> workers) =>
        workers.OrderBy(node => node.Ready == true).ThenByDescending(node => node.Name, StringComparer.Ordinal);

    /// <summary>The pool a VM belongs to; null for one that the spec does not know.</summary>
    public static StoredPool? PoolOf(string clusterId, StoredSpec spec, string vmName) =>
        NodeName.RoleOf(vmName) is { } role
            ? spec.Pools.FirstOrDefault(pool => pool.Role == role && SlotLedger.Of(clusterId, pool).Any(slot => slot.Name == vmName))
            : null;

    /// <summary>The pools' names by the names of their nodes: for a whole list of VMs, where each would go through all slots otherwise.</summary>
    public static IReadOnlyDictionary<string, string> PoolNames(string clusterId, StoredSpec spec)
    {
        var pools = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (NodeSlot slot in SlotLedger.All(clusterId, spec))
        {
            if (!pools.ContainsKey(slot.Name))
                pools.Add(slot.Name, slot.Pool);
        }

        return pools;
    }

    private static IEnumerable<ActualNode> Victims(IEnumerable<NodeSlot> present, Dictionary<string, ActualNode> byName) =>
        present.OrderBy(slot => byName[slot.Name].Ready == true).ThenByDescending(slot => slot.Slot).Select(slot => byName[slot.Name]);
}
