using CsePowerShell.Clusters;
using CsePowerShell.Extension.Tests.Broker;
using CsePowerShell.Extension.Tests.Fakes;
using CsePowerShell.Extension.Transport;

namespace CsePowerShell.Extension.Tests.Jobs;

/// <summary>A broker of its own that is stopped and comes back.</summary>
public sealed class BrokerRestartTests
{
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
            CellAnswer answer = await cell.SendAsync(new CellRequest("POST", "/api/cse")
            {
                Token = "alice-token", User = FakeVCloud.AliceId, Org = FakeVCloud.AcmeId, Rights = [FakeVCloud.RightId],
                Body = """{"name":"c1","vdc":"acme-vdc","network":"acme-net"}""",
            });
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
