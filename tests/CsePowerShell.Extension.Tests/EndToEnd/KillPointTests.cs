using CsePowerShell.Extension.Tests.Broker;
using CsePowerShell.Extension.Tests.Fakes;
using CsePowerShell.Simulator;
using CsePowerShell.Simulator.Faults;

namespace CsePowerShell.Extension.Tests.EndToEnd;

/// <summary>
/// kill -9 at each point of a create where something could be lost or done twice. One host works on eight creates, each of them is held at a point of its own,
/// and then the one kill hits them all. A fresh host finds what the broker and vCD know, and nothing else.
/// </summary>
public sealed class KillPointTests(BrokerFixture brokers)
{
    private const string BeforeReply = "before-reply";
    private const string TaskPosted = "task-posted";
    private const string Composed = "composed";
    private const string FirstMetadata = "first-metadata";
    private const string Recompose = "recompose";
    private const string Initialized = "initialized";
    private const string TwoOfFive = "two-of-five";
    private const string LastStep = "last-step";

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    private static readonly Dictionary<string, int> s_workers = new()
    {
        [BeforeReply] = 1, [TaskPosted] = 1, [Composed] = 1, [FirstMetadata] = 1, [Recompose] = 1, [Initialized] = 1, [TwoOfFive] = 5, [LastStep] = 1,
    };

    // Joins take some seconds, so that a kill can hit between them.
    private static readonly LatencyProfile s_latency = LatencyProfile.Fast with { Name = "kill-points", KubeadmJoin = TimeSpan.FromSeconds(3) };

