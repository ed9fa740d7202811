using System.Net;
using System.Xml.Linq;
using CsePowerShell.Simulator.Tests.Support;
using static CsePowerShell.Simulator.Tests.Support.Caller;

namespace CsePowerShell.Simulator.Tests.Api;

/// <summary>A vApp does one thing at a time; what one of its VMs does counts as its own.</summary>
public sealed class BusyTests
{
    [Fact]
    public async Task While_a_task_runs_on_the_vApp_or_one_of_its_VMs_every_other_change_is_refused()
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync();
        using Caller alice = await LogInAsync(cloud, "alice", "acme");
        string vApp = await alice.ComposeAsync("busy");
        await alice.AddVmsAsync(vApp, ["a", "b"]);
        (string a, string b, string source) = (await alice.VmAsync(vApp, "a"), await alice.VmAsync(vApp, "b"), await alice.TemplateVmAsync());

        foreach ((HttpMethod method, string href, string body, string type) in ((HttpMethod, string, string, string)[])
            [(HttpMethod.Post, vApp + "/metadata", Bodies.Metadata(("k", "v")), Types.Metadata),
                (HttpMethod.Put, a + "/virtualHardwareSection/memory", Bodies.Memory(2048), Types.Rasd)])
        {
            cloud.Faults.Add("task-slow seconds=1 count=1");
            XElement running = await alice.StartAsync(method, href, body, type);
            foreach ((HttpMethod tried, string target, string? content, string? media) in ((HttpMethod, string, string?, string?)[])
                [
                    (HttpMethod.Post, vApp + "/action/recomposeVApp", Bodies.AddVms(source, "acme-net", ["c"]), Types.Recompose),
                    (HttpMethod.Post, vApp + "/action/deploy", Bodies.Deploy(), Types.Deploy),
                    (HttpMethod.Post, vApp + "/metadata", Bodies.Metadata(("x", "y")), Types.Metadata), (HttpMethod.Delete, vApp, null, null),
                    (HttpMethod.Post, b + "/power/action/powerOn", null, null),
                    (HttpMethod.Put, b + "/virtualHardwareSection/cpu", Bodies.Cpu(1), Types.Rasd),
                    (HttpMethod.Put, vApp + "/leaseSettingsSection/", Bodies.Lease(0, 0), Types.Lease),
                    (HttpMethod.Post, b + "/metadata", Bodies.Metadata(("x", "y")), Types.Metadata),
                ])
                Assert.Equal("BUSY_ENTITY",
                    (string?)(await alice.RefusedAsync(HttpStatusCode.BadRequest, tried, target, content, media)).Attribute("minorErrorCode"));

            XElement busy = await alice.GetAsync(vApp);
            Assert.Empty(busy.Links("recompose").Concat(busy.Links("remove")).Concat(busy.Links("edit")).Concat(busy.Links("deploy")));
            Assert.Equal("true", (string?)(await alice.GetAsync("api/query?type=vApp&filter=name==busy")).Elements(V + "VAppRecord")
                .Single().Attribute("isBusy"));
            await alice.EndOfAsync(running);
            Assert.NotNull((await alice.GetAsync(vApp)).Link("recompose"));
        }
    }

    [Fact]
    public async Task Metadata_of_different_vApps_can_be_written_side_by_side()
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync();
        using Caller alice = await LogInAsync(cloud, "alice", "acme");
        string[] vApps = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => alice.ComposeAsync($"side-{i}")));
        await Task.WhenAll(vApps.Select(vApp => alice.PostAsync(vApp + "/metadata", Bodies.Metadata(("k", vApp)), Types.Metadata)));
        Assert.All(cloud.VApps, vApp => Assert.EndsWith(vApp.Id.ToString(), vApp.Metadata["k"], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_many_changes_at_once_exactly_one_is_accepted()
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync();
        using Caller alice = await LogInAsync(cloud, "alice", "acme");
        string vApp = await alice.ComposeAsync("race");
        cloud.Faults.Add("task-slow operation=metadataUpdate seconds=1");
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 20)
            .Select(i => alice.SendAsync(HttpMethod.Post, vApp + "/metadata", Bodies.Metadata(("k", $"{i}")), Types.Metadata)));
        Assert.Equal(1, answers.Count(answer => answer.StatusCode == HttpStatusCode.Accepted));
        Assert.Equal(19, answers.Count(answer => answer.StatusCode == HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Of_many_vApps_with_one_name_exactly_one_is_made()
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync();
        using Caller alice = await LogInAsync(cloud, "alice", "acme");
        string href = (await alice.VdcAsync()).Link("add", "composeVAppParams")!,
            body = Bodies.Compose("same", "acme-net", await alice.NetworkAsync());
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 20)
            .Select(_ => alice.SendAsync(HttpMethod.Post, href, body, Types.Compose)));
        Assert.Equal(1, answers.Count(answer => answer.StatusCode == HttpStatusCode.Created));
        Assert.Single(cloud.VApps);
    }
}
