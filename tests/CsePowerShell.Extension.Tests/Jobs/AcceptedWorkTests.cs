using CsePowerShell.Clusters;
using CsePowerShell.Extension.Hosting;
using CsePowerShell.Extension.Jobs;
using CsePowerShell.Extension.Tests.Broker;
using CsePowerShell.Extension.Tests.Fakes;
using CsePowerShell.Extension.Transport;

namespace CsePowerShell.Extension.Tests.Jobs;

/// <summary>From 202 to the end of the task, with hosts that come and go.</summary>
public sealed class AcceptedWorkTests(BrokerFixture brokers)
{
    private const string CreateBody = """{"name":"c1","node_count":2,"vdc":"acme-vdc","cpu":null,"memory":null,"network":"acme-net","storage_profile":null,"ssh_key":null,"template":null}""";

    private static CellRequest Create(string body = CreateBody) =>
        new("POST", "/api/cse") { Token = "alice-token", User = FakeVCloud.AliceId, Org = FakeVCloud.AcmeId, Rights = [FakeVCloud.RightId], Body = body };

    private static async Task EndsAsync(FakeVCloud cloud, string href, string status) =>
        await Eventually.TrueAsync(() => cloud.Tasks[href].Status == status, $"the task becomes {status} (it is {cloud.Tasks[href].Status} {cloud.Tasks[href].ErrorMessage})");

    private async Task RunAsync(Func<Cell, FakeVCloud, BrokerOptions, Task> test)
    {
        BrokerOptions broker = BrokerFixture.OptionsFor(await brokers.PortAsync(), brokers.NextName());
        await using Cell cell = await Cell.ConnectAsync(broker);
        await test(cell, new FakeVCloud(), broker);
    }

    private static BrokerOptions Again(BrokerOptions broker) => BrokerFixture.OptionsFor(broker.Port!.Value, broker.QueuePrefix, broker.JobQueues);

    [Fact]
    public Task A_create_is_accepted_with_task_and_ids_and_ends_in_success() => RunAsync(async (cell, cloud, broker) =>
    {
        await using TestHost host = await new TestHost(cloud, broker).ReadyAsync();
        CellRequest request = Create();
        CellAnswer answer = await cell.SendAsync(request);
        Assert.Equal(202, answer.Status);
        string href = (string)answer.Json["task_href"]!;
        Assert.Equal("c1", (string?)answer.Json["name"]);
        Assert.Equal(NameBasedUuid.ClusterOf(request.Id), (string?)answer.Json["cluster_id"]);
        await EndsAsync(cloud, href, "success");
        ServiceTask task = cloud.Tasks[href];
        Assert.Equal($"Created cluster c1({answer.Json["cluster_id"]})", task.Operation);
        Assert.Equal((100, request.Id, "create_cluster", "alice"), (task.Progress, task.OperationKey, task.OperationName, task.UserName));
        Assert.Equal(NameBasedUuid.OperationOf(request.Id), Assert.Single(cloud.Started).OperationId);
    });

    [Fact]
    public Task A_cluster_without_workers_is_accepted_as_the_original_does() => RunAsync(async (cell, cloud, broker) =>
    {
        await using TestHost host = await new TestHost(cloud, broker).ReadyAsync();
        CellAnswer answer = await cell.SendAsync(Create(CreateBody.Replace("\"node_count\":2", "\"node_count\":0")));
        Assert.Equal(202, answer.Status);
        await EndsAsync(cloud, (string)answer.Json["task_href"]!, "success");
        Assert.Single(cloud.Started);
        Assert.Equal(400, (await cell.SendAsync(Create(CreateBody.Replace("\"node_count\":2", "\"node_count\":-1")))).Status);
    });

