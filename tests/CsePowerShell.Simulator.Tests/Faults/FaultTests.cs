using System.Diagnostics;
using System.Net;
using System.Xml.Linq;
using CsePowerShell.Simulator.Faults;
using CsePowerShell.Simulator.Tests.Support;
using static CsePowerShell.Simulator.Tests.Support.Caller;

namespace CsePowerShell.Simulator.Tests.Faults;

public sealed class FaultTests
{
    [Fact]
    public async Task A_status_is_answered_as_often_as_asked_and_with_its_retry_time()
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync(options =>
            options.Faults = "http path=/api/org* method=GET status=503 retry-after=7 count=2");
        using Caller alice = await LogInAsync(cloud, "alice", "acme");
        HttpResponseMessage first = await alice.SendAsync(HttpMethod.Get, "api/org");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(7)), (first.StatusCode, first.Headers.RetryAfter!.Delta));
        await alice.RefusedAsync(HttpStatusCode.ServiceUnavailable, HttpMethod.Get, "api/org/");
        await alice.GetAsync("api/org");
    }

    [Fact]
    public async Task A_busy_entity_can_be_had_without_a_task()
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync();
        using Caller alice = await LogInAsync(cloud, "alice", "acme");
        string vApp = await alice.ComposeAsync("c1");
        Fault fault = cloud.Faults.Add("busy operation=metadataUpdate count=1")[0];
        XElement error = await alice.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, vApp + "/metadata", Bodies.Metadata(("a", "b")),
            Types.Metadata);
        Assert.Equal("BUSY_ENTITY", (string?)error.Attribute("minorErrorCode"));
        Assert.Equal(1, fault.Hits);
        await alice.PostAsync(vApp + "/metadata", Bodies.Metadata(("a", "b")), Types.Metadata);
    }

    [Theory]
    [InlineData("before", 0)]
    [InlineData("after", 1)]
    public async Task A_lost_connection_leaves_the_request_undone_or_done(string when, int made)
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync();
        using Caller alice = await LogInAsync(cloud, "alice", "acme");
        string href = (await alice.VdcAsync()).Link("add", "composeVAppParams")!,
            body = Bodies.Compose("lost", "acme-net", await alice.NetworkAsync());
        cloud.Faults.Add($"lost-connection method=POST path=*/composeVApp when={when} count=1");
        await Assert.ThrowsAsync<HttpRequestException>(() => alice.SendAsync(HttpMethod.Post, href, body, Types.Compose));
        Assert.Equal(made, cloud.VApps.Count);
    }

    [Fact]
    public async Task A_session_can_expire_at_a_chosen_request()
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync();
        using Caller alice = await LogInAsync(cloud, "alice", "acme");
        cloud.Faults.Add("expired-session path=/api/org user=alice skip=1 count=1");
        await alice.GetAsync("api/org");
        await alice.RefusedAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "api/org");
        Assert.Equal(0, cloud.OpenSessions);
        await alice.RefusedAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "api/session");
    }

    [Fact]
    public async Task Expiring_all_sessions_ends_them_all()
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync();
        using Caller alice = await LogInAsync(cloud, "alice", "acme");
        cloud.ExpireSessions();
        await alice.RefusedAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "api/org");
    }

    [Fact]
    public async Task Answers_can_be_late()
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync(options => options.RequestLatency = TimeSpan.FromMilliseconds(60));
        using Caller alice = await LogInAsync(cloud, "alice", "acme");
        Stopwatch watch = Stopwatch.StartNew();
        await alice.GetAsync("api/org");
        Assert.True(watch.ElapsedMilliseconds >= 55, $"{watch.Elapsed}");
        cloud.Faults.Add("slow-response path=/api/org seconds=0.5 count=1");
        watch.Restart();
        await alice.GetAsync("api/org");
        Assert.True(watch.ElapsedMilliseconds >= 500, $"{watch.Elapsed}");
    }

    [Fact]
    public async Task An_exhausted_pool_and_a_card_without_address_can_be_asked_for_by_VM()
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync();
        cloud.Faults.Add("no-address network=acme-net vm=node-2 count=1; address-missing vm=node-3");
        using Caller alice = await LogInAsync(cloud, "alice", "acme");
        string vApp = await alice.ComposeAsync("addresses"), source = await alice.TemplateVmAsync();
        XElement failed = await alice.EndOfAsync(
            await alice.StartAsync(HttpMethod.Post, vApp + "/action/recomposeVApp", Bodies.AddVms(source, "acme-net", ["node-1", "node-2"]),
            Types.Recompose));
        Assert.Contains("no free IP addresses", (string?)failed.Element(V + "Error")!.Attribute("message"), StringComparison.Ordinal);
        await alice.AddVmsAsync(vApp, ["node-2", "node-3"]);
        Assert.Equal([true, false], cloud.Vms.OrderBy(vm => vm.Name, StringComparer.Ordinal).Select(vm => vm.IpAddress is not null));
        await alice.PostAsync(vApp + "/action/deploy", Bodies.Deploy(), Types.Deploy);
        await EventuallyAsync(() => Task.FromResult(cloud.Vms), vms => vms.All(vm => vm.CustomizationStatus == "GC_COMPLETE"));
    }

    [Fact]
    public async Task Customization_can_fail_or_never_end()
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync();
        cloud.Faults.Add("customization-fails vm=a; customization-hangs vm=b");
        using Caller alice = await LogInAsync(cloud, "alice", "acme");
        string vApp = await alice.ComposeAsync("gc");
        await alice.AddVmsAsync(vApp, ["a", "b", "c"]);
        await alice.PostAsync(vApp + "/action/deploy", Bodies.Deploy(), Types.Deploy);
        IReadOnlyList<SimulatedVm> vms = await EventuallyAsync(() => Task.FromResult(cloud.Vms), seen =>
            seen.Any(vm => vm.CustomizationStatus == "GC_COMPLETE") && seen.Any(vm => vm.CustomizationStatus == "GC_FAILED"));
        Assert.Equal(["GC_FAILED", "GC_PENDING", "GC_COMPLETE"],
            vms.OrderBy(vm => vm.Name, StringComparer.Ordinal).Select(vm => vm.CustomizationStatus));
    }

    [Fact]
    public async Task A_slow_clone_takes_longer_than_the_others()
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync();
        cloud.Faults.Add("slow-clone vm=slow seconds=0.6");
        using Caller alice = await LogInAsync(cloud, "alice", "acme");
        string vApp = await alice.ComposeAsync("clones");
        Stopwatch watch = Stopwatch.StartNew();
        await alice.AddVmsAsync(vApp, ["fast"]);
        TimeSpan fast = watch.Elapsed;
        watch.Restart();
        await alice.AddVmsAsync(vApp, ["slow"]);
        Assert.True(watch.Elapsed > TimeSpan.FromMilliseconds(600) && watch.Elapsed > fast, $"fast {fast}, slow {watch.Elapsed}");
    }

    [Fact]
    public async Task Power_off_ends_what_a_guest_was_going_through()
    {
        await using SimulatedCloud cloud = await Clouds.StartAsync(options =>
            options.Latency = LatencyProfile.Fast with { Boot = TimeSpan.FromMilliseconds(300) });
        using Caller alice = await LogInAsync(cloud, "alice", "acme");
        string vApp = await alice.ComposeAsync("stopped");
        await alice.AddVmsAsync(vApp, ["a"]);
        await alice.PostAsync(vApp + "/action/deploy", Bodies.Deploy(), Types.Deploy);
        await alice.PostAsync(vApp + "/action/undeploy", Bodies.Undeploy(), Types.Undeploy);
        await Task.Delay(500, TestContext.Current.CancellationToken);
        Assert.Equal(("POWERED_OFF", "GC_PENDING"), (cloud.Vms.Single().Status, cloud.Vms.Single().CustomizationStatus));
    }
}
