namespace CsePowerShell.Clusters;

/// <summary>A place in a pool, and the name of the node that takes it.</summary>
internal sealed record NodeSlot(string Pool, NodeRole Role, int Slot, string Name);

/// <summary>Which slots the pools of a cluster have, and how new ones are given out.</summary>
internal static class SlotLedger
{
    /// <summary>All slots that were ever given out and not passed over, in all pools.</summary>
    public static IEnumerable<NodeSlot> All(string clusterId, StoredSpec spec) => spec.Pools.SelectMany(pool => Of(clusterId, pool));

    /// <summary>The slots of one pool that were ever given out and not passed over, lowest first.</summary>
    public static IEnumerable<NodeSlot> Of(string clusterId, StoredPool pool) =>
        Enumerable.Range(0, pool.Next)
            .Where(slot => !pool.Skipped.Contains(slot))
            .Select(slot => new NodeSlot(pool.Name, pool.Role, slot, NodeName.Of(clusterId, pool, slot)));

    /// <summary>
    /// Gives out <paramref name="count"/> new slots of a pool and notes them in the pool's ledger, which must be stored before any VM is made.
    /// Four characters are 1.7 million names, so two slots of one cluster sometimes get the same: the later one is passed over, and that is noted too,
    /// because "later" cannot be told from the ledgers of several pools afterwards.
    /// </summary>
    /// <param name="clusterId">Id of the cluster.</param>
    /// <param name="spec">The spec whose ledger changes.</param>
    /// <param name="poolName">The pool.</param>
    /// <param name="count">How many.</param>
    /// <param name="taken">Names of VMs in the vApp, whoever made them.</param>
    public static IReadOnlyList<NodeSlot> Allocate(string clusterId, StoredSpec spec, string poolName, int count, IEnumerable<string> taken)
    {
        StoredPool pool = spec.Pools.Single(candidate => candidate.Name == poolName);
        var names = new HashSet<string>(All(clusterId, spec).Select(slot => slot.Name).Concat(taken), StringComparer.Ordinal);
        var given = new List<NodeSlot>();
        while (given.Count < count)
        {
            int slot = pool.Next++;
            string name = NodeName.Of(clusterId, pool, slot);
            if (names.Add(name))
                given.Add(new NodeSlot(pool.Name, pool.Role, slot, name));
            else
                pool.Skipped.Add(slot);
        }

        return given;
    }
}
