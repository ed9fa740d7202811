using FsCheck;
using FsCheck.Fluent;

namespace CsePowerShell.Clusters.Tests;

public class NodePlannerTests
{
    [Fact]
    public void A_complete_cluster_needs_nothing()
    {
        StoredSpec spec = Specs.Stored(3);
        Assert.True(NodePlanner.Plan(Specs.ClusterId, spec, Specs.Complete(spec)).IsEmpty);
    }

    [Fact]
    public void An_empty_vApp_needs_every_node()
    {
        StoredSpec spec = Specs.Stored(3);
        NodeChange change = NodePlanner.Plan(Specs.ClusterId, spec, []);
        Assert.Equal(4, change.Add.Count);
        Assert.Equal(NodeRole.ControlPlane, change.Add[0].Role);
        Assert.Empty(change.Remove);
    }

    [Fact]
    public void An_interrupted_scale_out_fills_the_newest_slots()
    {
        StoredSpec spec = Specs.Stored(3);
        List<ActualNode> actual = Specs.Complete(spec);
        spec.Pools[1].Count = 5;
        SlotLedger.Allocate(Specs.ClusterId, spec, "workers", 2, []);

        Assert.Equal([3, 4], NodePlanner.Plan(Specs.ClusterId, spec, actual).Add.Select(slot => slot.Slot));
    }

    [Fact]
    public void A_scale_out_after_a_scale_in_uses_new_slots()
    {
        StoredSpec spec = Specs.Stored(5);
        List<ActualNode> actual = [.. Specs.Complete(spec).Where(node => node.Name != NodeName.Of(Specs.ClusterId, spec.Pools[1], 4))];
        spec.Pools[1].Count = 6;

        // One slot is vacant (the removed one), so only one more has to be given out; the newest is filled first.
        Assert.Equal(1, NodePlanner.Missing(Specs.ClusterId, spec.Pools[1], actual));
    }

    [Fact]
    public void A_scale_in_takes_the_newest_that_are_not_Ready_and_then_the_newest()
    {
        StoredSpec spec = Specs.Stored(5);
        string broken1 = NodeName.Of(Specs.ClusterId, spec.Pools[1], 1);
        string broken2 = NodeName.Of(Specs.ClusterId, spec.Pools[1], 2);
        List<ActualNode> actual = [.. Specs.Complete(spec).Select(node => node.Name == broken1 ? node with { Ready = false } : node.Name == broken2 ? node with { Ready = null } : node)];
        spec.Pools[1].Count = 2;

        Assert.Equal([broken2, broken1, NodeName.Of(Specs.ClusterId, spec.Pools[1], 4)], NodePlanner.Plan(Specs.ClusterId, spec, actual).Remove.Select(node => node.Name));
    }

    [Fact]
    public void A_scale_in_never_takes_the_control_plane()
    {
        StoredSpec spec = Specs.Stored(1);
        List<ActualNode> actual = [.. Specs.Complete(spec).Select(node => node with { Ready = false })];
        spec.Pools[0].Count = 0;
        Assert.Empty(NodePlanner.Plan(Specs.ClusterId, spec, actual).Remove);
    }

    [Fact]
    public void A_VM_that_the_spec_does_not_know_is_left_alone()
    {
        StoredSpec spec = Specs.Stored(1);
        List<ActualNode> actual = [.. Specs.Complete(spec), new ActualNode("node-zzzz"), new ActualNode("jumphost")];
        Assert.True(NodePlanner.Plan(Specs.ClusterId, spec, actual).IsEmpty);
    }

    [Fact]
    public void A_VM_that_is_off_is_started()
    {
        StoredSpec spec = Specs.Stored(2);
        List<ActualNode> actual = Specs.Complete(spec);
        actual[1] = actual[1] with { IsPoweredOn = false };
        Assert.Equal(actual[1].Name, Assert.Single(NodePlanner.Plan(Specs.ClusterId, spec, actual).Start).Name);
    }

    /// <summary>Whatever the sizes, whichever VMs are there, whatever their state: doing what the plan says leaves nothing to do.</summary>
    [Fact]
    public void After_a_plan_is_carried_out_the_next_one_is_empty()
    {
        Gen<(Guid Id, int Before, int After, int Lost, int Broken)> gen =
            from id in ArbMap.Default.GeneratorFor<Guid>()
            from before in Gen.Choose(1, 40)
            from after in Gen.Choose(1, 40)
            from lost in Gen.Choose(0, int.MaxValue)
            from broken in Gen.Choose(0, int.MaxValue)
            select (id, before, after, lost, broken);
        Prop.ForAll(Arb.From(gen), input =>
        {
            string id = input.Id.ToString();
            StoredSpec spec = Specs.Stored(0);
            spec.Pools[1].Count = input.Before;
            SlotLedger.Allocate(id, spec, "workers", input.Before, []);
            List<ActualNode> actual = [.. SlotLedger.All(id, spec)
                .Where(slot => ((input.Lost >> (slot.Slot % 31)) & 1) == 0)
                .Select(slot => new ActualNode(slot.Name) { IsPoweredOn = ((input.Broken >> (slot.Slot % 31)) & 1) == 0, Ready = slot.Slot % 3 != 0 })];
            spec.Pools[1].Count = input.After;
            int missing = NodePlanner.Missing(id, spec.Pools[1], actual);
            SlotLedger.Allocate(id, spec, "workers", missing, actual.Select(node => node.Name));

            List<ActualNode> done = Apply(NodePlanner.Plan(id, spec, actual), actual);

            return NodePlanner.Plan(id, spec, done).IsEmpty
                && done.Count(node => node.Role == NodeRole.Worker) == input.After
                && done.Count(node => node.Role == NodeRole.ControlPlane) == 1;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    /// <summary>The same wish, asked again in the middle of a plan, asks for the same names.</summary>
    [Fact]
    public void A_repeat_in_the_middle_of_a_plan_asks_for_the_rest_of_it()
    {
        Prop.ForAll(Arb.From(Gen.Choose(2, 30)), Arb.From(Gen.Choose(1, 29)), (count, part) =>
        {
            StoredSpec spec = Specs.Stored(count);
            IReadOnlyList<NodeSlot> all = NodePlanner.Plan(Specs.ClusterId, spec, []).Add;
            List<ActualNode> some = [.. all.Take(part).Select(slot => new ActualNode(slot.Name) { IsPoweredOn = true })];
            return NodePlanner.Plan(Specs.ClusterId, spec, some).Add.Select(slot => slot.Name).SequenceEqual(all.Skip(part).Select(slot => slot.Name));
        }).QuickCheckThrowOnFailure();
    }

    private static List<ActualNode> Apply(NodeChange change, List<ActualNode> actual)
    {
        HashSet<string> removed = [.. change.Remove.Select(node => node.Name)];
        HashSet<string> started = [.. change.Start.Select(node => node.Name)];
        return
        [
            .. actual.Where(node => !removed.Contains(node.Name)).Select(node => started.Contains(node.Name) ? node with { IsPoweredOn = true } : node),
            .. change.Add.Select(slot => new ActualNode(slot.Name) { IsPoweredOn = true, Ready = true }),
        ];
    }
}
