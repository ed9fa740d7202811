using System.Diagnostics;

namespace CsePowerShell.Clusters.Tests;

public class ProcessIdentityTests
{
    private readonly Actor _own = ProcessIdentity.Current("alice@acme");

    [Fact]
    public void An_operation_at_work_in_this_process_is_alive_until_it_ends()
    {
        string id = Guid.NewGuid().ToString();
        Assert.True(ProcessIdentity.IsDead(id, _own));
        using (ProcessIdentity.Enter(id))
            Assert.False(ProcessIdentity.IsDead(id, _own));
        Assert.True(ProcessIdentity.IsDead(id, _own));
    }

    [Fact]
    public void Another_process_of_this_machine_is_alive_as_long_as_it_runs()
    {
        using Process other = Process.Start(new ProcessStartInfo("dotnet", "--list-sdks") { RedirectStandardOutput = true })!;
        Actor actor = _own with { Process = $"{other.Id}/{other.StartTime.ToUniversalTime().Ticks / TimeSpan.TicksPerSecond:x}" };
        bool wasDead = ProcessIdentity.IsDead("x", actor);
        other.StandardOutput.ReadToEnd();
        other.WaitForExit();
        Assert.False(wasDead);
        Assert.True(ProcessIdentity.IsDead("x", actor));
    }

    [Fact]
    public void A_process_that_has_got_the_number_of_a_dead_one_is_not_taken_for_it()
    {
        using Process parent = Process.GetCurrentProcess();
        Assert.True(ProcessIdentity.IsDead("x", _own with { Process = parent.Id + "/1" }));
    }

    [Fact]
    public void Of_a_process_elsewhere_nothing_is_certain()
    {
        Assert.False(ProcessIdentity.IsDead("x", _own with { Host = "elsewhere/12345678" }));
        Assert.False(ProcessIdentity.IsDead("x", new Actor()));
    }

    [Fact]
    public void The_mark_of_a_composed_vApp_fits_into_a_description_and_comes_back()
    {
        var mark = new CreationMark(Guid.NewGuid().ToString(), Guid.NewGuid().ToString(), _own, new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        Assert.InRange(mark.ToText().Length, 1, 256);
        Assert.Equal(mark with { Actor = mark.Actor with { User = "carol" } }, CreationMark.Read(mark.ToText(), "carol"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("cluster c1")]
    [InlineData("Kubernetes cluster (CsePowerShell) cluster=x operation=y host=z process=1/1 until=never")]
    public void Another_description_is_no_mark(string description) => Assert.Null(CreationMark.Read(description, "alice"));
}
