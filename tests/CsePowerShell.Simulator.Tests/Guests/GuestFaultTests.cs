using System.Diagnostics;
using CsePowerShell.Simulator.Guests;

namespace CsePowerShell.Simulator.Tests.Guests;

public sealed class GuestFaultTests(GuestWorld world) : GuestTests(world)
{
    [Fact]
    public async Task Ssh_refused_holds_until_the_next_boot_without_the_fault()
    {
        World.NeedGuests();
        GuestMachine machine = World.Machine("fault-refused");
        using (World.Host.Faults.Add(new SshRefusedFault { Guest = machine.HostName }))
            await World.Host.PowerOnAsync(machine, TestContext.Current.CancellationToken);
        Assert.False(await GuestPowerTests.AnswersAsync(machine));
        Assert.Equal(0, await World.Host.RunCustomizationAsync(machine.VmId, "exit 0", "precustomization", TestContext.Current.CancellationToken));
        await World.Host.RebootAsync(machine.VmId, TestContext.Current.CancellationToken);
        Assert.True(await GuestPowerTests.AnswersAsync(machine));
    }

    [Fact]
    public async Task A_slow_boot_takes_its_delay()
    {
        World.NeedGuests();
        GuestMachine machine = World.Machine("fault-slow");
        using IDisposable fault = World.Host.Faults.Add(new SlowBootFault { Guest = "fault-sl*", Delay = TimeSpan.FromSeconds(1) });
        Stopwatch watch = Stopwatch.StartNew();
        await World.Host.PowerOnAsync(machine, TestContext.Current.CancellationToken);
        Assert.True(watch.Elapsed > TimeSpan.FromSeconds(0.9));
    }

    [Fact]
    public async Task A_command_fails_as_often_as_asked_and_then_works()
    {
        World.NeedGuests();
        GuestMachine machine = await World.BootAsync("fault-command");
        World.Host.Faults.Add(new CommandFault { Guest = "fault-command", Command = "systemctl is-active", ExitCode = 1, ErrorText = "boom",
            Times = 1 });
        ProgramRun failed = await World.User.RunAsync(machine.Address, "systemctl is-active ssh");
        Assert.Equal((1, "boom\n"), (failed.ExitCode, failed.Error));
        Assert.Equal("active", await World.User.MustRunAsync(machine.Address, "systemctl is-active ssh"));
    }

    [Fact]
    public async Task A_command_prints_megabytes()
    {
        World.NeedGuests();
        GuestMachine machine = await World.BootAsync("fault-megabytes");
        using IDisposable fault =
            World.Host.Faults.Add(new CommandFault { Guest = "fault-megabytes", Command = "systemctl is-active", PrintBytes = 4_000_000 });
        string output = await World.User.MustRunAsync(machine.Address, "systemctl is-active ssh");
        Assert.InRange(output.Length, 4_000_000, 4_001_000);
        Assert.EndsWith("\nactive", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_is_cut_in_the_middle_of_a_command_and_a_new_one_works()
    {
        World.NeedGuests();
        GuestMachine machine = await World.BootAsync("fault-cut");
        using (World.Host.Faults.Add(new CommandFault { Guest = "fault-cut", Command = "systemctl is-active", CutConnection = true, Hang = true }))
            Assert.Equal(255, (await World.User.RunAsync(machine.Address, "systemctl is-active ssh")).ExitCode);
        Assert.Equal("active", await World.User.MustRunAsync(machine.Address, "systemctl is-active ssh"));
    }

    [Fact]
    public async Task A_hanging_command_ends_when_it_is_killed()
    {
        World.NeedGuests();
        GuestMachine machine = await World.BootAsync("fault-hang");
        using IDisposable fault = World.Host.Faults.Add(new CommandFault { Guest = "fault-hang", Command = "systemctl is-active", Hang = true });
        Assert.Equal(124, (await World.User.RunAsync(machine.Address, "timeout 0.5 systemctl is-active ssh")).ExitCode);
    }
}
