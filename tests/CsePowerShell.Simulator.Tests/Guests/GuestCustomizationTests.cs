using CsePowerShell.Simulator.Guests;

namespace CsePowerShell.Simulator.Tests.Guests;

public sealed class GuestCustomizationTests(GuestWorld world) : GuestTests(world)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_script_runs_as_root_in_each_phase_and_its_output_is_kept()
    {
        World.NeedGuests();
        GuestMachine machine = await World.BootAsync("script-1");
        const string script = "#!/bin/bash\nset -e\necho \"phase $1 as $(id -un) on $(hostname) in ${BASH_VERSION%%.*}\"\n";
        Assert.Equal(0, await World.Host.RunCustomizationAsync(machine.VmId, script, "precustomization", Stop));
        await World.Host.RebootAsync(machine.VmId, Stop);
        Assert.Equal(0, await World.Host.RunCustomizationAsync(machine.VmId, script, "postcustomization", Stop));
        string log = await World.User.MustRunAsync(machine.Address, "cat /var/log/vmware-imc/customization.log");
        foreach (string text in (string[])[log, World.Host.CustomizationOutput(machine.VmId)])
        {
            Assert.Contains("phase precustomization as root on script-1 in 5", text, StringComparison.Ordinal);
            Assert.Contains("phase postcustomization as root on script-1 in 5", text, StringComparison.Ordinal);
        }
        Assert.Equal("", await World.User.MustRunAsync(machine.Address, "ls -A /tmp"));
    }

    [Theory]
    [InlineData("#!/bin/sh\necho trouble >&2\nexit 3\n", 3)]
    [InlineData("no-such-command-here\n", 127)]
    [InlineData("exit 0", 0)]
    [InlineData("", 0)]
    public async Task Its_exit_code_is_given_back(string script, int exitCode)
    {
        World.NeedGuests();
        GuestMachine machine = World.Machine("script-2");
        await World.Host.PowerOnAsync(machine, Stop);
        Assert.Equal(exitCode, await World.Host.RunCustomizationAsync(machine.VmId, script, "precustomization", Stop));
        await World.Host.DestroyAsync(machine.VmId, Stop);
    }

    [Fact]
    public async Task A_cancelled_script_ends_with_all_it_started()
    {
        World.NeedGuests();
        GuestMachine machine = await World.BootAsync("script-3");
        using CancellationTokenSource soon = new(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            World.Host.RunCustomizationAsync(machine.VmId, "sleep 4321 & sleep 4321", "precustomization", soon.Token));
        await Eventually.TrueAsync(async () => (await World.User.RunAsync(machine.Address, "ps ax | grep -q '[s]leep 4321'")).ExitCode != 0,
            "the script is gone");
    }

    [Fact]
    public async Task A_fault_overrides_the_exit_code_for_the_machine_it_names()
    {
        World.NeedGuests();
        GuestMachine machine = await World.BootAsync("script-4");
        using IDisposable fault = World.Host.Faults.Add(new CustomizationFault { Guest = "script-4", ExitCode = 9 });
        Assert.Equal(9, await World.Host.RunCustomizationAsync(machine.VmId, "exit 0", "postcustomization", Stop));
    }

    [Fact]
    public async Task On_a_guest_that_is_off_it_is_an_error()
    {
        World.NeedGuests();
        await Assert.ThrowsAsync<GuestException>(() => World.Host.RunCustomizationAsync("urn:vcloud:vm:none", "exit 0", "precustomization", Stop));
    }
}