    [Fact]
    public Task A_message_that_comes_twice_makes_one_task_and_one_cluster() => RunAsync(async (cell, cloud, broker) =>
    {
        await using TestHost host = await new TestHost(cloud, broker).ReadyAsync();
        CellRequest request = Create();
        CellAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => cell.SendAsync(request)));
        Assert.All(answers, answer => Assert.Equal(202, answer.Status));
        Assert.Single(answers.Select(answer => (string?)answer.Json["task_href"]).Distinct());
        await EndsAsync(cloud, (string)answers[0].Json["task_href"]!, "success");
        await Eventually.TrueAsync(() => host.Worker.JobCount == 0, "no job is left");
        Assert.Single(cloud.Tasks);
        Assert.Single(cloud.Started.Select(start => start.ClusterId).Distinct());
    });

    [Fact]
    public Task A_resend_gets_the_running_task_and_another_wish_a_conflict() => RunAsync(async (cell, cloud, broker) =>
    {
        var gate = new TaskCompletionSource();
        cloud.Engine = async (_, _, stop) => { await gate.Task.WaitAsync(stop); return new OperationResult { Changed = true }; };
        await using TestHost host = await new TestHost(cloud, broker).ReadyAsync();
        CellAnswer first = await cell.SendAsync(Create());
        CellAnswer same = await cell.SendAsync(Create());
        Assert.Equal((202, (string?)first.Json["task_href"], (string?)first.Json["cluster_id"]), (same.Status, (string?)same.Json["task_href"], (string?)same.Json["cluster_id"]));
        CellAnswer other = await cell.SendAsync(Create(CreateBody.Replace("\"node_count\":2", "\"node_count\":5")));
        Assert.Equal((409, "CLUSTER_EXISTS"), (other.Status, (string?)other.Json["code"]));
        gate.SetResult();
        await EndsAsync(cloud, (string)first.Json["task_href"]!, "success");
        Assert.Single(cloud.Started);
    });

    [Fact]
    public Task An_organization_with_too_many_operations_is_asked_to_wait() => RunAsync(async (cell, cloud, broker) =>
    {
        var gate = new TaskCompletionSource();
        cloud.Engine = async (_, _, stop) => { await gate.Task.WaitAsync(stop); return new OperationResult { Changed = true }; };
        await using TestHost host = await new TestHost(cloud, broker, configure: settings => settings.MaxOperationsPerOrg = 2).ReadyAsync();
        string[] hrefs = new string[2];
        for (int i = 0; i < hrefs.Length; i++)
            hrefs[i] = (string)(await cell.SendAsync(Create(CreateBody.Replace("\"c1\"", $"\"c{i}\"")))).Json["task_href"]!;
        CellAnswer refused = await cell.SendAsync(Create(CreateBody.Replace("\"c1\"", "\"c9\"")));
        Assert.Equal((429, "TOO_MANY_REQUESTS"), (refused.Status, (string?)refused.Json["code"]));
        Assert.NotEqual("", refused.Header("Retry-After"));
        // The same wish again is no further operation.
        Assert.Equal(hrefs[0], (string?)(await cell.SendAsync(Create(CreateBody.Replace("\"c1\"", "\"c0\"")))).Json["task_href"]);
        gate.SetResult();
        foreach (string href in hrefs)
            await EndsAsync(cloud, href, "success");
        Assert.Equal(202, (await cell.SendAsync(Create(CreateBody.Replace("\"c1\"", "\"c9\"")))).Status);
    });

    [Fact]
    public Task A_failure_says_code_step_and_words_in_the_task_and_no_secret() => RunAsync(async (cell, cloud, broker) =>
    {
        cloud.Engine = (_, _, _) => throw new ClusterException(ErrorCodes.GuestScriptFailed, "kubeadm failed on mstr-a1b2 with password=hunter2.", "Look at it.")
        {
            Step = "init-control-plane", Node = "mstr-a1b2", Elapsed = TimeSpan.FromSeconds(17), LastLines = ["join --token abcdef.0123456789abcdef", "no route"],
        };
        await using TestHost host = await new TestHost(cloud, broker).ReadyAsync();
        string href = (string)(await cell.SendAsync(Create())).Json["task_href"]!;
        await EndsAsync(cloud, href, "error");
        ServiceTask task = cloud.Tasks[href];
        Assert.Equal(("create cluster", ErrorCodes.GuestScriptFailed, 502), (task.Operation, task.ErrorMinor, task.ErrorMajor));
        Assert.Contains("init-control-plane", task.Details);
        Assert.Contains("no route", task.Details);
        Assert.DoesNotContain("hunter2", task.ErrorMessage);
        Assert.DoesNotContain("0123456789abcdef", task.Details);
    });

    [Fact]
    public Task Progress_reaches_the_task_and_a_cancel_the_engine() => RunAsync(async (cell, cloud, broker) =>
    {
        cloud.Engine = async (operation, _, stop) =>
        {
            operation.Enter("Cloning VMs", 6, "Cloning 3 VMs");
            operation.Tell("node-a1b2", "waiting for the guest", 10);
            await Task.Delay(Timeout.Infinite, stop);
            return new OperationResult();
        };
        await using TestHost host = await new TestHost(cloud, broker).ReadyAsync();
        string href = (string)(await cell.SendAsync(Create())).Json["task_href"]!;
        await Eventually.TrueAsync(() => cloud.Tasks[href].Progress == 6, "progress is told");
        Assert.Contains("node-a1b2: waiting for the guest", cloud.Tasks[href].Details);
        CellAnswer cancel = await cell.SendAsync(new CellRequest("POST", $"/api/cse/_1/tasks/{href.Split('/')[^1]}/cancel") { Token = "alice-token", User = FakeVCloud.AliceId, Org = FakeVCloud.AcmeId });
        Assert.Equal(202, cancel.Status);
        await EndsAsync(cloud, href, "canceled");
        await Eventually.TrueAsync(() => host.Worker.JobCount == 0, "no job is left");
    });

    [Fact]
    public Task Jobs_of_one_cluster_run_one_after_the_other_and_of_two_side_by_side() => RunAsync(async (cell, cloud, broker) =>
    {
        int running = 0, most = 0;
        var together = new TaskCompletionSource();
        cloud.Engine = async (_, _, stop) =>
        {
            int now = Interlocked.Increment(ref running);
            most = Math.Max(most, now);
            if (now == 2)
                together.TrySetResult();
            await Task.WhenAny(together.Task, Task.Delay(5000, stop));
            Interlocked.Decrement(ref running);
            return new OperationResult { Changed = true };
        };
        foreach (string name in new[] { "a", "b" })
        {
            cloud.Clusters[name] = new Cluster
            {
                Id = NameBasedUuid.ClusterOf(name), Name = name, Org = "acme", Vdc = "acme-vdc", VAppUrn = "urn:vcloud:vapp:" + NameBasedUuid.ClusterOf(name),
                VAppHref = "https://vcd.example/api/vApp/vapp-1", Pools = [new NodePool { Name = "workers", DesiredCount = 2 }],
            };
        }

        await using TestHost host = await new TestHost(cloud, broker).ReadyAsync();
        CellRequest AddTo(string name) => new("POST", $"/api/cse/{name}/node") { Token = "alice-token", User = FakeVCloud.AliceId, Org = FakeVCloud.AcmeId, Rights = [FakeVCloud.RightId], Body = $$"""{"name":"{{name}}","node_count":1}""" };
        CellAnswer[] answers = await Task.WhenAll(cell.SendAsync(AddTo("a")), cell.SendAsync(AddTo("a")), cell.SendAsync(AddTo("a")), cell.SendAsync(AddTo("b")));
        Assert.All(answers, answer => Assert.Equal(202, answer.Status));
        foreach (CellAnswer answer in answers)
            await EndsAsync(cloud, (string)answer.Json["task_href"]!, "success");
        Assert.Equal(2, most);
        Assert.Equal("Added 1 node(s) to cluster a(" + NameBasedUuid.ClusterOf("a") + ")", cloud.Tasks[(string)answers[0].Json["task_href"]!].Operation);
    });

    [Fact]
    public Task A_host_that_dies_leaves_its_jobs_to_the_other() => RunAsync(async (cell, cloud, broker) =>
    {
        var release = new TaskCompletionSource();
        cloud.Engine = async (_, host, stop) =>
        {
            await (host == "h1" ? Task.Delay(Timeout.Infinite, stop) : release.Task.WaitAsync(stop));
            return new OperationResult { Changed = true };
        };
        TestHost first = await new TestHost(cloud, broker, "h1").ReadyAsync();
        await using TestHost second = await new TestHost(cloud, Again(broker), "h2").ReadyAsync();
        string[] hrefs = new string[4];
        for (int i = 0; i < hrefs.Length; i++)
            hrefs[i] = (string)(await cell.SendAsync(Create(CreateBody.Replace("\"c1\"", $"\"c{i}\"")))).Json["task_href"]!;
        await Eventually.TrueAsync(() => cloud.Started.Count == 4, "the active host has begun all of them");
        Assert.All(cloud.Started, start => Assert.Equal("h1", start.Host));

        long killed = System.Diagnostics.Stopwatch.GetTimestamp();
        first.Transport.Abandon("the host died");
        first.Account.IsCutOff = true;
        await Eventually.TrueAsync(() => cloud.Started.Count(start => start.Host == "h2") == 4, "the other host has taken over");
        TestContext.Current.SendDiagnosticMessage($"taken over after {System.Diagnostics.Stopwatch.GetElapsedTime(killed).TotalMilliseconds:0} ms");
        release.SetResult();
        foreach (string href in hrefs)
            await EndsAsync(cloud, href, "success");
        Assert.Equal(4, cloud.Started.Select(start => start.OperationId).Distinct().Count());
        await first.DisposeAsync();
    });

    [Fact]
    public Task A_host_that_cannot_reach_vcd_gives_its_jobs_away() => RunAsync(async (cell, cloud, broker) =>
    {
        TestHost first = await new TestHost(cloud, broker, "h1").ReadyAsync();
        await using TestHost second = await new TestHost(cloud, Again(broker), "h2").ReadyAsync();
        cloud.Engine = (_, host, _) =>
        {
            first.Account.IsCutOff = true;
            return host == "h1" ? throw new ClusterException(ErrorCodes.VcdUnavailable, "vCloud Director does not answer.") : Task.FromResult(new OperationResult { Changed = true });
        };
        string href = (string)(await cell.SendAsync(Create())).Json["task_href"]!;
        await EndsAsync(cloud, href, "success");
        Assert.Equal(["h1", "h2"], cloud.Started.Select(start => start.Host));
        first.Account.IsCutOff = false;
        await first.DisposeAsync();
    });

    [Fact]
    public Task A_long_job_is_renewed_and_runs_once() => RunAsync(async (cell, cloud, broker) =>
    {
        var gate = new TaskCompletionSource();
        cloud.Engine = async (_, _, stop) => { await gate.Task.WaitAsync(stop); return new OperationResult { Changed = true }; };
        await using TestHost host = await new TestHost(cloud, broker, configure: settings => settings.JobRenewal = TimeSpan.FromMilliseconds(200)).ReadyAsync();
        string href = (string)(await cell.SendAsync(Create())).Json["task_href"]!;
        await Eventually.TrueAsync(() => host.Log.Lines.Count(line => line.Contains("Renewed the delivery")) >= 4, "the delivery is renewed");
        Assert.Single(cloud.Started);
        gate.SetResult();
        await EndsAsync(cloud, href, "success");
        await Eventually.TrueAsync(() => host.Worker.JobCount == 0, "no job is left");
        Assert.Single(cloud.Started);
        Assert.Equal(0, await host.Worker.CountWaitingJobsAsync(TestContext.Current.CancellationToken));
    });

    [Fact]
    public Task A_task_without_a_job_is_ended_by_the_active_host() => RunAsync(async (cell, cloud, broker) =>
    {
        ServiceTask orphan = cloud.NewTask(new ServiceTask { OperationName = "create_cluster", ClusterId = NameBasedUuid.ClusterOf("x"), ClusterName = "x", OperationKey = "x" });
        cloud.Tasks[orphan.Href] = orphan with { Started = DateTimeOffset.UtcNow.AddMinutes(-6) };
        ServiceTask young = cloud.NewTask(new ServiceTask { OperationName = "create_cluster", ClusterId = NameBasedUuid.ClusterOf("y"), ClusterName = "y", OperationKey = "y" });
        await using TestHost host = await new TestHost(cloud, broker).ReadyAsync();
        await Eventually.TrueAsync(() => cloud.Tasks[orphan.Href].Status == "error", "the orphan is ended", TimeSpan.FromSeconds(40));
        Assert.Equal("running", cloud.Tasks[young.Href].Status);
    });

    [Fact]
    public Task Draining_finishes_what_was_begun_and_takes_nothing_new() => RunAsync(async (cell, cloud, broker) =>
    {
        var gate = new TaskCompletionSource();
        cloud.Engine = async (_, _, stop) => { await gate.Task.WaitAsync(stop); return new OperationResult { Changed = true }; };
        TestHost host = await new TestHost(cloud, broker).ReadyAsync();
        string href = (string)(await cell.SendAsync(Create())).Json["task_href"]!;
        await Eventually.TrueAsync(() => cloud.Started.Count == 1, "the job has begun");
        host.Worker.Drain();
        await Task.Delay(500, TestContext.Current.CancellationToken);
        Assert.False(host.Finished.IsCompleted);
        gate.SetResult();
        await host.Finished.WaitAsync(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);
        Assert.Equal("success", cloud.Tasks[href].Status);
        await host.DisposeAsync();
    });

    [Fact]
    public Task The_switch_reaches_all_hosts() => RunAsync(async (cell, cloud, broker) =>
    {
        await using TestHost first = await new TestHost(cloud, broker, "h1").ReadyAsync();
        await using TestHost second = await new TestHost(cloud, Again(broker), "h2").ReadyAsync();
        await cell.SendAsync(new CellRequest("PUT", "/api/cse/system") { Token = "admin-token", Body = """{"enabled": false}""" });
        await Eventually.TrueAsync(() => !first.Worker.IsEnabled && !second.Worker.IsEnabled, "both are disabled");
        CellAnswer stop = await cell.SendAsync(new CellRequest("PUT", "/api/cse/system") { Token = "admin-token", Body = """{"stopped": true}""" });
        Assert.StartsWith("CSE graceful shutdown started.", (string?)stop.Json["message"]);
        await Task.WhenAll(first.Finished, second.Finished).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    });
}
