using CsePowerShell.Clusters;
using CsePowerShell.Cmdlets;
using CsePowerShell.Connections;

namespace CsePowerShell.Tests;

public sealed class TimeLeftTests
{
    private readonly StepClock _clock = new();
    private readonly PhaseTimes _times = new();

    [Fact]
    public void Nobody_can_tell_at_the_beginning()
    {
        TimeLeft left = new(_clock, _times);
        Assert.Equal(-1, left.Of(OperationKind.Create, "Cloning VMs", 6));
        _clock.Step(1);
        Assert.Equal(-1, left.Of(OperationKind.Create, "Cloning VMs", 50));
    }

    [Fact]
    public void The_pace_so_far_is_taken_on_to_the_end_and_counted_down_while_nothing_moves()
    {
        TimeLeft left = new(_clock, _times);
        _ = left.Of(OperationKind.Create, "Cloning VMs", 0);
        _clock.Step(20);
        Assert.Equal(80, left.Of(OperationKind.Create, "Cloning VMs", 20));
        _clock.Step(30);
        Assert.Equal(50, left.Of(OperationKind.Create, "Cloning VMs", 20));
        _clock.Step(50);
        Assert.Equal(50, left.Of(OperationKind.Create, "Customizing guests", 67));
    }

    [Fact]
    public void Who_begins_to_look_in_the_middle_does_not_take_that_for_speed()
    {
        TimeLeft left = new(_clock, _times);
        Assert.Equal(-1, left.Of(OperationKind.Create, "Joining workers", 78));
        _clock.Step(10);
        Assert.Equal(10, left.Of(OperationKind.Create, "Waiting for Ready", 89));
    }

    [Fact]
    public void The_phases_of_the_last_operation_of_the_kind_are_better_than_the_pace()
    {
        ClusterOperation operation = new("id", OperationKind.Create, "c", "web", "o", "v", "", _clock);
        operation.Enter("Cloning VMs", 6, "Cloning");
        _clock.Step(30);
        operation.Enter("Customizing guests", 36, "Customizing");
        operation.Tell("a line in between");
        _clock.Step(40);
        operation.Enter("Recording the result", 97, "Recording");
        _clock.Step(2);
        operation.Succeed(new OperationResult { Changed = true });
        _times.Learn(operation);

        TimeLeft left = new(_clock, _times);
        Assert.Equal(72, left.Of(OperationKind.Create, "Cloning VMs", 6));
        _clock.Step(10);
        Assert.Equal(62, left.Of(OperationKind.Create, "Cloning VMs", 9));
        Assert.Equal(42, left.Of(OperationKind.Create, "Customizing guests", 36));
        Assert.Equal(-1, new TimeLeft(_clock, _times).Of(OperationKind.Remove, "Deleting the cluster", 20));
        Assert.Equal(-1, new TimeLeft(_clock, _times).Of(OperationKind.Create, "Another phase", 20));
    }

    private sealed class StepClock : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Step(int seconds) => _now += TimeSpan.FromSeconds(seconds);

        public override DateTimeOffset GetUtcNow() => _now;

        public override long GetTimestamp() => _now.Ticks;
    }
}
