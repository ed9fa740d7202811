using System.Text;
using CsePowerShell.Clusters;
using CsePowerShell.Extension.Tests.Broker;
using CsePowerShell.Extension.Tests.Fakes;
using CsePowerShell.Extension.Transport;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace CsePowerShell.Extension.Tests.Diagnostics;

/// <summary>Secrets are put wherever one could be, a whole life is run, and everything that leaves the process is searched for them.</summary>
public sealed class PlantedSecretsTests(BrokerFixture brokers)
{
    private const string Token = "0badc0de0badc0de0badc0de0badc0de";
    private const string Jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2VjcmV0LXNpZ25hdHVyZQ";
    private const string NodePassword = "N0depassw0rd";
    private const string JoinToken = "abcdef.0123456789abcdef";
    private const string Key = "b3BlbnNzaC1rZXktdjEAAAAABG5vbmU";

    private static readonly string[] s_secrets = [Token, Jwt, NodePassword, JoinToken, Key];

    [Fact]
    public async Task No_planted_secret_is_in_a_log_line_an_answer_a_task_a_job_or_a_metric()
    {
        BrokerOptions broker = BrokerFixture.OptionsFor(await brokers.PortAsync(), brokers.NextName());
        var cloud = new FakeVCloud();
        cloud.Callers[Token] = cloud.Callers[Jwt] = cloud.Callers["alice-token"];
        string said = $"password={NodePassword} kubeadm join --token {JoinToken} x-vcloud-authorization: {Token} Bearer {Jwt}";
        var outputs = new List<string>();
        await using Cell cell = await Cell.ConnectAsync(broker);
        TestHost host = await new TestHost(cloud, broker).ReadyAsync();

        cloud.Engine = (_, _, _) => throw new ClusterException(ErrorCodes.GuestScriptFailed, "It failed: " + said, said)
        {
            LastLines = [said, $"-----BEGIN OPENSSH PRIVATE KEY-----\n{Key}\n-----END OPENSSH PRIVATE KEY-----"],
        };
        outputs.Add((await cell.SendAsync(Create("c1", Token))).ToString());
        await Eventually.TrueAsync(() => !cloud.Tasks.IsEmpty && cloud.Tasks.Values.All(task => task.IsFinished), "the failing job has ended");

        cloud.Engine = (_, _, _) => throw new InvalidOperationException("A defect that tells: " + said);
        outputs.Add((await cell.SendAsync(Create("c2", Jwt))).ToString());
        await Eventually.TrueAsync(() => cloud.Tasks.Count == 2 && cloud.Tasks.Values.All(task => task.IsFinished), "the defect has ended its task");

        // Bodies and headers that do not get through, with secrets in every corner.
        outputs.Add((await cell.SendAsync(Create("c3", Token, body: $$"""{"name":"c3","node_count":"{{Token}}","vdc":"acme-vdc"}"""))).ToString());
        outputs.Add((await cell.SendAsync(Create("c4", Token, body: $$"""{"password":"{{NodePassword}}","name":["{{JoinToken}}"]}"""))).ToString());
        outputs.Add((await cell.SendAsync(new CellRequest("GET", "/api/cse/_1/clusters") { Token = Jwt + "x" })).ToString());
        outputs.Add((await cell.SendAsync(new CellRequest("GET", $"/api/cse/{Token}/info") { Token = Token, User = FakeVCloud.AliceId })).Text.Replace($"\\\"{Token}\\\"", ""));
        await cell.PublishAsync(Encoding.UTF8.GetBytes($"not a request: {said}"), null);

        // A job that is still there when its host has gone can be looked at on the broker.
        cloud.Engine = async (_, _, stop) => { await Task.Delay(Timeout.Infinite, stop); return new OperationResult(); };
        outputs.Add((await cell.SendAsync(Create("c5", Token))).ToString());
        await Eventually.TrueAsync(() => cloud.Started.Count == 3, "the job is at work");
        await host.DisposeAsync();
        outputs.Add(await JobAsync(broker));

        outputs.AddRange(cloud.Tasks.Values.Select(task => task.ToString()));
        outputs.Add(host.Metrics.ToText());
        // The sink keeps what is logged before the writer's redaction. What the product itself puts in must hold without that net, but for texts of errors.
        outputs.AddRange(host.Log.Lines.Where(line => !line.Contains("A defect that tells")));
        foreach (string secret in s_secrets)
            Assert.DoesNotContain(outputs, output => output.Contains(secret));
    }

    private static CellRequest Create(string name, string token, string? body = null)
    {
        var request = new CellRequest("POST", "/api/cse")
        {
            User = FakeVCloud.AliceId, Org = FakeVCloud.AcmeId, Rights = [FakeVCloud.RightId], Body = body ?? $$"""{"name":"{{name}}","node_count":1,"vdc":"acme-vdc","network":"acme-net"}""",
        };
        if (token.Contains('.'))
            request.Headers["Authorization"] = "Bearer " + token;
        else
            request.Token = token;
        request.Headers["Cookie"] = "vcloud_jwt=" + Jwt;
        return request;
    }

    private static async Task<string> JobAsync(BrokerOptions broker)
    {
        var factory = new ConnectionFactory { HostName = broker.Host, Port = broker.Port!.Value, UserName = "guest", Password = "guest" };
        await using IConnection connection = await factory.CreateConnectionAsync();
        await using IChannel channel = await connection.CreateChannelAsync();
        var found = new TaskCompletionSource<string>();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            string text = Encoding.UTF8.GetString(delivery.Body.Span);
            if (text.Contains("\"create\""))
                found.TrySetResult(text);
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(broker.QueuePrefix + ".jobs.0", autoAck: false, consumer);
        return await found.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
