using System.Net;
using System.Xml.Linq;
using CsePowerShell.Simulator.Tests.Support;
using static CsePowerShell.Simulator.Tests.Support.Caller;

namespace CsePowerShell.Simulator.Tests.Api;

/// <summary>Compose, recompose, power, delete.</summary>
public sealed class VAppLifeTests(CloudFixture fixture) : IClassFixture<CloudFixture>
{
    [Fact]
    public async Task Composing_answers_201_with_a_sparse_vApp_that_is_unresolved_while_its_task_runs()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        string href = (await alice.VdcAsync()).Link("add", "composeVAppParams")!;
        HttpResponseMessage answer = await alice.SendAsync(HttpMethod.Post, href,
            Bodies.Compose("life-compose", "acme-net", await alice.NetworkAsync()), Types.Compose);
        XElement vApp = XElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal((string?)vApp.Attribute("href"), answer.Headers.Location!.ToString());
        Assert.Equal("0", (string?)vApp.Attribute("status"));
        XElement task = vApp.Element(V + "Tasks")!.Element(V + "Task")!;
        Assert.Equal("vdcComposeVapp", (string?)task.Attribute("operationName"));
        Assert.StartsWith("Composing Virtual Application life-compose(", (string?)task.Attribute("operation"), StringComparison.Ordinal);

