using CsePowerShell.Extension.Tests.Broker;
using CsePowerShell.Extension.Tests.Fakes;
using CsePowerShell.Simulator;

namespace CsePowerShell.Extension.Tests.EndToEnd;

/// <summary>Two host programs, real guests, a tenant with curl, and SIGSTOP.</summary>
public sealed class FrozenHostTests(BrokerFixture brokers)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

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
