using System.Text;
using CsePowerShell.Extension.Tests.Broker;
using Newtonsoft.Json.Linq;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace CsePowerShell.Extension.Tests.EndToEnd;

/// <summary>Several extensions on one path: the one with the highest priority first, each may change the request or end it.</summary>
public sealed class ChainTests(BrokerFixture brokers)
{
    [Fact]
    public async Task A_request_goes_through_the_chain_by_priority_until_a_service_answers()
    {
        await using RegisteredCloud cloud = await RegisteredCloud.StartAsync(brokers);
        await using var low = await Extension.StartAsync(cloud, "low", 10, request => Answer(200, $"low saw {(string?)request["headers"]!["x-added"]}"));
        await using var high = await Extension.StartAsync(cloud, "high", 90, request =>
        {
            request["headers"]!["x-added"] = "something of high's";
            return request;
        });
        using Tenant alice = await Tenant.LogInAsync(cloud.Cloud, "alice", "acme");
        HttpAnswer answer = await alice.SendAsync("GET", "/api/chained/x");
        Assert.Equal((200, "low saw something of high's"), (answer.Status, answer.Text));

        // A response of the first one ends the chain.
        high.Reply = _ => Answer(418, "high alone");
        low.Reply = _ => throw new InvalidOperationException("Nobody asks it.");
        Assert.Equal((418, "high alone"), await StatusAndTextAsync(alice));

        // When all hand the request back, vCD serves it itself: it knows no such path.
        high.Reply = low.Reply = request => request;
        Assert.Equal(404, (await alice.SendAsync("GET", "/api/chained/x")).Status);
    }

    [Theory]
    [InlineData("""{"statusCode":"many","body":""}""")]
    [InlineData("""{"statusCode":200,"body":"%%%"}""")]
    [InlineData("""{"body":""}""")]
    [InlineData("[]")]
    [InlineData("no json")]
    public async Task An_answer_that_is_none_is_an_error_of_vcd(string answer)
    {
        await using RegisteredCloud cloud = await RegisteredCloud.StartAsync(brokers);
        await using var broken = await Extension.StartAsync(cloud, "broken", 10, _ => new JValue(answer));
        using Tenant alice = await Tenant.LogInAsync(cloud.Cloud, "alice", "acme");
        HttpAnswer seen = await alice.SendAsync("GET", "/api/chained/x");
        Assert.Equal(500, seen.Status);
        Assert.Contains("INTERNAL_SERVER_ERROR", seen.Text);
    }

    private static async Task<(int, string)> StatusAndTextAsync(Tenant tenant)
    {
        HttpAnswer answer = await tenant.SendAsync("GET", "/api/chained/x");
        return (answer.Status, answer.Text);
    }

    private static JObject Answer(int status, string text) => new()
    {
        ["statusCode"] = status, ["headers"] = new JObject { ["Content-Type"] = "text/plain" }, ["body"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text)), ["request"] = false,
    };

    /// <summary>An extension that answers what the test says; a text is sent as it is.</summary>
    private sealed class Extension(IConnection connection) : IAsyncDisposable
    {
        public Func<JObject, JToken> Reply { get; set; } = request => request;

        public static async Task<Extension> StartAsync(RegisteredCloud cloud, string name, int priority, Func<JObject, JToken> reply)
        {
            var factory = new ConnectionFactory { HostName = "127.0.0.1", Port = cloud.Broker.Port!.Value, UserName = "guest", Password = "guest" };
            IConnection connection = await factory.CreateConnectionAsync();
            IChannel channel = await connection.CreateChannelAsync();
            string exchange = cloud.Broker.QueuePrefix + "-" + name;
            await channel.ExchangeDeclareAsync(exchange, ExchangeType.Direct, durable: true);
            QueueDeclareOk queue = await channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true);
            await channel.QueueBindAsync(queue.QueueName, exchange, name);
            var extension = new Extension(connection) { Reply = reply };
            var consumer = new AsyncEventingBasicConsumer(channel);
            consumer.ReceivedAsync += async (_, delivery) =>
            {
                JArray message = JArray.Parse(Encoding.UTF8.GetString(delivery.Body.Span));
                JToken answer = extension.Reply((JObject)message[0]);
                string text = answer is JValue { Type: JTokenType.String } raw ? (string)raw! : answer.ToString();
                string to = Encoding.UTF8.GetString((byte[])delivery.BasicProperties.Headers!["replyToExchange"]!);
                await channel.BasicPublishAsync(to, delivery.BasicProperties.ReplyTo!, false, new BasicProperties { CorrelationId = delivery.BasicProperties.CorrelationId }, Encoding.UTF8.GetBytes(text));
            };
            await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer);
            HttpAnswer registered = await cloud.Admin.SendXmlAsync("POST", "/api/admin/extension/service", $"""
                <vmext:Service xmlns:vmext="http://www.vmware.com/vcloud/extension/v1.5" xmlns="http://www.vmware.com/vcloud/v1.5" name="{name}">
                  <vmext:Namespace>{name}</vmext:Namespace><vmext:Enabled>true</vmext:Enabled><vmext:RoutingKey>{name}</vmext:RoutingKey><vmext:Priority>{priority}</vmext:Priority>
                  <vmext:Exchange>{exchange}</vmext:Exchange><vmext:ApiFilters><vmext:ApiFilter><vmext:UrlPattern>/api/chained/.*</vmext:UrlPattern></vmext:ApiFilter></vmext:ApiFilters>
                </vmext:Service>
                """, "application/vnd.vmware.admin.service+xml");
            Assert.True(registered.Status == 201, registered.ToString());
            return extension;
        }

        public ValueTask DisposeAsync() => connection.DisposeAsync();
    }
}
