using CsePowerShell.Extension.Tests.Broker;
using CsePowerShell.Extension.Tests.Fakes;
using CsePowerShell.Simulator;

namespace CsePowerShell.Extension.Tests.EndToEnd;

/// <summary>Two host programs, real guests, a tenant with curl, and kill -9.</summary>
public sealed class KilledHostTests(BrokerFixture brokers)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData("vApp")]
    [InlineData("VMs")]
    [InlineData("kubeadm")]
    public async Task A_host_killed_in_the_middle_of_a_create_leaves_it_to_the_other(string point)
    {
        await using RegisteredCloud cloud = await RegisteredCloud.StartAsync(brokers, options => options.Guests = GuestMode.Auto);
        Assert.SkipUnless(cloud.Cloud.GuestsAvailable, $"guests cannot run here: {cloud.Cloud.GuestsUnavailableReason}");
        string folder = Directory.CreateTempSubdirectory("cse-killed-").FullName;
        try
        {
            await using ServiceProcess first = await (await ServiceProcess.StartAsync(cloud, folder, "h1")).ReadyAsync();
            await using ServiceProcess second = await (await ServiceProcess.StartAsync(cloud, folder, "h2")).ReadyAsync();
            using Tenant alice = await Tenant.LogInAsync(cloud.Cloud, "alice", "acme");
            HttpAnswer accepted = await alice.SendAsync("POST", "/api/cse", """{"name":"k1","node_count":2,"vdc":"acme-vdc","network":"acme-net"}""");
            Assert.True(accepted.Status == 202, accepted.ToString());
            string href = (string)accepted.Json["task_href"]!;

            await Eventually.TrueAsync(() => point switch
            {
                "vApp" => cloud.Cloud.VApps.Any(vapp => vapp.Name == "k1"),
                "VMs" => cloud.Cloud.Vms.Count(vm => vm.VApp == "k1") == 3,
                _ => cloud.Cloud.Vms.Count(vm => vm is { VApp: "k1", CustomizationStatus: "GC_COMPLETE" }) == 3,
            }, $"the create is at \"{point}\"; {await alice.TaskAsync(href)}", s_limit);
            // Whichever accepted it: the active host of the queue is the one that subscribed first.
            await first.KillAsync();
            long killed = System.Diagnostics.Stopwatch.GetTimestamp();

            (string Status, string Operation, string? Error) task = await alice.FinishAsync(href, s_limit);
            TestContext.Current.SendDiagnosticMessage($"killed at \"{point}\", task {task.Status} after {System.Diagnostics.Stopwatch.GetElapsedTime(killed).TotalSeconds:0.0} s");
            Assert.True(task.Status == "success", $"{task}\n{string.Join("\n", second.Log.TakeLast(30))}");
            SimulatedVApp vapp = Assert.Single(cloud.Cloud.VApps, vapp => vapp.Name == "k1");
            Assert.Equal("alice", vapp.Owner);
            Assert.Equal(3, vapp.VmNames.Count);
            Assert.Equal(3, cloud.Cloud.Vms.Count(vm => vm.VApp == "k1"));
            Assert.DoesNotContain(cloud.Cloud.Tasks, task => task is { ServiceNamespace: "vcloud.cse", Status: "running" });
            Assert.Contains("server:", (string?)(await alice.SendAsync("GET", "/api/cse/k1/config", null, "text/x-yaml;version=31.0")).Json);

            HttpAnswer removed = await alice.SendAsync("DELETE", "/api/cse/k1");
            Assert.Equal(202, removed.Status);
            Assert.Equal("success", (await alice.FinishAsync((string)removed.Json["task_href"]!, s_limit)).Status);
            Assert.DoesNotContain(cloud.Cloud.VApps, vapp => vapp.Name == "k1");
            foreach (string line in first.Log.Concat(second.Log))
            {
                Assert.DoesNotContain("Passw0rd!", line);
                Assert.DoesNotContain(alice.Token, line);
            }

            using var http = new HttpClient();
            string metrics = await http.GetStringAsync($"http://127.0.0.1:{second.MetricsPort}/metrics", TestContext.Current.CancellationToken);
            Assert.Contains("cse_job_seconds_count{kind=\"Create\",outcome=\"succeeded\"} 1", metrics);
            Assert.DoesNotContain(alice.Token, metrics);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_host_that_freezes_and_comes_back_does_not_disturb_the_one_that_took_over()
    {
        await using RegisteredCloud cloud = await RegisteredCloud.StartAsync(brokers, options => options.Guests = GuestMode.Auto);
        Assert.SkipUnless(cloud.Cloud.GuestsAvailable, $"guests cannot run here: {cloud.Cloud.GuestsUnavailableReason}");
        string folder = Directory.CreateTempSubdirectory("cse-frozen-").FullName;
        try
        {
            await using ServiceProcess first = await (await ServiceProcess.StartAsync(cloud, folder, "h1")).ReadyAsync();
            await using ServiceProcess second = await (await ServiceProcess.StartAsync(cloud, folder, "h2")).ReadyAsync();
            using Tenant alice = await Tenant.LogInAsync(cloud.Cloud, "alice", "acme");
            HttpAnswer accepted = await alice.SendAsync("POST", "/api/cse", """{"name":"f1","node_count":2,"vdc":"acme-vdc","network":"acme-net"}""");
            Assert.True(accepted.Status == 202, accepted.ToString());
            string href = (string)accepted.Json["task_href"]!;
            await Eventually.TrueAsync(() => cloud.Cloud.VApps.Any(vapp => vapp.Name == "f1"), "the create has begun", s_limit);
            await first.FreezeAsync();
            // The broker notices after about two heartbeats of five seconds; the other host begins some seconds later. Then the frozen one wakes up in the middle.
            await Eventually.TrueAsync(() => second.Log.Any(line => line.Contains("was another host's")), "the other host has taken over", TimeSpan.FromSeconds(60));
            await Task.Delay(TimeSpan.FromSeconds(11), TestContext.Current.CancellationToken);
            await first.ThawAsync();
            (string Status, string Operation, string? Error) task = await alice.FinishAsync(href, s_limit);
            Assert.True(task.Status == "success", $"{task}\n{string.Join("\n", first.Log.TakeLast(15))}\n{string.Join("\n", second.Log.TakeLast(15))}");
            Assert.Single(cloud.Cloud.VApps, vapp => vapp.Name == "f1");
            Assert.Equal(3, cloud.Cloud.Vms.Count(vm => vm.VApp == "f1"));
            Assert.DoesNotContain(cloud.Cloud.VApps.Single(vapp => vapp.Name == "f1").Metadata.Keys, key => key.StartsWith("cse.ps.lease.", StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
