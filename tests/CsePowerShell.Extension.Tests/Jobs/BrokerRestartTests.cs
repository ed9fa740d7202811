using CsePowerShell.Clusters;
using CsePowerShell.Extension.Tests.Broker;
using CsePowerShell.Extension.Tests.Fakes;
using CsePowerShell.Extension.Transport;

namespace CsePowerShell.Extension.Tests.Jobs;

/// <summary>A broker of its own that is stopped and comes back.</summary>
public sealed class BrokerRestartTests
{
    [Fact]
    public async Task A_broker_that_is_killed_is_used_again_soon_after_it_is_back()
    {
        Assert.SkipUnless(PrivateBroker.IsInstalled, "rabbitmq-server is not installed");
        await using PrivateBroker rabbit = await PrivateBroker.StartAsync();
        BrokerOptions broker = BrokerFixture.OptionsFor(rabbit.Port, "killed", jobQueues: 3);
        var cloud = new FakeVCloud();
        var gate = new TaskCompletionSource();
        cloud.Engine = async (_, _, stop) => { await gate.Task.WaitAsync(stop); return new OperationResult { Changed = true }; };
        await using TestHost host = await new TestHost(cloud, broker).ReadyAsync();

        // Right after the queues were made, which RabbitMQ has not written down yet; what it then has lost is made again.
        await KillAndAwaitAsync(rabbit, host, "right after the queues were made", TimeSpan.FromSeconds(120));
        await using (Cell cell = await Cell.ConnectAsync(broker))
        {
            Assert.Equal(202, (await cell.SendAsync(Create())).Status);
            await Eventually.TrueAsync(() => cloud.Started.Count == 1, "the job has begun");
        }

        // Queues that are written down are there at once, with the job.
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        await KillAndAwaitAsync(rabbit, host, "with a job", TimeSpan.FromSeconds(40));
        await Eventually.TrueAsync(() => cloud.Started.Count == 2, "the job is taken up again");
        gate.SetResult();
        await Eventually.TrueAsync(() => cloud.Tasks.Values.Single().Status == "success", "the task ends well");
    }

    private static CellRequest Create() => new("POST", "/api/cse")
    {
        Token = "alice-token", User = FakeVCloud.AliceId, Org = FakeVCloud.AcmeId, Rights = [FakeVCloud.RightId],
        Body = """{"name":"c1","vdc":"acme-vdc","network":"acme-net"}""",
    };

    private static async Task KillAndAwaitAsync(PrivateBroker rabbit, TestHost host, string when, TimeSpan limit)
    {
        await rabbit.KillAsync();
        await Eventually.TrueAsync(() => !host.Worker.IsConnected, "the loss is noticed");
        await rabbit.StartServerAsync();
        long ready = System.Diagnostics.Stopwatch.GetTimestamp();
        while (!host.Worker.IsConnected)
        {
            Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(ready) < limit, $"Killed {when}: not connected.\n{string.Join("\n", host.Log.Lines.TakeLast(12))}\n{await rabbit.LogAsync()}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        TestContext.Current.SendDiagnosticMessage($"killed {when}: connected {System.Diagnostics.Stopwatch.GetElapsedTime(ready).TotalSeconds:0.0} s after the broker took logins");
    }

    [Fact]
    public async Task A_broker_that_is_restarted_loses_no_job_and_repeats_no_work()
    {
        Assert.SkipUnless(PrivateBroker.IsInstalled, "rabbitmq-server is not installed");
        await using PrivateBroker rabbit = await PrivateBroker.StartAsync();
        BrokerOptions broker = BrokerFixture.OptionsFor(rabbit.Port, "restart");
        var cloud = new FakeVCloud();
        var gate = new TaskCompletionSource();
        cloud.Engine = async (_, _, stop) => { await gate.Task.WaitAsync(stop); return new OperationResult { Changed = true }; };
        await using TestHost host = await new TestHost(cloud, broker).ReadyAsync();
        string href;
        await using (Cell cell = await Cell.ConnectAsync(broker))
        {
            CellAnswer answer = await cell.SendAsync(Create());
            href = (string)answer.Json["task_href"]!;
            await Eventually.TrueAsync(() => cloud.Started.Count == 1, "the job has begun");
        }

        await rabbit.StopAsync();
        await Eventually.TrueAsync(() => !host.Worker.IsConnected, "the loss is noticed");
        await rabbit.StartServerAsync();
        // A broker under load is slow to bring its queues back.
        DateTime until = DateTime.UtcNow.AddMinutes(2);
        while (cloud.Started.Count < 2)
        {
            Assert.True(DateTime.UtcNow < until, $"The job was not taken up again.\n{string.Join("\n", host.Log.Lines.TakeLast(6))}\n{await rabbit.LogAsync()}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        gate.SetResult();
        await Eventually.TrueAsync(() => cloud.Tasks[href].Status == "success", "the task ends well");
        Assert.Single(cloud.Tasks);
        Assert.Single(cloud.Started.Select(start => start.OperationId).Distinct());
        await using Cell again = await Cell.ConnectAsync(broker);
        Assert.Equal(200, (await again.SendAsync(new CellRequest("GET", "/api/cse/template"))).Status);
    }
}
