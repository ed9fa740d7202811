using System.Text;
using CsePowerShell.Clusters;
using CsePowerShell.Clusters.Contract;
using CsePowerShell.Extension.Tests.Broker;
using CsePowerShell.Extension.Tests.Fakes;
using CsePowerShell.Extension.Transport;
using Newtonsoft.Json.Linq;

namespace CsePowerShell.Extension.Tests.Routes;

/// <summary>What the provider has said about clusters in a VDC is kept to, by all hosts, without asking vCD for it.</summary>
public sealed class VdcGateTests(BrokerFixture brokers)
{
    private const string ClusterId = "7e4a1f7e-9d3a-4a0e-b8a4-3f54c6e3f3aa";
    private const string VdcPath = "/api/cse/ovdc/decce037-5b9a-4de0-87f0-18baa9e2b0d2/info";

    private static CellRequest Alice(string method, string path, string? body = null) =>
        new(method, path) { Token = "alice-token", User = FakeVCloud.AliceId, Org = FakeVCloud.AcmeId, Rights = [FakeVCloud.RightId], Body = body };

    private static CellRequest Admin(string method, string path, string? body = null) => new(method, path) { Token = "admin-token", Org = FakeVCloud.SystemId, Body = body };

    private static CellRequest Create(string name) => Alice("POST", "/api/cse", $$"""{"name":"{{name}}","node_count":1,"vdc":"acme-vdc","network":"acme-net"}""");

    private static CellRequest Resize(string body) => Alice("POST", $"/api/cse/_1/clusters/{ClusterId}/resize", body);

    private static Cluster ThreeWorkers() => new()
    {
        Id = ClusterId, Name = "c9", Org = "acme", Vdc = "acme-vdc", VdcUrn = FakeVCloud.VdcId, VAppUrn = "urn:vcloud:vapp:484e63ae-a22d-4710-ba58-c33c0c2b4885",
        Pools = [new NodePool { Name = "workers", Role = NodeRole.Worker, DesiredCount = 3 }],
    };

    private async Task<BrokerOptions> BrokerAsync() => BrokerFixture.OptionsFor(await brokers.PortAsync(), brokers.NextName());

    private async Task RunAsync(FakeVCloud cloud, Func<Cell, TestHost, Task> test, Action<Extension.Hosting.ServiceSettings>? configure = null)
    {
        BrokerOptions broker = await BrokerAsync();
        await using Cell cell = await Cell.ConnectAsync(broker);
        await using TestHost host = await new TestHost(cloud, broker, configure: configure).ReadyAsync();
        await test(cell, host);
    }

    private static async Task RefusedAsync(Cell cell, CellRequest request, string words)
    {
        CellAnswer answer = await cell.SendAsync(request);
        Assert.Equal((403, "FORBIDDEN"), (answer.Status, (string?)answer.Json["code"]));
        Assert.Contains(words, (string?)answer.Json["message"]);
        Assert.Contains("Enable-CseOrgVdc", (string?)answer.Json["hint"]);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("")]
    [InlineData("pks")]
    public async Task A_disabled_vdc_takes_no_new_node_and_gives_up_those_it_has(string provider)
    {
        string wanted = Encoding.UTF8.GetString(ContractJson.Write(new CreateClusterDocument { Spec = ClusterSpec.Simple("c1", "acme-vdc", "acme-net", "ubuntu-24.04_k8s-1.31", 1) }));
        var cloud = new FakeVCloud { Providers = { [FakeVCloud.VdcId] = provider }, Clusters = { ["1"] = ThreeWorkers() } };
        await RunAsync(cloud, async (cell, _) =>
        {
            await RefusedAsync(cell, Create("c1"), "disabled");
            await RefusedAsync(cell, Resize("""{"add":1}"""), "disabled");
            await RefusedAsync(cell, Resize("""{"workerCount":4}"""), "disabled");
            await RefusedAsync(cell, Alice("POST", "/api/cse/c9/node", """{"name":"c9","node_count":1}"""), "disabled");
            await RefusedAsync(cell, Alice("POST", "/api/cse/_1/clusters/plan", wanted), "disabled");
            Assert.Empty(cloud.Tasks);

            Assert.Single((JArray)(await cell.SendAsync(Alice("GET", "/api/cse"))).Json);
            Assert.Equal(202, (await cell.SendAsync(Resize("""{"remove":1}"""))).Status);
            Assert.Equal(202, (await cell.SendAsync(Resize("""{"workerCount":2}"""))).Status);
            Assert.Equal(202, (await cell.SendAsync(Alice("DELETE", "/api/cse/c9"))).Status);
        });
    }

