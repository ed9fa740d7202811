using System.Collections.Concurrent;
using System.Diagnostics;
using CsePowerShell.Extension.Tests.Broker;
using CsePowerShell.Extension.Tests.Fakes;
using CsePowerShell.Simulator;

namespace CsePowerShell.Extension.Tests.EndToEnd;

/// <summary>Two host programs under load, one after the other frozen, cut off from the broker and killed, while tenants notice nothing.</summary>
public sealed class MixedLoadTests(BrokerFixture brokers)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task Hosts_that_freeze_lose_the_broker_or_die_under_load_cost_no_answer_and_no_cluster()
    {
        // Longer than vCD's own 10 s only because this machine may be busy with other tests; the slowest answer is printed.
        await using RegisteredCloud cloud = await RegisteredCloud.StartAsync(brokers, options => (options.Guests, options.ExtensionTimeout) = (GuestMode.Auto, TimeSpan.FromSeconds(25)));
        Assert.SkipUnless(cloud.Cloud.GuestsAvailable, $"guests cannot run here: {cloud.Cloud.GuestsUnavailableReason}");
        string folder = Directory.CreateTempSubdirectory("cse-mixed-").FullName;
        var processes = new List<ServiceProcess>();
        try
        {
            await using var line = new CuttableLine(cloud.Broker.Port!.Value);
            async Task<ServiceProcess> StartAsync(string host, int? port = null)
            {
                ServiceProcess process = await ServiceProcess.StartAsync(cloud, folder, host, port);
                processes.Add(process);
                return await process.ReadyAsync();
            }

            ServiceProcess first = await StartAsync("h1");
            ServiceProcess second = await StartAsync("h2", line.Port);
            using Tenant alice = await Tenant.LogInAsync(cloud.Cloud, "alice", "acme");
            using Tenant carol = await Tenant.LogInAsync(cloud.Cloud, "carol", "acme");
            await using var load = new Load(alice, carol);

            string frozen = await CreateAsync(alice, "m1");
            await Eventually.TrueAsync(() => cloud.Cloud.VApps.Any(vapp => vapp.Name == "m1"), "the first create has begun", s_limit);
            await first.FreezeAsync();
            await SucceedsAsync(alice, frozen, second);
            await first.ThawAsync();
            await first.ReadyAsync();

            string cutOff = await CreateAsync(alice, "m2");
            await Eventually.TrueAsync(() => cloud.Cloud.VApps.Any(vapp => vapp.Name == "m2"), "the second create has begun", s_limit);
            line.Cut();
            await SucceedsAsync(alice, cutOff, first);
            line.Mend();
            await second.ReadyAsync();

            string killed = await CreateAsync(alice, "m3");
            await Eventually.TrueAsync(() => cloud.Cloud.VApps.Any(vapp => vapp.Name == "m3"), "the third create has begun", s_limit);
            await first.KillAsync();
            await SucceedsAsync(alice, killed, second);
            await StartAsync("h1");

            string[] removals = [await RemoveAsync(alice, "m1"), await RemoveAsync(alice, "m2")];
            foreach (string removal in removals)
                await SucceedsAsync(alice, removal, second);

            await load.StopAsync();
            TestContext.Current.SendDiagnosticMessage($"{load.Answers.Count} answers meanwhile, the slowest in {load.Slowest.TotalSeconds:0.0} s");
            Assert.DoesNotContain(load.Answers, answer => answer.Status != 200);
            Assert.True(load.Answers.Count >= 200, $"There were only {load.Answers.Count} answers.");
            Assert.Equal("m3", Assert.Single(cloud.Cloud.VApps).Name);
            Assert.Equal(2, cloud.Cloud.Vms.Count);
            Assert.DoesNotContain(cloud.Cloud.Tasks, task => task is { ServiceNamespace: "vcloud.cse", Status: "running" or "queued" });
            Assert.Equal(5, cloud.Cloud.Tasks.Count(task => task.ServiceNamespace == "vcloud.cse"));
        }
        finally
        {
            foreach (ServiceProcess process in processes)
                await process.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> CreateAsync(Tenant tenant, string name) =>
        TaskOf(await tenant.SendAsync("POST", "/api/cse", $$"""{"name":"{{name}}","node_count":1,"vdc":"acme-vdc","network":"acme-net"}"""));

    private static async Task<string> RemoveAsync(Tenant tenant, string name) => TaskOf(await tenant.SendAsync("DELETE", "/api/cse/" + name));

    private static string TaskOf(HttpAnswer answer)
    {
        Assert.True(answer.Status == 202, answer.ToString());
        return (string)answer.Json["task_href"]!;
    }

    private static async Task SucceedsAsync(Tenant tenant, string href, ServiceProcess survivor)
    {
        (string Status, string Operation, string? Error) task = await tenant.FinishAsync(href, s_limit);
        Assert.True(task.Status == "success", $"{task}\n{string.Join("\n", survivor.Log.Where(line => !line.Contains(" answered ")).TakeLast(25))}");
    }

    /// <summary>Tenants who look at their clusters, templates and the service all the time.</summary>
    private sealed class Load : IAsyncDisposable
    {
        private static readonly string[] s_paths = ["/api/cse", "/api/cse/template", "/api/cse", "/api/cse/system", "/api/cse/_1/clusters?nodes=true"];

        private readonly CancellationTokenSource _stop = new();
        private readonly Task _running;

        public Load(params Tenant[] tenants) => _running = Task.WhenAll(tenants.Concat(tenants).Select((tenant, number) => RunAsync(tenant, number)));

        public ConcurrentQueue<HttpAnswer> Answers { get; } = new();

        public TimeSpan Slowest { get; private set; }

        public async Task StopAsync()
        {
            await _stop.CancelAsync();
            await _running;
        }

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            _stop.Dispose();
        }

        private async Task RunAsync(Tenant tenant, int number)
        {
            for (int i = number; !_stop.IsCancellationRequested; i++)
            {
                long began = Stopwatch.GetTimestamp();
                Answers.Enqueue(await tenant.SendAsync("GET", s_paths[i % s_paths.Length]));
                TimeSpan took = Stopwatch.GetElapsedTime(began);
                lock (Answers)
                    Slowest = took > Slowest ? took : Slowest;
                await Task.Delay(150);
            }
        }
    }
}
