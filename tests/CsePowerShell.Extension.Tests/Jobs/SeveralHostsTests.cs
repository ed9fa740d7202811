using System.Collections.Concurrent;
using System.Text;
using CsePowerShell.Clusters;
using CsePowerShell.Extension.Jobs;
using CsePowerShell.Extension.Tests.Broker;
using CsePowerShell.Extension.Tests.Fakes;
using CsePowerShell.Extension.Transport;
using Newtonsoft.Json.Linq;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace CsePowerShell.Extension.Tests.Jobs;

/// <summary>Several hosts as one service: who is there, who is cut off, who is newer, and who stops.</summary>
public sealed class SeveralHostsTests(BrokerFixture brokers)
{
    private static CellRequest Alice(string method, string path, string? body = null) =>
        new(method, path) { Token = "alice-token", User = FakeVCloud.AliceId, Org = FakeVCloud.AcmeId, Rights = [FakeVCloud.RightId], Body = body };

    private static CellRequest Admin(string method, string path, string? body = null) => new(method, path) { Token = "admin-token", Org = FakeVCloud.SystemId, Body = body };

    private static CellRequest Create(string name) => Alice("POST", "/api/cse", $$"""{"name":"{{name}}","node_count":1,"vdc":"acme-vdc","network":"acme-net"}""");

    private async Task<BrokerOptions> BrokerAsync() => BrokerFixture.OptionsFor(await brokers.PortAsync(), brokers.NextName());

    private static BrokerOptions Again(BrokerOptions broker, int? port = null) => BrokerFixture.OptionsFor(port ?? broker.Port!.Value, broker.QueuePrefix, broker.JobQueues);

    private static async Task<bool> KnowEachOtherAsync(Cell cell, int hosts)
    {
        var seen = new HashSet<string>();
        for (int i = 0; i < 4; i++)
        {
            JToken health = (await cell.SendAsync(Admin("GET", "/api/cse/_1/health"))).Json;
            if (health["hosts"]!.Count() != hosts)
                return false;
            seen.Add((string)health["host"]!);
        }

        return seen.Count == hosts;
    }

    private static async Task KnownAsync(Cell cell, int hosts)
    {
        DateTime until = DateTime.UtcNow.AddSeconds(30);
        while (!await KnowEachOtherAsync(cell, hosts))
            Assert.True(DateTime.UtcNow < until, $"The {hosts} hosts do not know each other.");
    }

    [Fact]
    public async Task Information_shows_all_hosts_and_one_of_them_can_be_stopped_alone()
    {
        BrokerOptions broker = await BrokerAsync();
        var cloud = new FakeVCloud();
        await using Cell cell = await Cell.ConnectAsync(broker);
        TestHost first = await new TestHost(cloud, broker, "h1").ReadyAsync();
        await using TestHost second = await new TestHost(cloud, Again(broker), "h2").ReadyAsync();
        await KnownAsync(cell, 2);
        JToken info = (await cell.SendAsync(Admin("GET", "/api/cse/system"))).Json;
        Assert.Equal(["h1", "h2"], info["hosts"]!.Select(host => (string)host["host"]!));
        Assert.Null((await cell.SendAsync(Alice("GET", "/api/cse/system"))).Json["hosts"]);
        Assert.Empty((await cell.SendAsync(Alice("GET", "/api/cse/_1/health"))).Json["hosts"]!);

        Assert.Equal(404, (await cell.SendAsync(Admin("PUT", "/api/cse/system", """{"stopped": true, "host": "h7"}"""))).Status);
        Assert.Equal(200, (await cell.SendAsync(Admin("PUT", "/api/cse/system", """{"stopped": true, "host": "h1"}"""))).Status);
        await first.Finished.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        for (int i = 0; i < 6; i++)
            Assert.Equal(200, (await cell.SendAsync(Alice("GET", "/api/cse"))).Status);
        Assert.Equal("success", await EndAsync(cloud, await cell.SendAsync(Create("c1"))));
        Assert.False(second.Finished.IsCompleted);
        await first.DisposeAsync();
    }