    [Fact]
    public async Task A_vdc_of_which_nothing_is_said_takes_clusters_unless_the_service_wants_a_yes()
    {
        var cloud = new FakeVCloud();
        await RunAsync(cloud, async (cell, _) => Assert.Equal(202, (await cell.SendAsync(Create("c1"))).Status));
        await RunAsync(cloud, async (cell, _) =>
        {
            await RefusedAsync(cell, Create("c2"), "not enabled");
            Assert.Equal(202, (await cell.SendAsync(Admin("PUT", VdcPath, """{"container_provider":"vcd"}"""))).Status);
            Assert.Equal(202, (await cell.SendAsync(Create("c2"))).Status);
        }, settings => settings.RequireEnabledVdc = true);
    }

    [Fact]
    public async Task What_one_host_is_told_all_hosts_know_and_no_request_asks_vcd_for_it()
    {
        BrokerOptions broker = await BrokerAsync();
        var cloud = new FakeVCloud { Engine = (_, _, stop) => Task.Delay(Timeout.Infinite, stop).ContinueWith(_ => new OperationResult(), TaskScheduler.Default) };
        await using Cell cell = await Cell.ConnectAsync(broker);
        await using TestHost first = await new TestHost(cloud, broker, "h1").ReadyAsync();
        await using TestHost second = await new TestHost(cloud, BrokerFixture.OptionsFor(broker.Port!.Value, broker.QueuePrefix, broker.JobQueues), "h2").ReadyAsync();
        int lists = cloud.ProviderLists;

        Assert.Equal(202, (await cell.SendAsync(Admin("PUT", VdcPath, """{"container_provider":null}"""))).Status);
        await Eventually.TrueAsync(() => new[] { first, second }.All(host => host.Log.Lines.Any(line => line.Contains("is none", StringComparison.Ordinal))), "both hosts have heard it");
        for (int i = 0; i < 6; i++)
            await RefusedAsync(cell, Create("c" + i), "disabled");
        Assert.Equal(lists, cloud.ProviderLists);
    }

    [Fact]
    public async Task What_somebody_writes_on_the_vdc_itself_is_read_before_long()
    {
        var cloud = new FakeVCloud();
        await RunAsync(cloud, async (cell, _) =>
        {
            Assert.Equal(202, (await cell.SendAsync(Create("c1"))).Status);
            cloud.Providers[FakeVCloud.VdcId] = "none";
            int lists = cloud.ProviderLists;
            await Eventually.TrueAsync(() => cloud.ProviderLists >= lists + 2, "it was read again");
            await RefusedAsync(cell, Create("c2"), "disabled");
        }, settings => settings.VdcsKept = TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public async Task What_was_accepted_before_is_answered_with_its_task_after_the_vdc_was_disabled()
    {
        var running = new TaskCompletionSource<OperationResult>();
        var cloud = new FakeVCloud { Engine = (_, _, _) => running.Task };
        await RunAsync(cloud, async (cell, _) =>
        {
            CellAnswer accepted = await cell.SendAsync(Create("c1"));
            Assert.Equal(202, (await cell.SendAsync(Admin("PUT", VdcPath, """{"container_provider":"none"}"""))).Status);
            CellAnswer again = await cell.SendAsync(Create("c1"));
            Assert.Equal((202, (string?)accepted.Json["task_href"]), (again.Status, (string?)again.Json["task_href"]));
            running.SetResult(new OperationResult { Changed = true });
            await Eventually.TrueAsync(() => cloud.Tasks.Values.All(task => task.IsFinished), "the task has ended");
            Assert.Equal("success", cloud.Tasks.Values.Single().Status);
        });
    }

    [Fact]
    public async Task While_vcd_cannot_be_asked_at_first_nobody_is_let_in_by_mistake()
    {
        var cloud = new FakeVCloud { Providers = { [FakeVCloud.VdcId] = "none" }, ProvidersFail = true };
        await RunAsync(cloud, async (cell, _) =>
        {
            Assert.Equal(503, (await cell.SendAsync(Create("c1"))).Status);
            cloud.ProvidersFail = false;
            await RefusedAsync(cell, Create("c1"), "disabled");
        });
    }

    [Fact]
    public async Task A_system_administrator_reads_the_state_while_the_service_is_disabled_and_nobody_else_does()
    {
        var cloud = new FakeVCloud { IsEnabled = false, Providers = { [FakeVCloud.VdcId] = "" } };
        await RunAsync(cloud, async (cell, _) =>
        {
            CellAnswer read = await cell.SendAsync(Admin("GET", VdcPath));
            Assert.Equal(("none", "Disabled"), ((string?)read.Json["container_provider"], (string?)read.Json["state"]));
            Assert.Equal(403, (await cell.SendAsync(Alice("GET", VdcPath))).Status);
            Assert.Equal(400, (await cell.SendAsync(Admin("PUT", VdcPath))).Status);
        });
    }
}
