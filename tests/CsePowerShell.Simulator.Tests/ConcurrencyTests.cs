using System.Net;
using System.Xml.Linq;
using CsePowerShell.Simulator.Tests.Support;
using static CsePowerShell.Simulator.Tests.Support.Caller;

namespace CsePowerShell.Simulator.Tests;

/// <summary>Many callers at once leave the world whole.</summary>
public sealed class ConcurrencyTests
{
    [Fact]
    public async Task Many_tenants_build_and_remove_vApps_side_by_side_while_others_read()
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync();
        using Caller alice = await LogInAsync(cloud, "alice", "acme"), carol = await LogInAsync(cloud, "carol", "acme"),
            system = await LogInAsync(cloud, "administrator", "System");
        using CancellationTokenSource done = new();
        Task reading = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                XElement page = await system.GetAsync("api/query?type=adminVM&pageSize=128&filter=isVAppTemplate==false");
                foreach (XElement record in page.Elements(V + "AdminVMRecord")) Assert.NotEmpty(record.Attribute("name")!.Value);
                await system.GetAsync("api/query?type=adminTask&pageSize=128&sortDesc=startDate");
            }
        }, TestContext.Current.CancellationToken);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => LifeAsync(i % 2 == 0 ? alice : carol, $"many-{i}")));
        await done.CancelAsync();
        await reading;
        Assert.Empty(cloud.VApps);
        Assert.Empty(cloud.Vms);
        Assert.All(cloud.Tasks, task => Assert.Equal("success", task.Status));
        Assert.Equal("0", (string?)(await alice.GetAsync("api/query?type=orgVdcNetwork&filter=name==acme-net")).Elements(V + "OrgVdcNetworkRecord")
            .Single().Attribute("usedIpCount"));

        static async Task LifeAsync(Caller caller, string name)
        {
            string vApp = await caller.ComposeAsync(name);
            await caller.AddVmsAsync(vApp, ["a", "b", "c"]);
            await caller.PostAsync(vApp + "/action/deploy", Bodies.Deploy(), Types.Deploy);
            await caller.PostAsync(vApp + "/metadata", Bodies.Metadata(("k", name)), Types.Metadata);
            await caller.ChangeAsync(HttpMethod.Delete, vApp + "?force=true");
        }
    }

    [Fact]
    public async Task No_address_is_given_twice()
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync();
        using Caller alice = await LogInAsync(cloud, "alice", "acme");
        string[] vApps = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => alice.ComposeAsync($"addresses-{i}")));
        await Task.WhenAll(vApps.Select(vApp => alice.AddVmsAsync(vApp, [.. Enumerable.Range(0, 10).Select(i => $"vm-{i}")])));
        Assert.Equal(100, cloud.Vms.Select(vm => vm.IpAddress).Distinct().Count());
    }

    [Fact]
    public async Task Two_clouds_run_side_by_side_in_address_spaces_of_their_own()
    {
        await using SimulatedCloud one = await Clouds.StartAsync(), two = await Clouds.StartAsync();
        using Caller first = await LogInAsync(one, "alice", "acme"), second = await LogInAsync(two, "alice", "acme");
        await first.AddVmsAsync(await first.ComposeAsync("x"), ["a"]);
        await second.AddVmsAsync(await second.ComposeAsync("x"), ["a"]);
        Assert.NotEqual(one.Vms.Single().IpAddress, two.Vms.Single().IpAddress);
        Assert.NotEqual(one.CertificateThumbprint, two.CertificateThumbprint);
        Assert.NotEqual(one.Endpoint, two.Endpoint);
    }

    [Fact]
    public async Task Requests_are_counted_by_route()
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync();
        using Caller alice = await LogInAsync(cloud, "alice", "acme");
        cloud.Requests.Reset();
        string vApp = await alice.ComposeAsync("counted");
        await alice.GetAsync(vApp);
        await alice.SendAsync(HttpMethod.Get, "nowhere");
        Assert.Equal((1, 1, 1), (cloud.Requests.Count("POST /api/vdc/{id}/action/composeVApp"), cloud.Requests.Count("GET /api/vApp/vapp-{id}"),
            cloud.Requests.Count("unknown")));
        Assert.Equal(cloud.Requests.Total, cloud.Requests.ByRoute.Values.Sum());
    }

    [Fact]
    public async Task Stopping_a_cloud_in_the_middle_of_its_work_ends_everything_soon()
    {
        SimulatedCloud cloud = await Clouds.StartAsync(options => options.Latency = LatencyProfile.Realistic);
        using Caller alice = await LogInAsync(cloud, "alice", "acme");
        XElement vdc = await alice.VdcAsync();
        await alice.StartAsync(HttpMethod.Post, vdc.Link("add", "composeVAppParams")!,
            Bodies.Compose("interrupted", "acme-net", await alice.NetworkAsync()), Types.Compose);
        await cloud.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.Equal("canceled", cloud.Tasks.Single().Status);
        await Assert.ThrowsAsync<HttpRequestException>(() => alice.SendAsync(HttpMethod.Get, "api/versions"));
    }
}