    [Fact]
    public async Task A_host_that_is_cut_off_from_vcd_leaves_requests_to_the_other_and_comes_back()
    {
        BrokerOptions broker = await BrokerAsync();
        var cloud = new FakeVCloud();
        await using Cell cell = await Cell.ConnectAsync(broker);
        await using TestHost first = await new TestHost(cloud, broker, "h1").ReadyAsync();
        await using TestHost second = await new TestHost(cloud, Again(broker), "h2").ReadyAsync();
        await KnownAsync(cell, 2);
        first.Account.IsCutOff = true;
        for (int i = 0; i < 20; i++)
        {
            // A token that nobody knows yet, so that each of them has to ask vCD.
            string token = "token-" + i;
            cloud.Callers[token] = cloud.Callers["alice-token"];
            CellAnswer answer = await cell.SendAsync(new CellRequest("GET", "/api/cse") { Token = token, User = FakeVCloud.AliceId, Org = FakeVCloud.AcmeId });
            Assert.True(answer.Status == 200, answer.ToString());
        }

        Assert.False(first.Worker.IsConnected);
        first.Account.IsCutOff = false;
        await Eventually.TrueAsync(() => first.Worker.IsConnected, "it has come back", TimeSpan.FromSeconds(40));
    }

    [Fact]
    public async Task The_last_host_says_that_vcd_does_not_answer_and_goes_on_when_it_does()
    {
        BrokerOptions broker = await BrokerAsync();
        var cloud = new FakeVCloud();
        await using Cell cell = await Cell.ConnectAsync(broker);
        await using TestHost host = await new TestHost(cloud, broker).ReadyAsync();
        var begun = new TaskCompletionSource();
        cloud.Engine = (_, _, _) =>
        {
            begun.TrySetResult();
            return cloud.IsReachable ? Task.FromResult(new OperationResult { Changed = true }) : throw new ClusterException(ErrorCodes.VcdUnavailable, "vCloud Director does not answer.");
        };
        CellAnswer accepted = await cell.SendAsync(Create("c1"));
        cloud.IsReachable = false;
        CellAnswer refused = await cell.SendAsync(new CellRequest("GET", "/api/cse") { Token = "another", Org = FakeVCloud.AcmeId });
        Assert.Equal((503, "VCD_UNAVAILABLE"), (refused.Status, (string?)refused.Json["code"]));
        Assert.NotEqual("", refused.Header("Retry-After"));
        Assert.True(host.Worker.IsConnected);
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        cloud.IsReachable = true;
        Assert.Equal("success", await EndAsync(cloud, accepted));
    }

    [Fact]
    public async Task A_newer_job_is_left_to_the_newer_host_and_members_it_adds_are_passed_over()
    {
        BrokerOptions broker = await BrokerAsync();
        var cloud = new FakeVCloud();
        await using Cell cell = await Cell.ConnectAsync(broker);
        await using TestHost old = await new TestHost(cloud, broker, "h1").ReadyAsync();
        await using var newer = await NewerHost.StartAsync(broker);

        // Same version, more members: any host does it.
        ServiceTask task = cloud.NewTask(new ServiceTask { OperationName = "create_cluster", ClusterId = NameBasedUuid.ClusterOf("m"), ClusterName = "m", OperationKey = "m", Operation = "Creating cluster m" });
        await newer.PublishJobAsync(Job(task, version: 1, more: true));
        await Eventually.TrueAsync(() => cloud.Tasks[task.Href].Status == "success", "the job with unknown members is done");

        // A newer version: the old host steps back, the newer one becomes the active one, and the old one goes on answering.
        await newer.PublishJobAsync(Job(task, version: 2, more: false));
        JObject taken = await newer.Taken.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(2, (int)taken["version"]!);
        await Eventually.TrueAsync(() => old.Worker.IsConnected, "the old host is back");
        Assert.Equal(200, (await cell.SendAsync(new CellRequest("GET", "/api/cse/template"))).Status);
    }

