using System.Net.Sockets;
using CsePowerShell.Simulator.Guests;

namespace CsePowerShell.Simulator.Tests.Guests;

public sealed class GuestPowerTests(GuestWorld world) : GuestTests(world)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reboot_ends_all_processes_and_keeps_the_disk_alone()
    {
        World.NeedGuests();
        GuestMachine machine = await World.BootAsync("reboot-1");
        await World.User.MustRunAsync(machine.Address, "echo kept > /root/note; touch /run/gone /tmp/gone; nohup sleep 1234 >/dev/null 2>&1 & true");
        string identity = await World.User.MustRunAsync(machine.Address, "cat /etc/machine-id /etc/ssh/ssh_host_ed25519_key.pub");

        await World.Host.RebootAsync(machine.VmId, Stop);

        Assert.Equal("kept", await World.User.MustRunAsync(machine.Address, "cat /root/note"));
        Assert.Equal(identity, await World.User.MustRunAsync(machine.Address, "cat /etc/machine-id /etc/ssh/ssh_host_ed25519_key.pub"));
        Assert.NotEqual(0, (await World.User.RunAsync(machine.Address, "ls /run/gone || ls /tmp/gone")).ExitCode);
        Assert.NotEqual(0, (await World.User.RunAsync(machine.Address, "ps ax | grep -q '[s]leep 1234'")).ExitCode);
    }

    [Fact]
    public async Task Powered_off_a_guest_refuses_connections_and_powered_on_it_is_what_it_was()
    {
        World.NeedGuests();
        GuestMachine machine = await World.BootAsync("power-1");
        await World.User.MustRunAsync(machine.Address, "echo kept > /root/note");
        await World.Host.PowerOffAsync(machine.VmId, Stop);
        Assert.False(await AnswersAsync(machine));
        await World.Host.PowerOnAsync(machine with { HostName = "power-2" }, Stop);
        Assert.Equal("kept\npower-2", await World.User.MustRunAsync(machine.Address, "cat /root/note; hostname"));
    }

    [Fact]
    public async Task Destroyed_and_made_again_a_guest_remembers_nothing()
    {
        World.NeedGuests();
        GuestMachine machine = await World.BootAsync("destroy-1");
        string identity = await World.User.MustRunAsync(machine.Address, "cat /etc/machine-id");
        await World.Host.DestroyAsync(machine.VmId, Stop);
        Assert.False(await AnswersAsync(machine));
        await World.BootAsync(machine);
        Assert.NotEqual(identity, await World.User.MustRunAsync(machine.Address, "cat /etc/machine-id"));
    }

    [Fact]
    public async Task A_guest_can_reboot_itself()
    {
        World.NeedGuests();
        GuestMachine machine = await World.BootAsync("self-1");
        await World.User.RunAsync(machine.Address, "touch /run/before; /sbin/reboot; sleep 30");
        await Eventually.TrueAsync(async () => (await World.User.RunAsync(machine.Address, "test ! -e /run/before")).ExitCode == 0,
            "the guest is back");
    }

    [Fact]
    public async Task A_guest_that_powers_itself_off_is_reported()
    {
        World.NeedGuests();
        GuestMachine machine = await World.BootAsync("self-2");
        TaskCompletionSource<string> stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        void Note(string vmId)
        {
            if (vmId == machine.VmId)
                stopped.TrySetResult(vmId);
        }
        World.Host.GuestStopped += Note;
        await World.User.RunAsync(machine.Address, "systemctl poweroff; sleep 30");
        Assert.Equal(machine.VmId, await stopped.Task.WaitAsync(TimeSpan.FromSeconds(10), Stop));
        World.Host.GuestStopped -= Note;
        Assert.False(await AnswersAsync(machine));
    }

    [Fact]
    public async Task Twenty_guests_are_up_within_seconds()
    {
        World.NeedGuests();
        GuestMachine[] machines = [.. Enumerable.Range(1, 20).Select(number => World.Machine($"many-{number}"))];
        long start = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(machines.Select(machine => World.Host.PowerOnAsync(machine, Stop)));
        TimeSpan took = TimeProvider.System.GetElapsedTime(start);
        TestContext.Current.SendDiagnosticMessage($"20 guests in {took.TotalSeconds:0.0} s");
        Assert.All(await Task.WhenAll(machines.Select(AnswersAsync)), Assert.True);
        await Task.WhenAll(machines.Select(machine => World.Host.DestroyAsync(machine.VmId, Stop)));
        Assert.True(took < TimeSpan.FromSeconds(15), $"It took {took}.");
    }

    [Fact]
    public async Task Above_the_limit_a_power_on_is_an_error_that_says_so()
    {
        World.NeedGuests();
        await using IGuestHost small = await GuestHost.StartAsync(new GuestHostOptions { MaxGuests = 1 }, Stop);
        GuestMachine first = World.Machine("limit-1");
        await small.PowerOnAsync(first, Stop);
        GuestException error = await Assert.ThrowsAsync<GuestException>(() => small.PowerOnAsync(World.Machine("limit-2"), Stop));
        Assert.Contains("limit-2", error.Message, StringComparison.Ordinal);
        await small.PowerOffAsync(first.VmId, Stop);
        await small.PowerOnAsync(World.Machine("limit-3"), Stop);
        Assert.Equal(1, small.RunningGuests);
    }

    internal static async Task<bool> AnswersAsync(GuestMachine machine)
    {
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(machine.Address, machine.SshPort, Stop);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
