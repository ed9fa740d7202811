using System.Net.Sockets;
using System.Net;
using System.Security;
using System.Xml.Linq;
using CsePowerShell.Simulator.Tests.Support;
using static CsePowerShell.Simulator.Tests.Support.Caller;

namespace CsePowerShell.Simulator.Tests;

/// <summary>What the API does to VMs happens to real guests: addresses, scripts, power.</summary>
public sealed class PoweredGuestTests
{
    [Fact]
    public async Task A_powered_on_VM_runs_its_script_twice_and_is_reachable_until_it_is_powered_off()
    {
        await using SimulatedCloud cloud = await SimulatedCloud.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.SkipUnless(cloud.GuestsAvailable, $"guests cannot run here: {cloud.GuestsUnavailableReason}");
        using Caller alice = await LogInAsync(cloud, "alice", "acme");
        string vApp = await alice.ComposeAsync("guests");
        string script = SecurityElement.Escape("#!/bin/bash\necho \"phase $1 on $(hostname)\"\n");
        await alice.PostAsync(vApp + "/action/recomposeVApp", Bodies.AddVms(await alice.TemplateVmAsync(), "acme-net", ["mstr-1", "node-1"],
            customization: $"<Enabled>true</Enabled><AdminPasswordEnabled>false</AdminPasswordEnabled><CustomizationScript>{script}</CustomizationScript>"), Types.Recompose);
        await alice.PostAsync(vApp + "/action/deploy", Bodies.Deploy(), Types.Deploy);

        IReadOnlyList<SimulatedVm> vms = await EventuallyAsync(() => Task.FromResult(cloud.Vms), seen =>
            seen.All(vm => vm.CustomizationStatus == "GC_COMPLETE"));
        foreach (SimulatedVm vm in vms)
        {
            Assert.True(vm.HasGuest);
            Assert.Equal($"phase precustomization on {vm.Name}\nphase postcustomization on {vm.Name}",
                cloud.Guests.CustomizationOutput($"urn:vcloud:vm:{vm.Id}").Trim());
            Assert.StartsWith("SSH-2.0-", await BannerAsync(vm.IpAddress!, cloud.GuestSshPort), StringComparison.Ordinal);
        }
        Assert.Equal(2, cloud.Guests.RunningGuests);

        string node = await alice.VmAsync(vApp, "node-1");
        await alice.PostAsync(node + "/action/undeploy", Bodies.Undeploy(), Types.Undeploy);
        await Assert.ThrowsAnyAsync<SocketException>(() => BannerAsync(vms.Single(vm => vm.Name == "node-1").IpAddress!, cloud.GuestSshPort));
        await alice.ChangeAsync(HttpMethod.Post, node + "/power/action/powerOn");
        await EventuallyAsync(() => Task.FromResult(cloud.Vms), seen => seen.All(vm => vm.HasGuest));
        Assert.Equal(2, cloud.Guests.CustomizationOutput("urn:vcloud:vm:" + vms.Single(vm => vm.Name == "node-1").Id).Split('\n',
            StringSplitOptions.RemoveEmptyEntries).Length);

        await alice.ChangeAsync(HttpMethod.Delete, vApp + "?force=true");
        Assert.Equal(0, cloud.Guests.RunningGuests);
        await Assert.ThrowsAnyAsync<SocketException>(() => BannerAsync(vms[0].IpAddress!, cloud.GuestSshPort));
    }

    [Fact]
    public async Task A_script_that_fails_fails_the_customization()
    {
        await using SimulatedCloud cloud = await SimulatedCloud.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.SkipUnless(cloud.GuestsAvailable, $"guests cannot run here: {cloud.GuestsUnavailableReason}");
        using Caller alice = await LogInAsync(cloud, "alice", "acme");
        string vApp = await alice.ComposeAsync("bad-script");
        await alice.PostAsync(vApp + "/action/recomposeVApp", Bodies.AddVms(await alice.TemplateVmAsync(), "acme-net", ["node-1"], powerOn: true,
            customization: "<Enabled>true</Enabled><CustomizationScript>exit 3</CustomizationScript>"), Types.Recompose);
        await EventuallyAsync(() => Task.FromResult(cloud.Vms.Single()), vm => vm.CustomizationStatus == "GC_FAILED");
    }

    [Fact]
    public async Task VMs_beyond_the_most_guests_go_through_the_same_states_without_one()
    {
        await using SimulatedCloud cloud = await SimulatedCloud.StartAsync(new SimulatorOptions { MaxGuests = 1 },
            TestContext.Current.CancellationToken);
        Assert.SkipUnless(cloud.GuestsAvailable, $"guests cannot run here: {cloud.GuestsUnavailableReason}");
        using Caller alice = await LogInAsync(cloud, "alice", "acme");
        string vApp = await alice.ComposeAsync("few-guests");
        await alice.AddVmsAsync(vApp, ["a", "b", "c"]);
        await alice.PostAsync(vApp + "/action/deploy", Bodies.Deploy(), Types.Deploy);
        IReadOnlyList<SimulatedVm> vms = await EventuallyAsync(() => Task.FromResult(cloud.Vms), seen =>
            seen.All(vm => vm.CustomizationStatus == "GC_COMPLETE"));
        Assert.Equal(1, vms.Count(vm => vm.HasGuest));

        // Nothing more would run in what is made now, and the template says so in vCD's own words.
        XElement template = await alice.GetAsync(await alice.TemplateVmAsync());
        Assert.Equal("0", template.Descendants(Caller.V + "VmToolsVersion").Single().Value);
    }

    [Fact]
    public async Task A_fault_plan_reaches_into_guests()
    {
        await using SimulatedCloud cloud = await SimulatedCloud.StartAsync(new SimulatorOptions { Faults = "ssh-refused vm=deaf" },
            TestContext.Current.CancellationToken);
        Assert.SkipUnless(cloud.GuestsAvailable, $"guests cannot run here: {cloud.GuestsUnavailableReason}");
        using Caller alice = await LogInAsync(cloud, "alice", "acme");
        string vApp = await alice.ComposeAsync("faulty");
        await alice.AddVmsAsync(vApp, ["deaf", "fine"]);
        await alice.PostAsync(vApp + "/action/deploy", Bodies.Deploy(), Types.Deploy);
        IReadOnlyList<SimulatedVm> vms = await EventuallyAsync(() => Task.FromResult(cloud.Vms), seen =>
            seen.All(vm => vm.CustomizationStatus == "GC_COMPLETE"));
        Assert.StartsWith("SSH-2.0-", await BannerAsync(vms.Single(vm => vm.Name == "fine").IpAddress!, cloud.GuestSshPort),
            StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<SocketException>(() => BannerAsync(vms.Single(vm => vm.Name == "deaf").IpAddress!, cloud.GuestSshPort));
    }

    private static async Task<string> BannerAsync(string address, int port)
    {
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Parse(address), port, TestContext.Current.CancellationToken);
        using StreamReader reader = new(client.GetStream());
        return await reader.ReadLineAsync(TestContext.Current.CancellationToken) ?? "";
    }
}
