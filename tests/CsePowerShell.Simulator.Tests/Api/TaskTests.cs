using System.Net;
using System.Xml.Linq;
using CsePowerShell.Simulator.Tests.Support;
using static CsePowerShell.Simulator.Tests.Support.Caller;

namespace CsePowerShell.Simulator.Tests.Api;

public sealed class TaskTests
{
    [Fact]
    public async Task A_task_goes_from_queued_over_progress_to_success()
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync(options =>
            options.Latency = LatencyProfile.Fast with { CloneVm = TimeSpan.FromSeconds(1) });
        using Caller alice = await LogInAsync(cloud, "alice", "acme");
        string vApp = await alice.ComposeAsync("stages");
        XElement task = await alice.StartAsync(HttpMethod.Post, vApp + "/action/recomposeVApp",
            Bodies.AddVms(await alice.TemplateVmAsync(), "acme-net", ["a"]), Types.Recompose);
        Assert.Contains((string?)task.Attribute("status"), (string[])["queued", "running"]);
        List<int> progress = [];
        XElement ended = await EventuallyAsync(() => alice.GetAsync(task.Attribute("href")!.Value), current =>
        {
            if ((int?)current.Element(V + "Progress") is int percent && percent != progress.LastOrDefault(-1)) progress.Add(percent);
            bool runs = (string?)current.Attribute("status") == "running";
            if (runs) Assert.NotNull(current.Link("task:cancel"));
            return (string?)current.Attribute("status") == "success";
        });
        Assert.True(progress.Count >= 4, string.Join(", ", progress));
        Assert.Equal(progress.Order(), progress);
        Assert.Equal(100, (int)ended.Element(V + "Progress")!);
        Assert.Null(ended.Link("task:cancel"));
        Assert.NotNull(ended.Attribute("endTime"));
        Assert.Equal(TimeSpan.FromDays(90), (DateTimeOffset)ended.Attribute("expiryTime")! - (DateTimeOffset)ended.Attribute("startTime")!);
        Assert.Equal(("stages", "com.vmware.vcloud"), ((string?)ended.Element(V + "Owner")!.Attribute("name"),
            (string?)ended.Attribute("serviceNamespace")));
    }

    [Fact]
    public async Task A_cancelled_task_undoes_what_it_began()
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync(options =>
            options.Latency = LatencyProfile.Fast with { CloneVm = TimeSpan.FromSeconds(30) });
        using Caller alice = await LogInAsync(cloud, "alice", "acme"), dave = await LogInAsync(cloud, "dave", "acme");
        string vApp = await alice.ComposeAsync("cancelled");
        XElement task = await alice.StartAsync(HttpMethod.Post, vApp + "/action/recomposeVApp",
            Bodies.AddVms(await alice.TemplateVmAsync(), "acme-net", ["a", "b"]), Types.Recompose);
        string href = task.Attribute("href")!.Value;
        Assert.Equal("UNRESOLVED", cloud.VApps.Single().Status);
        await dave.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, href + "/action/cancel");
        XElement running = await EventuallyAsync(() => alice.GetAsync(href), current => current.Link("task:cancel") is not null);
        Assert.Equal(HttpStatusCode.NoContent, (await alice.SendAsync(HttpMethod.Post, running.Link("task:cancel")!)).StatusCode);
        XElement ended = await alice.EndOfAsync(task);
        Assert.Equal(("canceled", "true"), ((string?)ended.Attribute("status"), (string?)ended.Attribute("cancelRequested")));
        Assert.Empty(cloud.Vms);
        Assert.NotNull((await alice.GetAsync(vApp)).Link("recompose"));
        await alice.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, href + "/action/cancel");
    }

    [Fact]
    public async Task A_failed_task_stays_in_the_vApp_until_the_next_one()
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync();
        cloud.Faults.Add("task-fails operation=metadataUpdate message=\"The disk is full.\" minor=DISK_FULL count=1");
        using Caller alice = await LogInAsync(cloud, "alice", "acme");
        string vApp = await alice.ComposeAsync("failed");
        XElement task = await alice.EndOfAsync(
            await alice.StartAsync(HttpMethod.Post, vApp + "/metadata", Bodies.Metadata(("a", "b")), Types.Metadata));
        XElement error = task.Element(V + "Error")!;
        Assert.Equal(("error", "DISK_FULL", "The disk is full."),
            ((string?)task.Attribute("status"), (string?)error.Attribute("minorErrorCode"), (string?)error.Attribute("message")));
        Assert.StartsWith("Updated metadata", (string?)task.Attribute("operation"), StringComparison.Ordinal);
        Assert.Equal((string?)task.Attribute("id"), (string?)(await alice.GetAsync(vApp)).Element(V + "Tasks")!.Elements(V + "Task")
            .Single().Attribute("id"));
        Assert.Empty(cloud.VApps.Single().Metadata);
        await alice.PostAsync(vApp + "/metadata", Bodies.Metadata(("a", "b")), Types.Metadata);
        Assert.Null((await alice.GetAsync(vApp)).Element(V + "Tasks"));
    }

    [Fact]
    public async Task A_vApp_whose_composing_failed_can_only_be_deleted()
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync();
        cloud.Faults.Add("task-fails operation=vdcComposeVapp");
        using Caller alice = await LogInAsync(cloud, "alice", "acme");
        XElement vApp = await alice.StartAsync(HttpMethod.Post, (await alice.VdcAsync()).Link("add", "composeVAppParams")!,
            Bodies.Compose("wreck", "acme-net", await alice.NetworkAsync()), Types.Compose);
        await alice.EndOfAsync(vApp.Element(V + "Tasks")!.Element(V + "Task")!);
        XElement wreck = await alice.GetAsync(vApp.Attribute("href")!.Value);
        Assert.Equal("-1", (string?)wreck.Attribute("status"));
        Assert.Null(wreck.Link("recompose"));
        await alice.ChangeAsync(HttpMethod.Delete, wreck.Link("remove")!);
        Assert.Empty(cloud.VApps);
    }

    [Fact]
    public async Task An_extension_makes_a_task_and_reports_on_it_until_it_ends()
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync();
        using Caller system = await LogInAsync(cloud, "administrator", "System"), alice = await LogInAsync(cloud, "alice", "acme");
        string list = (await alice.OrgAsync()).Link("down", "tasksList")!;
        await alice.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Post, list, Bodies.Task("running"), Types.Task);
        HttpResponseMessage made = await system.SendAsync(HttpMethod.Post, list, Bodies.Task("running"), Types.Task);
        Assert.Equal(HttpStatusCode.OK, made.StatusCode);
        string href = XElement.Parse(await made.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Attribute("href")!.Value;
        Assert.Equal("urn:cse:cluster:7e4a1f7e-9d3a-4a0e-b8a4-3f54c6e3f3aa",
            (string?)(await alice.GetAsync(href)).Element(V + "Owner")!.Attribute("href"));

        await system.StartAsync(HttpMethod.Put, href, Bodies.Task("running", details: "half way"), Types.Task);
        Assert.Equal("half way", (string?)(await alice.GetAsync(href)).Element(V + "Details"));
        Assert.Equal(HttpStatusCode.NoContent, (await alice.SendAsync(HttpMethod.Post, href + "/action/cancel")).StatusCode);
        Assert.Equal(("running", "true"), ((string?)(await alice.GetAsync(href)).Attribute("status"),
            (string?)(await alice.GetAsync(href)).Attribute("cancelRequested")));

        const string wrongOrder = """<User href="urn:x"/><Error majorErrorCode="500" minorErrorCode="X" message="no"/>""";
        await system.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, href, Bodies.Task("error", error: wrongOrder), Types.Task);
        await system.StartAsync(
            HttpMethod.Put, href, Bodies.Task("error", error: """<Error majorErrorCode="500" minorErrorCode="X" message="no"/>"""), Types.Task);
        XElement ended = await alice.GetAsync(href);
        Assert.Equal(("error", "no"), ((string?)ended.Attribute("status"), (string?)ended.Element(V + "Error")!.Attribute("message")));
        await system.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Put, href, Bodies.Task("running"), Types.Task);
        Assert.Contains((await alice.GetAsync(list)).Elements(V + "Task"), task => (string?)task.Attribute("href") == href);
    }

    [Fact]
    public async Task The_same_operation_key_finds_the_task_it_made()
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync();
        using Caller system = await LogInAsync(cloud, "administrator", "System"), alice = await LogInAsync(cloud, "alice", "acme");
        string list = (await alice.OrgAsync()).Link("down", "tasksList")!;
        XElement[] made = await Task.WhenAll(Enumerable.Range(0, 10)
            .Select(_ => system.StartAsync(HttpMethod.Post, list, Bodies.Task("running", "operationKey=\"one\""), Types.Task)));
        Assert.Single(made.Select(task => (string?)task.Attribute("id")).Distinct());
        XElement other = await system.StartAsync(HttpMethod.Post, list, Bodies.Task("running", "operationKey=\"two\""), Types.Task);
        Assert.NotEqual((string?)made[0].Attribute("id"), (string?)other.Attribute("id"));
        Assert.Equal(2, cloud.Tasks.Count);
    }

    [Theory]
    [InlineData("serviceNamespace=\"vcloud.cse\"", "serviceNamespace=\"com.vmware.vcloud.mine\"")]
    [InlineData("status=\"running\"", "status=\"going\"")]
    [InlineData("serviceNamespace=\"vcloud.cse\"", "")]
    public async Task A_task_with_a_reserved_namespace_or_an_unknown_status_is_refused(string replace, string with)
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync();
        using Caller system = await LogInAsync(cloud, "administrator", "System"), alice = await LogInAsync(cloud, "alice", "acme");
        string list = (await alice.OrgAsync()).Link("down", "tasksList")!;
        await system.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, list,
            Bodies.Task("running").Replace(replace, with, StringComparison.Ordinal), Types.Task);
        Assert.Empty(cloud.Tasks);
    }

    [Fact]
    public async Task A_task_past_its_expiry_is_gone()
    {
        ShiftedClock clock = new();
        await using SimulatedCloud cloud = await Clouds.StartAsync(options =>
            (options.Clock, options.SessionIdleTimeout) = (clock, TimeSpan.FromDays(1000)));
        using Caller alice = await LogInAsync(cloud, "alice", "acme");
        string vApp = await alice.ComposeAsync("expires");
        XElement task = await alice.PostAsync(vApp + "/metadata", Bodies.Metadata(("a", "b")), Types.Metadata);
        clock.Shift = TimeSpan.FromDays(91);
        await alice.RefusedAsync(HttpStatusCode.Forbidden, HttpMethod.Get, task.Attribute("href")!.Value);
    }

    /// <summary>Real time, moved.</summary>
    private sealed class ShiftedClock : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
    }
}
