using CsePowerShell.Simulator.Faults;
using CsePowerShell.Simulator.Guests;

namespace CsePowerShell.Simulator.Tests.Faults;

public sealed class FaultTextTests
{
    [Fact]
    public void Faults_are_separated_by_semicolons_and_lines_and_values_may_be_quoted()
    {
        IReadOnlyList<Fault> faults = new FaultPlan(new GuestFaults()).Add("""
            # what the night shift saw
            task-fails operation=vappDeploy message="no; not today" count=2 skip=1; busy name=c1
            http path="/api/vApp/*" status=503
            """);
        Assert.Equal(["task-fails", "busy", "http"], faults.Select(fault => fault.Kind));
        Assert.Equal(("no; not today", 2, 1), (faults[0]["message"], faults[0].Count, faults[0].Skip));
        Assert.Null(faults[2].Count);
    }

    [Theory]
    [InlineData("explode", "not a kind of fault")]
    [InlineData("http stauts=503", "not a setting")]
    [InlineData("http status", "not a setting")]
    [InlineData("http status=many", "not a number")]
    [InlineData("busy name=\"c1", "not closed")]
    public void A_plan_that_cannot_be_read_says_what_is_wrong(string text, string says) =>
        Assert.Contains(says, Assert.Throws<FormatException>(() => new FaultPlan(new GuestFaults()).Add(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Counts_and_skips_are_kept_per_fault()
    {
        FaultPlan plan = new(new GuestFaults());
        Fault fault = plan.Add("busy name=c* skip=1 count=2")[0];
        bool[] taken = [.. Enumerable.Range(0, 5).Select(occasion => plan.TryTake(FaultKinds.Busy, out _, ("name", "c1")))];
        Assert.Equal([false, true, true, false, false], taken);
        Assert.Equal(2, fault.Hits);
        Assert.False(plan.TryTake(FaultKinds.Busy, out _, ("name", "other")));
    }

    [Fact]
    public void A_fault_for_one_VM_happens_to_a_task_that_works_on_it_among_others()
    {
        FaultPlan plan = new(new GuestFaults());
        plan.Add("task-fails vm=node-2");
        Assert.False(plan.TryTake(FaultKinds.TaskFails, out _, ("operation", "x"), ("vm", "node-1")));
        Assert.True(plan.TryTake(FaultKinds.TaskFails, out _, ("operation", "x"), ("vm", "node-1"), ("vm", "node-2")));
        Assert.False(plan.TryTake(FaultKinds.TaskFails, out _, ("operation", "x")));
    }

    [Fact]
    public void Clear_forgets_them_all()
    {
        FaultPlan plan = new(new GuestFaults());
        plan.Add("busy");
        plan.Clear();
        Assert.False(plan.TryTake(FaultKinds.Busy, out _, ("name", "c1")));
    }
}
