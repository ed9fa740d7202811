using System.Net;
using System.Xml.Linq;
using CsePowerShell.Simulator.Tests.Support;
using static CsePowerShell.Simulator.Tests.Support.Caller;

namespace CsePowerShell.Simulator.Tests.Api;

/// <summary>What vCD refuses is refused: content, quotas, addresses.</summary>
public sealed class RefusalTests(CloudFixture fixture) : IClassFixture<CloudFixture>
{
    private const string Start =
        "<ComposeVAppParams xmlns=\"http://www.vmware.com/vcloud/v1.5\" xmlns:ovf=\"http://schemas.dmtf.org/ovf/envelope/1\" name=\"refused\">",
        End = "</ComposeVAppParams>";

    [Theory]
    [InlineData("<AllEULAsAccepted>true</AllEULAsAccepted><Description>late</Description>", "Description")]
    [InlineData("<Describtion>x</Describtion>", "Describtion")]
    [InlineData("<Description xmlns=\"\">x</Description>", "Description")]
    [InlineData("<Description/><Description/>", "Description")]
    [InlineData("<AllEULAsAccepted>yes</AllEULAsAccepted>", "AllEULAsAccepted")]
    [InlineData("<Description><b/></Description>", "b")]
    [InlineData("<Description lang=\"de\">x</Description>", "lang")]
    [InlineData("<SourcedItem sourceDelete=\"maybe\"><Source href=\"x\"/></SourcedItem>", "SourcedItem")]
    [InlineData("<InstantiationParams><NetworkConfigSection colour=\"red\"><ovf:Info/></NetworkConfigSection></InstantiationParams>", "colour")]
    [InlineData("<SourcedItem><VmGeneralParams/></SourcedItem>", "VmGeneralParams")]
    [InlineData("<SourcedItem/>", "SourcedItem")]
    [InlineData("<SourcedItem><Source/></SourcedItem>", "Source")]
    [InlineData("<InstantiationParams><NetworkConfigSection><NetworkConfig networkName=\"n\"/></NetworkConfigSection></InstantiationParams>",
        "NetworkConfig")]
    [InlineData("<InstantiationParams><LeaseSettingsSection><ovf:Info/><StorageLeaseInSeconds>0</StorageLeaseInSeconds><DeploymentLeaseInSeconds>0</DeploymentLeaseInSeconds></LeaseSettingsSection></InstantiationParams>", "DeploymentLeaseInSeconds")]
    [InlineData("<InstantiationParams><LeaseSettingsSection><ovf:Info/><StorageLeaseInSeconds>never</StorageLeaseInSeconds></LeaseSettingsSection></InstantiationParams>", "StorageLeaseInSeconds")]
    public async Task Wrong_order_unknown_missing_and_malformed_elements_are_refused_by_name(string content, string named)
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        XElement error = await alice.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post,
            (await alice.VdcAsync()).Link("add", "composeVAppParams")!, Start + content + End, Types.Compose);
        Assert.Equal("BAD_REQUEST", (string?)error.Attribute("minorErrorCode"));
        Assert.Contains($"'{named}'", (string?)error.Attribute("message"), StringComparison.Ordinal);
        Assert.DoesNotContain(fixture.Cloud.VApps, vApp => vApp.Name == "refused");
    }

    [Fact]
    public async Task Another_document_than_the_media_type_says_is_refused()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        await alice.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, (await alice.VdcAsync()).Link("add", "composeVAppParams")!,
            Bodies.Deploy(), Types.Compose);
    }

    [Fact]
    public async Task The_children_of_a_hardware_item_are_alphabetical()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        string vApp = await alice.ComposeAsync("alphabet");
        await alice.AddVmsAsync(vApp, ["a"]);
        string href = await alice.VmAsync(vApp, "a") + "/virtualHardwareSection/cpu";
        string wrong = Bodies.Item(3, "x", 4, "<rasd:Description>late</rasd:Description>");
        Assert.Contains("'Description'",
            (string?)(await alice.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, href, wrong, Types.Rasd)).Attribute("message"),
            StringComparison.Ordinal);
        await alice.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, href, Bodies.Memory(2048), Types.Rasd);
        await alice.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, href, Bodies.Cpu(3, 2), Types.Rasd);
        await alice.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, href, Bodies.Cpu(0), Types.Rasd);
    }

    [Theory]
    [InlineData("Network", "does-not-exist", "POOL")]
    [InlineData("mode", "acme-net", "STATIC")]
    public async Task A_card_on_an_unknown_network_or_with_an_unknown_mode_is_refused(string what, string network, string mode)
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        string vApp = await alice.ComposeAsync("card-" + what.ToLowerInvariant());
        await alice.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, vApp + "/action/recomposeVApp",
            Bodies.AddVms(await alice.TemplateVmAsync(), network, ["a"], mode), Types.Recompose);
        Assert.Empty(fixture.Cloud.VApps.Single(found => found.Name == "card-" + what.ToLowerInvariant()).VmNames);
    }

    [Fact]
    public async Task A_network_of_another_organization_is_not_accepted()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme"), bob = await LogInAsync(fixture.Cloud, "bob", "globex");
        string foreign = await bob.NetworkAsync("globex-net", "globex-vdc");
        await alice.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, (await alice.VdcAsync()).Link("add", "composeVAppParams")!,
            Bodies.Compose("foreign-net", "n", foreign), Types.Compose);
    }

    [Theory]
    [InlineData("<AdminPasswordEnabled>true</AdminPasswordEnabled><AdminPasswordAuto>false</AdminPasswordAuto>", "ok-name", "AdminPassword")]
    [InlineData("<Enabled>true</Enabled>", "bad_host", "computer name")]
    [InlineData("<Enabled>true</Enabled>", "this-host-name-is-longer-than-the-sixty-three-characters-allowed", "computer name")]
    public async Task Guest_customization_that_cannot_work_is_refused(string settings, string name, string says)
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        string vApp = await alice.ComposeAsync("gc-" + Guid.NewGuid().ToString("N")[..8]);
        string customization = settings.StartsWith("<Enabled", StringComparison.Ordinal) ? settings : "<Enabled>true</Enabled>" + settings;
        XElement error = await alice.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, vApp + "/action/recomposeVApp",
            Bodies.AddVms(await alice.TemplateVmAsync(), "acme-net", [name], customization: customization), Types.Recompose);
        Assert.Contains(says, (string?)error.Attribute("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_VMs_than_the_quota_are_refused_before_anything_is_made()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        string vApp = await alice.ComposeAsync("quota", vdc: "acme-small");
        XElement error = await alice.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, vApp + "/action/recomposeVApp",
            Bodies.AddVms(await alice.TemplateVmAsync(), "acme-net", ["a", "b", "c", "d", "e"]), Types.Recompose);
        Assert.Equal("OPERATION_LIMITS_EXCEEDED", (string?)error.Attribute("minorErrorCode"));
        await alice.AddVmsAsync(vApp, ["a", "b", "c", "d"]);
        Assert.Equal(4, fixture.Cloud.VApps.Single(found => found.Name == "quota").VmNames.Count);
        await alice.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, vApp + "/action/recomposeVApp",
            Bodies.AddVms(await alice.TemplateVmAsync(), "acme-net", ["e"]), Types.Recompose);
        await alice.ChangeAsync(HttpMethod.Delete, vApp);
    }

    [Fact]
    public async Task Storage_is_limited_when_VMs_are_made_and_compute_when_they_are_deployed()
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync();
        cloud.SetLimits("acme-vdc", cpuLimitMhz: 3000, storageLimitMB: 40_000);
        using Caller alice = await LogInAsync(cloud, "alice", "acme");
        string vApp = await alice.ComposeAsync("limits");
        XElement storage = await alice.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, vApp + "/action/recomposeVApp",
            Bodies.AddVms(await alice.TemplateVmAsync(), "acme-net", ["a", "b", "c"]), Types.Recompose);
        Assert.Contains("storage quota", (string?)storage.Attribute("message"), StringComparison.Ordinal);
        await alice.AddVmsAsync(vApp, ["a", "b"]);
        XElement task = await alice.EndOfAsync(await alice.StartAsync(HttpMethod.Post, vApp + "/action/deploy", Bodies.Deploy(), Types.Deploy));
        Assert.Equal("error", (string?)task.Attribute("status"));
        Assert.Equal("OPERATION_LIMITS_EXCEEDED", (string?)task.Element(V + "Error")!.Attribute("minorErrorCode"));
        Assert.All(cloud.Vms, vm => Assert.Equal("POWERED_OFF", vm.Status));
        XElement vdc = await alice.VdcAsync();
        Assert.Equal("3000", (string?)vdc.Element(V + "ComputeCapacity")!.Element(V + "Cpu")!.Element(V + "Limit"));
    }

    [Fact]
    public async Task When_no_address_is_free_the_task_fails_and_leaves_no_VM_and_no_address_behind()
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync();
        using Caller alice = await LogInAsync(cloud, "alice", "acme");
        string vApp = await alice.ComposeAsync("tight", "acme-tight");
        XElement task = await alice.EndOfAsync(
            await alice.StartAsync(HttpMethod.Post, vApp + "/action/recomposeVApp",
            Bodies.AddVms(await alice.TemplateVmAsync(), "acme-tight", ["a", "b", "c"]), Types.Recompose));
        Assert.Equal("error", (string?)task.Attribute("status"));
        Assert.Contains("no free IP addresses", (string?)task.Element(V + "Error")!.Attribute("message"), StringComparison.Ordinal);
        Assert.Empty(cloud.Vms);
        Assert.Equal("error", (string?)(await alice.GetAsync(vApp)).Element(V + "Tasks")!.Element(V + "Task")!.Attribute("status"));
        await alice.AddVmsAsync(vApp, ["a", "b"], "acme-tight");
        Assert.Null((await alice.GetAsync(vApp)).Element(V + "Tasks"));
    }
}