    [Fact]
    public async Task A_kill_at_any_point_of_a_create_loses_nothing_and_repeats_nothing()
    {
        await using RegisteredCloud cloud = await RegisteredCloud.StartAsync(brokers, options =>
        {
            (options.Guests, options.Latency, options.ExtensionTimeout) = (GuestMode.Auto, s_latency, TimeSpan.FromSeconds(90));
        });
        Assert.SkipUnless(cloud.Cloud.GuestsAvailable, $"guests cannot run here: {cloud.Cloud.GuestsUnavailableReason}");
        string folder = Directory.CreateTempSubdirectory("cse-points-").FullName;
        try
        {
            using Tenant alice = await Tenant.LogInAsync(cloud.Cloud, "alice", "acme");
            await using ServiceProcess first = await (await ServiceProcess.StartAsync(cloud, folder, "h1", parallelNodes: 2)).ReadyAsync();
            var tasks = new Dictionary<string, string>();
            (Task<HttpAnswer> beforeReply, Task<HttpAnswer> taskPosted) = await HoldAllAsync(cloud.Cloud, alice, tasks);

            await first.KillAsync();
            long killed = System.Diagnostics.Stopwatch.GetTimestamp();
            cloud.Cloud.Faults.Clear();
            string postedTask = Assert.Single(cloud.Cloud.Tasks, task => task.OwnerName == TaskPosted && task.ServiceNamespace == "vcloud.cse").Id.ToString();
            await using ServiceProcess second = await (await ServiceProcess.StartAsync(cloud, folder, "h2", parallelNodes: 2)).ReadyAsync();

            // Both callers still wait for their answer. They get it from the other host, and one of them the task that the dead one had made.
            tasks[BeforeReply] = TaskOf(await beforeReply);
            tasks[TaskPosted] = TaskOf(await taskPosted);
            Assert.EndsWith(postedTask, tasks[TaskPosted]);
            foreach ((string name, string href) in tasks)
            {
                (string Status, string Operation, string? Error) task = await alice.FinishAsync(href, s_limit);
                Assert.True(task.Status == "success", $"{name}: {task}\n{string.Join("\n", second.Log.Where(line => line.Contains(name) || line.Contains("error")).TakeLast(25))}");
            }

            TestContext.Current.SendDiagnosticMessage($"all {tasks.Count} creates ended {System.Diagnostics.Stopwatch.GetElapsedTime(killed).TotalSeconds:0} s after the kill");
            AssertWhole(cloud.Cloud);
            Assert.Contains("server:", (string?)(await alice.SendAsync("GET", $"/api/cse/{TwoOfFive}/config", null, "text/x-yaml;version=31.0")).Json);
            HttpAnswer removed = await alice.SendAsync("DELETE", $"/api/cse/{TwoOfFive}");
            Assert.Equal("success", (await alice.FinishAsync(TaskOf(removed), s_limit)).Status);
            Assert.DoesNotContain(cloud.Cloud.VApps, vapp => vapp.Name == TwoOfFive);

            using var http = new HttpClient();
            string metrics = await http.GetStringAsync($"http://127.0.0.1:{second.MetricsPort}/metrics", TestContext.Current.CancellationToken);
            Assert.Contains($"cse_job_seconds_count{{kind=\"Create\",outcome=\"succeeded\"}} {tasks.Count}\n", metrics);
            Assert.DoesNotContain(alice.Token, metrics);
            foreach (string line in first.Log.Concat(second.Log))
            {
                Assert.DoesNotContain("Passw0rd!", line);
                Assert.DoesNotContain(alice.Token, line);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(Task<HttpAnswer> BeforeReply, Task<HttpAnswer> TaskPosted)> HoldAllAsync(SimulatedCloud cloud, Tenant alice, Dictionary<string, string> tasks)
    {
        async Task AcceptAsync(string name) => tasks[name] = TaskOf(await CreateAsync(alice, name));
        SimulatedVApp? VAppOf(string name) => cloud.VApps.FirstOrDefault(vapp => vapp.Name == name);
        bool IsInitialized(string name) => NodesOf(cloud, name) > 0;
        async Task HeldAsync(Fault fault, string point) => await Eventually.TrueAsync(() => fault.Hits == 1, $"a create is held at \"{point}\"", s_limit);

        // These two are slow to reach their points: with everything done but the last metadata write, and with that, but not the end of the task.
        await AcceptAsync(Initialized);
        await AcceptAsync(LastStep);
        await Eventually.TrueAsync(() => IsInitialized(Initialized), "the first cluster is initialized", s_limit);
        Fault lastMetadata = Hold(cloud, $"method=POST path=/api/vApp/vapp-{VAppOf(Initialized)!.Id}/metadata");
        await Eventually.TrueAsync(() => IsInitialized(LastStep), "the second cluster is initialized", s_limit);
        Fault end = Hold(cloud, $"method=PUT path={new Uri(tasks[LastStep]).AbsolutePath}");
        await HeldAsync(lastMetadata, Initialized);
        await Eventually.TrueAsync(() => VAppOf(LastStep)!.Metadata.ContainsKey("cse.master.ip"), "the second cluster is done", s_limit);
        await HeldAsync(end, LastStep);

        await AcceptAsync(TwoOfFive);
        await Eventually.TrueAsync(() => VAppOf(TwoOfFive) is not null, "the third vApp is composed", s_limit);
        Fault compose = Hold(cloud, "method=POST path=/api/vdc/*/action/composeVApp when=after");
        await AcceptAsync(Composed);
        await HeldAsync(compose, Composed);
        await AcceptAsync(FirstMetadata);
        await Eventually.TrueAsync(() => VAppOf(FirstMetadata) is not null, "its vApp is composed", s_limit);
        Fault metadata = Hold(cloud, $"method=POST path=/api/vApp/vapp-{VAppOf(FirstMetadata)!.Id}/metadata when=after");
        await HeldAsync(metadata, FirstMetadata);

        await Eventually.TrueAsync(() => IsInitialized(TwoOfFive), "the cluster of five workers is initialized", s_limit);
        cloud.Faults.Add($"slow-clone name={Recompose} seconds=25");
        await AcceptAsync(Recompose);
        Fault post = Hold(cloud, "method=POST path=/api/tasksList/* when=after");
        Task<HttpAnswer> taskPosted = CreateAsync(alice, TaskPosted);
        await HeldAsync(post, TaskPosted);
        Fault read = Hold(cloud, $"method=GET path={await PathOfVdcAsync(alice, "acme-small")}");
        Task<HttpAnswer> beforeReply = CreateAsync(alice, BeforeReply, "acme-small");
        await HeldAsync(read, BeforeReply);
        await Eventually.TrueAsync(() => VAppOf(Recompose) is { } vapp && vapp.Metadata.ContainsKey("cse.cluster.id"), "the VMs of another one are being cloned", s_limit);
        await Eventually.TrueAsync(() => NodesOf(cloud, TwoOfFive) >= 3, "two of five workers have joined", s_limit);
        Assert.InRange(NodesOf(cloud, TwoOfFive), 3, 5);
        return (beforeReply, taskPosted);
    }

    private static async Task<string> PathOfVdcAsync(Tenant tenant, string name)
    {
        HttpAnswer answer = await tenant.SendXmlAsync("GET", "/api/query?type=orgVdc&format=records", null, null);
        return new Uri(System.Xml.Linq.XElement.Parse(answer.Text).Elements().Single(record => record.Attribute("name")?.Value == name).Attribute("href")!.Value).AbsolutePath;
    }

    private static Fault Hold(SimulatedCloud cloud, string what) => Assert.Single(cloud.Faults.Add($"slow-response {what} seconds=600 count=1"));

    private static int NodesOf(SimulatedCloud cloud, string name)
    {
        HashSet<string> addresses = [.. cloud.Vms.Where(vm => vm.VApp == name).Select(vm => vm.IpAddress ?? "")];
        return cloud.Guests.Kubernetes.Clusters.Where(cluster => addresses.Contains(cluster.Address.ToString())).Sum(cluster => cluster.Nodes.Count);
    }

    private static Task<HttpAnswer> CreateAsync(Tenant tenant, string name, string vdc = "acme-vdc") =>
        tenant.SendAsync("POST", "/api/cse", $$"""{"name":"{{name}}","node_count":{{s_workers[name]}},"vdc":"{{vdc}}","network":"acme-net"}""");

    private static string TaskOf(HttpAnswer answer)
    {
        Assert.True(answer.Status == 202, answer.ToString());
        return (string)answer.Json["task_href"]!;
    }

    private static void AssertWhole(SimulatedCloud cloud)
    {
        Assert.DoesNotContain(cloud.Tasks, task => task is { ServiceNamespace: "vcloud.cse", Status: "running" or "queued" or "preRunning" });
        foreach ((string name, int workers) in s_workers)
        {
            SimulatedVApp vapp = Assert.Single(cloud.VApps, vapp => vapp.Name == name);
            Assert.Equal("alice", vapp.Owner);
            Assert.Equal(1 + workers, vapp.VmNames.Count);
            Assert.Equal(1 + workers, vapp.VmNames.Distinct().Count());
            Assert.Equal(1 + workers, NodesOf(cloud, name));
            Assert.DoesNotContain(vapp.Metadata.Keys, key => key.StartsWith("cse.ps.lease.", StringComparison.Ordinal));
            Assert.Single(cloud.Tasks, task => task.OwnerName == name && task.ServiceNamespace == "vcloud.cse");
        }

        Assert.Equal(s_workers.Count, cloud.VApps.Select(vapp => vapp.Metadata["cse.cluster.id"]).Distinct().Count());
        Assert.Equal(s_workers.Values.Sum(workers => workers + 1), cloud.Vms.Count);
    }
}