        XElement ended = await alice.EndOfAsync(task);
        Assert.StartsWith("Composed Virtual Application life-compose(", (string?)ended.Attribute("operation"), StringComparison.Ordinal);
        XElement whole = await alice.GetAsync(vApp.Attribute("href")!.Value);
        Assert.Equal(("1", "false"), ((string?)whole.Attribute("status"), (string?)whole.Attribute("deployed")));
        Assert.Null(whole.Element(V + "Tasks"));
        Assert.NotNull(whole.Link("recompose", "recomposeVAppParams"));
        Assert.NotNull(whole.Link("remove"));
        Assert.Null(whole.Link("power:powerOn"));
    }

    [Fact]
    public async Task A_taken_name_is_a_duplicate_in_the_same_VDC_but_not_in_another()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        await alice.ComposeAsync("life-taken");
        XElement error = await alice.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post,
            (await alice.VdcAsync()).Link("add", "composeVAppParams")!, Bodies.Compose("life-taken", "acme-net", await alice.NetworkAsync()),
            Types.Compose);
        Assert.Equal("DUPLICATE_NAME", (string?)error.Attribute("minorErrorCode"));
        await alice.ComposeAsync("life-taken", vdc: "acme-small");
    }

    [Fact]
    public async Task VMs_are_cloned_with_what_the_template_and_the_request_say()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        string vApp = await alice.ComposeAsync("life-clone");
        await alice.AddVmsAsync(vApp, ["mstr-aaaa", "node-bbbb"]);
        XElement whole = await alice.GetAsync(vApp);
        Assert.Equal("8", (string?)whole.Attribute("status"));
        foreach (XElement vm in whole.Element(V + "Children")!.Elements(V + "Vm"))
        {
            string name = vm.Attribute("name")!.Value;
            Assert.Equal(("8", "false", "true"), ((string?)vm.Attribute("status"), (string?)vm.Attribute("deployed"),
                (string?)vm.Attribute("needsCustomization")));
            Assert.Equal(name, (string?)vm.Element(V + "GuestCustomizationSection")!.Element(V + "ComputerName"));
            XElement connection = vm.Element(V + "NetworkConnectionSection")!.Element(V + "NetworkConnection")!;
            Assert.StartsWith("127.", (string?)connection.Element(V + "IpAddress"), StringComparison.Ordinal);
            Assert.Equal("gold", (string?)vm.Element(V + "StorageProfile")!.Attribute("name"));
        }
        SimulatedVm[] seen = [.. fixture.Cloud.Vms.Where(vm => vm.VApp == "life-clone")];
        Assert.All(seen, vm => Assert.Equal((2, 4096), (vm.Cpu, vm.MemoryMB)));
        Assert.Equal(2, seen.Select(vm => vm.IpAddress).Distinct().Count());
    }

    [Fact]
    public async Task A_second_VM_of_the_same_name_is_refused()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        string vApp = await alice.ComposeAsync("life-vm-name");
        await alice.AddVmsAsync(vApp, ["node-1"]);
        XElement error = await alice.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, vApp + "/action/recomposeVApp",
            Bodies.AddVms(await alice.TemplateVmAsync(), "acme-net", ["node-1"]), Types.Recompose);
        Assert.Contains("There is already a VM named \"node-1\".", (string?)error.Attribute("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_recompose_changes_CPU_and_memory_of_many_VMs()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        string vApp = await alice.ComposeAsync("life-resize");
        await alice.AddVmsAsync(vApp, ["a", "b"]);
        string items = "";
        foreach (string name in (string[])["a", "b"])
            items += $"""<ReconfigureItem href="{await alice.VmAsync(vApp, name)}" name="{name}"><ovf:VirtualHardwareSection><ovf:Info/>{Bodies.Cpu(4)}{Bodies.Memory(8192)}</ovf:VirtualHardwareSection></ReconfigureItem>""";
        await alice.PostAsync(vApp + "/action/recomposeVApp", Bodies.Recompose(items), Types.Recompose);
        Assert.All(fixture.Cloud.Vms.Where(vm => vm.VApp == "life-resize"), vm => Assert.Equal((4, 8192), (vm.Cpu, vm.MemoryMB)));
        Assert.Equal(2, fixture.Cloud.VApps.Single(found => found.Name == "life-resize").VmNames.Count);
    }

    [Fact]
    public async Task A_VmSpecSection_shows_the_size_and_changes_it_when_modified()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        string vApp = await alice.ComposeAsync("life-spec");
        await alice.AddVmsAsync(vApp, ["a"]);
        string vm = await alice.VmAsync(vApp, "a");
        XElement document = await alice.GetAsync(vm), spec = document.Element(V + "VmSpecSection")!;
        Assert.Equal(("2", "4096"), ((string?)spec.Element(V + "NumCpus"), (string?)spec.Element(V + "MemoryResourceMb")!.Element(V + "Configured")));
        spec.Element(V + "NumCpus")!.Value = "6";
        spec.Element(V + "MemoryResourceMb")!.Element(V + "Configured")!.Value = "2048";
        await alice.PostAsync(vm + "/action/reconfigureVm", document.ToString(), Types.Vm);
        Assert.Equal((2, 4096), SizeOf("life-spec"));
        spec.SetAttributeValue("Modified", "true");
        document.Element(Ovf + "VirtualHardwareSection")!.Remove();
        await alice.PostAsync(vm + "/action/reconfigureVm", document.ToString(), Types.Vm);
        Assert.Equal((6, 2048), SizeOf("life-spec"));

        (int, int) SizeOf(string name) => fixture.Cloud.Vms.Where(found => found.VApp == name).Select(found => (found.Cpu, found.MemoryMB)).Single();
    }

    [Fact]
    public async Task A_VM_without_a_name_of_its_own_is_named_by_its_source()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        string vApp = await alice.ComposeAsync("life-names"), source = await alice.TemplateVmAsync();
        await alice.PostAsync(vApp + "/action/recomposeVApp",
            Bodies.Recompose($"""<SourcedItem><Source href="{source}" name="by-attribute"/></SourcedItem><SourcedItem><Source href="{source}"/></SourcedItem>"""), Types.Recompose);
        Assert.Equal(["by-attribute", "node"], fixture.Cloud.VApps.Single(found => found.Name == "life-names").VmNames);
    }

    [Fact]
    public async Task A_running_VM_is_neither_deleted_nor_resized()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        string vApp = await alice.ComposeAsync("life-running");
        await alice.AddVmsAsync(vApp, ["a"]);
        string vm = await alice.VmAsync(vApp, "a");
        await alice.PostAsync(vApp + "/action/deploy", Bodies.Deploy(), Types.Deploy);
        Assert.Null((await alice.GetAsync(vm)).Link("remove"));
        Assert.Null((await alice.GetAsync(vApp)).Link("remove"));
        await alice.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, vApp + "/action/recomposeVApp",
            Bodies.Recompose($"""<DeleteItem href="{vm}"/>"""), Types.Recompose);
        await alice.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Delete, vm);
        await alice.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, vm + "/virtualHardwareSection/cpu", Bodies.Cpu(8), Types.Rasd);
        await alice.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Delete, vApp);
        await alice.ChangeAsync(HttpMethod.Post, vm + "/power/action/powerOff");
        XElement off = await alice.GetAsync(vm);
        Assert.Equal(("8", "true"), ((string?)off.Attribute("status"), (string?)off.Attribute("deployed")));
        await alice.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Delete, vm);
        await alice.PostAsync(vm + "/action/undeploy", Bodies.Undeploy("default"), Types.Undeploy);
        await alice.PostAsync(vApp + "/action/recomposeVApp", Bodies.Recompose($"""<DeleteItem href="{vm}"/>"""), Types.Recompose);
        Assert.Empty(fixture.Cloud.VApps.Single(found => found.Name == "life-running").VmNames);
    }

    [Theory]
    [InlineData("force=True&recursive=False")]
    [InlineData("force=true")]
    public async Task Force_deletes_a_running_vApp_and_gives_its_addresses_back(string query)
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        string name = "life-force-" + query.Length, vApp = await alice.ComposeAsync(name, "acme-tight");
        await alice.AddVmsAsync(vApp, ["a", "b"], "acme-tight");
        await alice.PostAsync(vApp + "/action/deploy", Bodies.Deploy(), Types.Deploy);
        await alice.ChangeAsync(HttpMethod.Delete, $"{vApp}?{query}");
        Assert.DoesNotContain(fixture.Cloud.VApps, found => found.Name == name);
        await alice.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Get, vApp);
        XElement network = (await alice.GetAsync("api/query?type=orgVdcNetwork&filter=name==acme-tight")).Elements(V + "OrgVdcNetworkRecord")
            .Single();
        Assert.Equal(("0", "2"), ((string?)network.Attribute("usedIpCount"), (string?)network.Attribute("totalIpCount")));
    }

    [Fact]
    public async Task Instantiating_a_template_makes_all_its_VMs()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        XElement template = (await alice.GetAsync("api/query?type=vAppTemplate&filter=name==photon-v2")).Elements(V + "VAppTemplateRecord").Single();
        string body = $"""
            <InstantiateVAppTemplateParams xmlns="http://www.vmware.com/vcloud/v1.5" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1" name="life-instance" deploy="true" powerOn="true"><Description/>
            <InstantiationParams><NetworkConfigSection><ovf:Info/><NetworkConfig networkName="n"><Configuration><ParentNetwork href="{await alice.NetworkAsync()}"/><FenceMode>bridged</FenceMode></Configuration></NetworkConfig></NetworkConfigSection></InstantiationParams>
            <Source href="{template.Attribute("href")!.Value}"/><AllEULAsAccepted>true</AllEULAsAccepted></InstantiateVAppTemplateParams>
            """;
        XElement vApp = await alice.PostAsync((await alice.VdcAsync()).Link("add", "instantiateVAppTemplateParams")!, body, Types.Instantiate);
        Assert.Equal("Creating", ((string?)vApp.Element(V + "Tasks")!.Element(V + "Task")!.Attribute("operation"))!.Split(' ')[0]);
        Assert.Equal("POWERED_ON", fixture.Cloud.Vms.Single(vm => vm.VApp == "life-instance").Status);
    }

    [Fact]
    public async Task A_vApp_with_running_and_stopped_VMs_is_mixed()
    {
        using Caller alice = await LogInAsync(fixture.Cloud, "alice", "acme");
        string vApp = await alice.ComposeAsync("life-mixed");
        await alice.AddVmsAsync(vApp, ["a", "b"]);
        await alice.ChangeAsync(HttpMethod.Post, await alice.VmAsync(vApp, "a") + "/power/action/powerOn");
        Assert.Equal("10", (string?)(await alice.GetAsync(vApp)).Attribute("status"));
        XElement task = await alice.ChangeAsync(HttpMethod.Post, vApp + "/power/action/powerOn");
        Assert.Equal("vappDeploy", (string?)task.Attribute("operationName"));
        XElement on = await alice.GetAsync(vApp);
        Assert.Equal(("4", "true"), ((string?)on.Attribute("status"), (string?)on.Attribute("deployed")));
        Assert.NotNull(on.Link("undeploy"));
        Assert.Null(on.Link("power:powerOn"));
        await alice.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, vApp + "/power/action/powerOn");
    }

    [Fact]
    public async Task A_VM_that_powered_on_is_customized_in_visible_steps_and_only_once()
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync(options =>
            options.Latency = LatencyProfile.Fast with { Boot = TimeSpan.FromMilliseconds(150), Customize = TimeSpan.FromMilliseconds(300) });
        using Caller alice = await LogInAsync(cloud, "alice", "acme");
        string vApp = await alice.ComposeAsync("life-gc");
        await alice.AddVmsAsync(vApp, ["a"]);
        Assert.Null((await GcAsync(alice)).Attribute("gcStatus"));
        await alice.PostAsync(vApp + "/action/deploy", Bodies.Deploy(), Types.Deploy);
        List<string> seen = [];
        await EventuallyAsync(() => GcAsync(alice), record =>
        {
            string status = record.Attribute("gcStatus")!.Value;
            if (seen.LastOrDefault() != status) seen.Add(status);
            return status == "GC_COMPLETE";
        });
        Assert.Equal(["GC_PENDING", "REBOOT_PENDING", "POST_GC_PENDING", "GC_COMPLETE"], seen);

        await alice.PostAsync(vApp + "/action/undeploy", Bodies.Undeploy(), Types.Undeploy);
        await alice.PostAsync(vApp + "/action/deploy", Bodies.Deploy(), Types.Deploy);
        Assert.Equal("GC_COMPLETE", (string?)(await GcAsync(alice)).Attribute("gcStatus"));
        await alice.PostAsync(vApp + "/action/undeploy", Bodies.Undeploy(), Types.Undeploy);
        await alice.PostAsync(vApp + "/action/deploy", Bodies.Deploy(force: true), Types.Deploy);
        Assert.Equal("GC_PENDING", (string?)(await GcAsync(alice)).Attribute("gcStatus"));

        static async Task<XElement> GcAsync(Caller caller) =>
            (await caller.GetAsync("api/query?type=vm&filter=containerName==life-gc")).Elements(V + "VMRecord").Single();
    }

    [Fact]
    public async Task A_lease_longer_than_the_organization_grants_is_shortened()
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync(options =>
            (options.MaxDeploymentLeaseSeconds, options.MaxStorageLeaseSeconds) = (3600, 0));
        using Caller alice = await LogInAsync(cloud, "alice", "acme");
        string network = await alice.NetworkAsync(), href = (await alice.VdcAsync()).Link("add", "composeVAppParams")!;
        const string forever =
            "<LeaseSettingsSection><ovf:Info/><DeploymentLeaseInSeconds>0</DeploymentLeaseInSeconds><StorageLeaseInSeconds>0</StorageLeaseInSeconds></LeaseSettingsSection>";
        XElement vApp = await alice.PostAsync(href, Bodies.Compose("leased", "acme-net", network, forever), Types.Compose);
        XElement lease = await alice.GetAsync(vApp.Attribute("href")!.Value + "/leaseSettingsSection/");
        Assert.Equal(("3600", "0"), ((string?)lease.Element(V + "DeploymentLeaseInSeconds"), (string?)lease.Element(V + "StorageLeaseInSeconds")));
        await alice.PutAsync(vApp.Attribute("href")!.Value + "/leaseSettingsSection/", Bodies.Lease(60, 120), Types.Lease);
        Assert.Equal((60, 120), (cloud.VApps.Single().DeploymentLeaseSeconds, cloud.VApps.Single().StorageLeaseSeconds));
    }

    [Fact]
    public async Task When_the_deployment_lease_runs_out_the_vApp_is_stopped()
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync();
        using Caller alice = await LogInAsync(cloud, "alice", "acme");
        string vApp = await alice.ComposeAsync("runs-out");
        await alice.AddVmsAsync(vApp, ["a"]);
        await alice.PutAsync(vApp + "/leaseSettingsSection/", Bodies.Lease(1, 0), Types.Lease);
        await alice.PostAsync(vApp + "/action/deploy", Bodies.Deploy(), Types.Deploy);
        Assert.NotNull((await alice.GetAsync(vApp + "/leaseSettingsSection/")).Element(V + "DeploymentLeaseExpiration"));
        await EventuallyAsync(() => alice.GetAsync(vApp), document => (string?)document.Attribute("deployed") == "false");
        Assert.Contains(cloud.Tasks, task => task.OperationName == "vappUndeployPowerOff");
    }
}
