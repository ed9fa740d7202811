using System.Diagnostics;
using CsePowerShell.Clusters;
using CsePowerShell.Extension.Configuration;
using CsePowerShell.Extension.Tests.Broker;
using CsePowerShell.Extension.Tests.Fakes;
using CsePowerShell.Extension.Transport;

namespace CsePowerShell.Extension.Tests.Transport;

/// <summary>The password of the service on a real broker is changed while hosts run, clients ask and a cluster is being made.</summary>
public sealed class PasswordRotationTests(BrokerFixture brokers)
{
    private const string Old = "old-password-4711";
    private const string New = "new-password-0815";
    private const string Wrong = "wrong-password-1234";

    private static CellRequest Alice(string method, string path, string? body = null) =>
        new(method, path) { Token = "alice-token", User = FakeVCloud.AliceId, Org = FakeVCloud.AcmeId, Rights = [FakeVCloud.RightId], Body = body };

    [Fact]
    public async Task Hosts_take_the_new_password_without_a_restart_and_nothing_that_is_in_flight_is_lost()
    {
        int port = await brokers.PortAsync();
        string name = brokers.NextName();
        await brokers.ControlAsync("add_user", name, Old);
        await brokers.ControlAsync("set_permissions", name, ".*", ".*", ".*");
        string secret = Path.Combine(Directory.CreateTempSubdirectory("cse-rotation-").FullName, "mq");
        await File.WriteAllTextAsync(secret, Old + "\n", TestContext.Current.CancellationToken);
        BrokerOptions Options()
        {
            // As a host reads it from its configuration.
            BrokerOptions read = ServiceConfiguration.Parse($$"""
                vcd: {host: a, username: b}
                amqp: {host: 127.0.0.1, port: {{port}}, ssl: false, username: {{name}}, password: {file: "{{secret}}"}, exchange: {{name}}-ext, queue_prefix: {{name}} }
                """, allowPlaintextSecrets: false).Broker;
            read.PasswordCheck = TimeSpan.FromMilliseconds(200);
            return read;
        }

        var finished = new TaskCompletionSource<OperationResult>();
        var cloud = new FakeVCloud { Engine = (_, _, stop) => finished.Task.WaitAsync(stop) };
        await using Cell cell = await Cell.ConnectAsync(BrokerFixture.OptionsFor(port, name));
        await using TestHost first = await new TestHost(cloud, Options(), "h1").ReadyAsync();
        await using TestHost second = await new TestHost(cloud, Options(), "h2").ReadyAsync();
        TestHost[] hosts = [first, second];
        CellAnswer accepted = await cell.SendAsync(Alice("POST", "/api/cse", """{"name":"c1","node_count":1,"vdc":"acme-vdc","network":"acme-net"}"""));
        Assert.Equal(202, accepted.Status);
        await Eventually.TrueAsync(() => !cloud.Started.IsEmpty, "the create has begun");

        using var asking = new CancellationTokenSource();
        Task<(int Asked, TimeSpan Longest)> client = Task.Run(() => AskAsync(cell, asking.Token));
        bool Told(TestHost host, string words) => host.Log.Lines.Any(line => line.Contains(words, StringComparison.Ordinal));

        // A mistake first: the hosts stay on what they have, and say once what is wrong.
        await File.WriteAllTextAsync(secret, Wrong, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => hosts.All(host => Told(host, "cannot be used; the host goes on")), "both hosts have refused the wrong password");
        Assert.All(hosts, host => Assert.True(host.Worker.IsConnected));

        // Then the new one, here before it is on the broker: what is refused now is taken when it is there.
        await File.WriteAllTextAsync(secret, New, TestContext.Current.CancellationToken);
        await brokers.ControlAsync("change_password", name, New);
        await Eventually.TrueAsync(() => hosts.All(host => Told(host, "connecting again with the new one")), "both hosts have noticed the new password", TimeSpan.FromSeconds(30));
        await Eventually.TrueAsync(() => hosts.All(host => host.Log.Lines.Count(line => line.Contains("Connected to the broker", StringComparison.Ordinal)) == 2), "both are connected again", TimeSpan.FromSeconds(30));

        // The job went back to the queue and was taken up again, by whichever host.
        await Eventually.TrueAsync(() => cloud.Started.Count >= 2, "the create is continued");
        finished.SetResult(new OperationResult { Changed = true });
        await Eventually.TrueAsync(() => cloud.Tasks.Values.All(task => task.IsFinished), "the task has ended");
        Assert.Equal("success", Assert.Single(cloud.Tasks.Values).Status);
        Assert.Single(cloud.Started.Select(started => started.ClusterId).Distinct());

        await asking.CancelAsync();
        (int asked, TimeSpan longest) = await client;
        Assert.True(asked > 20, $"only {asked} requests were sent");
        Assert.True(longest < TimeSpan.FromSeconds(10), $"an answer took {longest}");
        TestContext.Current.SendDiagnosticMessage($"{asked} requests during the change, the longest answer after {longest.TotalMilliseconds:0} ms");
        Assert.All(hosts.SelectMany(host => host.Log.Lines), line => Assert.DoesNotContain("password-", line, StringComparison.Ordinal));
        Directory.Delete(Path.GetDirectoryName(secret)!, recursive: true);
    }

    [Fact]
    public async Task A_vault_that_fails_in_an_unforeseen_way_ends_neither_the_host_nor_the_looking()
    {
        int port = await brokers.PortAsync();
        string name = brokers.NextName();
        await brokers.ControlAsync("add_user", name, Old);
        await brokers.ControlAsync("set_permissions", name, ".*", ".*", ".*");
        BrokerOptions options = BrokerFixture.OptionsFor(port, name);
        Func<string> vault = () => Old;
        (options.UserName, options.Password, options.PasswordCheck) = (name, () => Volatile.Read(ref vault)(), TimeSpan.FromMilliseconds(100));
        await using TestHost host = await new TestHost(new FakeVCloud(), options).ReadyAsync();

        Volatile.Write(ref vault, () => throw new NotSupportedException("the vault speaks in tongues"));
        await Eventually.TrueAsync(() => host.Log.Lines.Any(line => line.Contains("speaks in tongues", StringComparison.Ordinal)), "the host says what is wrong");
        Assert.True(host.Worker.IsConnected);
        await brokers.ControlAsync("change_password", name, New);
        Volatile.Write(ref vault, () => New);
        await Eventually.TrueAsync(() => host.Log.Lines.Count(line => line.Contains("Connected to the broker", StringComparison.Ordinal)) == 2, "it is connected with the new password", TimeSpan.FromSeconds(30));
        Assert.False(host.Finished.IsCompleted);
    }

    // As a client that lists in a loop; every answer has to be one.
    private static async Task<(int Asked, TimeSpan Longest)> AskAsync(Cell cell, CancellationToken stop)
    {
        int asked = 0;
        TimeSpan longest = TimeSpan.Zero;
        while (!stop.IsCancellationRequested)
        {
            long began = Stopwatch.GetTimestamp();
            CellAnswer answer = await cell.SendAsync(Alice("GET", "/api/cse"));
            Assert.Equal(200, answer.Status);
            TimeSpan took = Stopwatch.GetElapsedTime(began);
            longest = took > longest ? took : longest;
            asked++;
            await Task.Delay(20, CancellationToken.None);
        }

        return (asked, longest);
    }
}