    [Fact]
    public async Task A_newer_job_that_no_host_can_do_is_set_aside_and_blocks_nothing()
    {
        BrokerOptions broker = await BrokerAsync();
        var cloud = new FakeVCloud();
        await using Cell cell = await Cell.ConnectAsync(broker);
        await using TestHost host = await new TestHost(cloud, broker).ReadyAsync();
        await using var raw = await NewerHost.StartAsync(broker, consumes: false);
        await raw.PublishJobAsync(Job(cloud.NewTask(new ServiceTask { ClusterId = NameBasedUuid.ClusterOf("n"), ClusterName = "n" }), version: 3, more: false));
        Assert.Equal("success", await EndAsync(cloud, await cell.SendAsync(Create("c1"))));
        DateTime until = DateTime.UtcNow.AddSeconds(20);
        while (await raw.CountAsync(".jobs.failed") != 1)
            Assert.True(DateTime.UtcNow < until, "The job is not among the failed ones.");
    }

    [Fact]
    public async Task Two_hundred_mixed_requests_with_hosts_dying_and_cut_off_are_all_answered_and_none_is_done_twice()
    {
        BrokerOptions direct = await BrokerAsync();
        await using var line = new CuttableLine(direct.Port!.Value);
        var cloud = new FakeVCloud();
        var done = new ConcurrentQueue<(string Operation, string Cluster)>();
        var atWork = new ConcurrentDictionary<string, int>();
        cloud.Engine = async (operation, _, stop) =>
        {
            // Two at once on one cluster would be the end of order.
            Assert.Equal(1, atWork.AddOrUpdate(operation.ClusterName, 1, (_, count) => count + 1));
            try
            {
                await Task.Delay(60, stop);
                done.Enqueue((operation.Id, operation.ClusterName));
                return new OperationResult { Changed = true };
            }
            finally
            {
                atWork.AddOrUpdate(operation.ClusterName, 0, (_, count) => count - 1);
            }
        };
        foreach (string name in new[] { "k0", "k1", "k2", "k3" })
        {
            string id = NameBasedUuid.ClusterOf(name);
            cloud.Clusters[name] = new Cluster { Id = id, Name = name, Org = "acme", Vdc = "acme-vdc", VAppUrn = "urn:vcloud:vapp:" + id, VAppHref = "https://vcd.example/api/vApp/vapp-" + id, Pools = [new NodePool { Name = "workers", DesiredCount = 2 }] };
        }

        await using Cell cell = await Cell.ConnectAsync(direct);
        TestHost first = await new TestHost(cloud, direct, "h1").ReadyAsync();
        await using TestHost second = await new TestHost(cloud, Again(direct, line.Port), "h2").ReadyAsync();
        await KnownAsync(cell, 2);

        var answers = new ConcurrentBag<CellAnswer>();
        int next = -1;
        Task load = Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            for (int i = Interlocked.Increment(ref next); i < 200; i = Interlocked.Increment(ref next))
            {
                CellRequest request = (i % 10) switch
                {
                    0 => Create("c" + i),
                    1 => Alice("POST", $"/api/cse/k{i % 4}/node", $$"""{"name":"k{{i % 4}}","node_count":1}"""),
                    2 => Alice("DELETE", $"/api/cse/k{i % 4}"),
                    3 => new CellRequest("GET", "/api/cse/system"),
                    4 => new CellRequest("GET", "/api/cse/template"),
                    5 => Alice("GET", $"/api/cse/k{i % 4}/info"),
                    _ => Alice("GET", "/api/cse"),
                };
                answers.Add(await cell.SendAsync(request, TimeSpan.FromSeconds(60)));
                await Task.Delay(120);
            }
        }));

        await Eventually.TrueAsync(() => next > 40, "the load runs");
        line.Cut();
        await Eventually.TrueAsync(() => !second.Worker.IsConnected && next > 80, "one host was without the broker for a while", TimeSpan.FromSeconds(60));
        line.Mend();
        await Eventually.TrueAsync(() => second.Worker.IsConnected, "it is back", TimeSpan.FromSeconds(60));
        await KnownAsync(cell, 2);
        first.Account.IsCutOff = true;
        await Eventually.TrueAsync(() => next > 120, "one host was without vCD for a while", TimeSpan.FromSeconds(60));
        first.Account.IsCutOff = false;
        await Eventually.TrueAsync(() => first.Worker.IsConnected, "it is back, too", TimeSpan.FromSeconds(60));
        first.Transport.Abandon("the host died");
        first.Account.IsCutOff = true;
        await load.WaitAsync(TimeSpan.FromSeconds(120), TestContext.Current.CancellationToken);

        Assert.Equal(200, answers.Count);
        Assert.All(answers, answer => Assert.True(answer.Status is 200 or 202, answer.ToString()));
        Assert.Equal(60, answers.Count(answer => answer.Status == 202));
        await Eventually.TrueAsync(() => cloud.Tasks.Values.All(task => task.IsFinished), "every task has ended", TimeSpan.FromSeconds(60));
        Assert.All(cloud.Tasks.Values, task => Assert.Equal("success", task.Status));
        Assert.Equal(60, cloud.Tasks.Count);
        Assert.Equal(60, done.Select(one => one.Operation).Distinct().Count());
        await first.DisposeAsync();
    }

    private static async Task<string> EndAsync(FakeVCloud cloud, CellAnswer accepted)
    {
        Assert.True(accepted.Status == 202, accepted.ToString());
        string href = (string)accepted.Json["task_href"]!;
        await Eventually.TrueAsync(() => cloud.Tasks[href].IsFinished, "the task ends", TimeSpan.FromSeconds(60));
        return cloud.Tasks[href].Status;
    }

    private static byte[] Job(ServiceTask task, int version, bool more)
    {
        var job = new JObject
        {
            ["version"] = version, ["id"] = Guid.NewGuid().ToString(), ["kind"] = "create", ["requestId"] = "r", ["clusterId"] = task.ClusterId, ["clusterName"] = task.ClusterName,
            ["org"] = "acme", ["orgId"] = FakeVCloud.AcmeId, ["vdcId"] = FakeVCloud.VdcId, ["userId"] = FakeVCloud.AliceId, ["actor"] = "alice@acme", ["accepted"] = DateTimeOffset.UtcNow,
            ["task"] = new JObject { ["href"] = task.Href, ["operation"] = task.Operation, ["operationName"] = "create_cluster" }, ["spec"] = new JObject { ["name"] = task.ClusterName },
        };
        if (more)
            (job["backupPolicy"], job["task"]!["color"]) = (new JObject { ["keep"] = 3 }, "blue");
        // What a newer version makes of a member need not be readable for older hosts.
        if (version > 1)
            job["kind"] = "createWithBackup";
        return Encoding.UTF8.GetBytes(job.ToString());
    }

    /// <summary>A host of the next version, as far as the others can see it: it says that it is there, and waits for jobs.</summary>
    private sealed class NewerHost(IConnection connection, IChannel channel, string prefix) : IAsyncDisposable
    {
        public TaskCompletionSource<JObject> Taken { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public static async Task<NewerHost> StartAsync(BrokerOptions broker, bool consumes = true)
        {
            var factory = new ConnectionFactory { HostName = broker.Host, Port = broker.Port!.Value, UserName = "guest", Password = "guest" };
            IConnection connection = await factory.CreateConnectionAsync();
            IChannel channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
            var host = new NewerHost(connection, channel, broker.QueuePrefix);
            if (!consumes)
                return host;
            byte[] presence = """{"presence":{"host":"h9","version":"9.0.0","jobVersion":2,"status":"ok","rack":"b"},"isGreeting":true,"weather":"fine"}"""u8.ToArray();
            await channel.BasicPublishAsync(broker.QueuePrefix + ".control", "", presence);
            var consumer = new AsyncEventingBasicConsumer(channel);
            consumer.ReceivedAsync += async (_, delivery) =>
            {
                JObject job = JObject.Parse(Encoding.UTF8.GetString(delivery.Body.Span));
                if ((int?)job["version"] == 2)
                    host.Taken.TrySetResult(job);
                await channel.BasicAckAsync(delivery.DeliveryTag, false);
            };
            await channel.BasicConsumeAsync(broker.QueuePrefix + ".jobs.0", autoAck: false, consumer);
            return host;
        }

        public Task PublishJobAsync(byte[] job) => channel.BasicPublishAsync("", prefix + ".jobs.0", mandatory: true, new BasicProperties { Persistent = true, MessageId = Guid.NewGuid().ToString() }, job).AsTask();

        public async Task<uint> CountAsync(string queue) => await channel.MessageCountAsync(prefix + queue);

        public ValueTask DisposeAsync() => connection.DisposeAsync();
    }
}
