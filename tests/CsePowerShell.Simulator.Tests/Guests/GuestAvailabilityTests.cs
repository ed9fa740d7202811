using CsePowerShell.Simulator.Guests;

namespace CsePowerShell.Simulator.Tests.Guests;

public sealed class GuestAvailabilityTests(GuestWorld world) : GuestTests(world)
{
    [Theory]
    [InlineData("sys_admin", "unshare")]
    [InlineData("mknod", "mknod")]
    public async Task Where_the_kernel_refuses_guests_the_reason_is_given_and_nothing_fails(string capability, string culprit)
    {
        World.NeedGuests();
        ProgramRun run = await ProgramRun.Async("setpriv", ["--bounding-set", $"-{capability}", ProgramRun.Self, "-noColor", "-explicit",
            "only",
            "-method", $"{typeof(GuestAvailabilityTests).FullName}.{nameof(Tells_whether_guests_can_run)}"]);
        Assert.Contains("[SKIP]", run.Output, StringComparison.Ordinal);
        Assert.Contains("this machine refuses them even to root", run.Output, StringComparison.Ordinal);
        Assert.Contains(culprit, run.Output, StringComparison.Ordinal);
    }

    /// <summary>Not a test: what the process does that the test above starts.</summary>
    [Fact(Explicit = true)]
    public void Tells_whether_guests_can_run() => World.NeedGuests();

    [Fact]
    public async Task A_host_without_guests_takes_every_call_and_does_nothing()
    {
        await using IGuestHost off = GuestHost.Off(new GuestHostOptions(), "They are not wanted.");
        GuestMachine machine = World.Machine("nobody");
        await off.PowerOnAsync(machine, TestContext.Current.CancellationToken);
        await off.RebootAsync(machine.VmId, TestContext.Current.CancellationToken);
        Assert.Equal(0, await off.RunCustomizationAsync(machine.VmId, "exit 1", "precustomization", TestContext.Current.CancellationToken));
        Assert.Equal((false, "They are not wanted.", 0), (off.IsAvailable, off.UnavailableReason, off.RunningGuests));
    }
}
