using FsCheck;
using FsCheck.Fluent;

namespace CsePowerShell.Clusters.Tests;

public class SlotLedgerTests
{
    [Fact]
    public void Names_are_unique_in_a_cluster_whatever_is_given_out_when()
    {
        // 3,000 slots out of 1.7 million names collide about 2.6 times in the mean, so most runs see a slot passed over.
        Gen<(Guid Id, int[] Orders)> gen =
            from id in ArbMap.Default.GeneratorFor<Guid>()
            from orders in Gen.Choose(1, 300).ArrayOf(20)
            select (id, orders);
        int skipped = 0;
        Prop.ForAll(Arb.From(gen), input =>
        {
            StoredSpec spec = Specs.Stored(0, ("gpu", 0), ("small", 0));
            string[] pools = ["workers", "gpu", "small"];
            for (int index = 0; index < input.Orders.Length; index++)
                SlotLedger.Allocate(input.Id.ToString(), spec, pools[index % 3], input.Orders[index], []);
            skipped += spec.Pools.Sum(pool => pool.Skipped.Count);
            List<string> names = [.. SlotLedger.All(input.Id.ToString(), spec).Select(slot => slot.Name)];
            return names.Count == names.Distinct().Count() && names.Count == input.Orders.Sum() + 1;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));
        Assert.True(skipped > 0, "no collision was met, so this test has shown nothing");
    }

    [Fact]
    public void A_name_that_somebody_else_took_in_the_vApp_is_passed_over()
    {
        StoredSpec spec = Specs.Stored(workers: 0);
        string first = NodeName.Of(Specs.ClusterId, "workers", NodeRole.Worker, 0);

        NodeSlot slot = Assert.Single(SlotLedger.Allocate(Specs.ClusterId, spec, "workers", 1, [first]));

        Assert.Equal(1, slot.Slot);
        Assert.Equal([0], spec.Pools[1].Skipped);
        Assert.Equal(2, spec.Pools[1].Next);
    }

    [Fact]
    public void Slots_are_never_given_out_twice()
    {
        StoredSpec spec = Specs.Stored(workers: 0);
        int[] first = [.. SlotLedger.Allocate(Specs.ClusterId, spec, "workers", 3, []).Select(slot => slot.Slot)];
        int[] second = [.. SlotLedger.Allocate(Specs.ClusterId, spec, "workers", 3, []).Select(slot => slot.Slot)];
        Assert.Equal([0, 1, 2], first);
        Assert.Equal([3, 4, 5], second);
    }
}
