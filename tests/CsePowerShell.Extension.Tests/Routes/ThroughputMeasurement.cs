using System.Diagnostics;
using CsePowerShell.Extension.Tests.Broker;
using CsePowerShell.Extension.Tests.Fakes;
using CsePowerShell.Extension.Transport;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace CsePowerShell.Extension.Tests.Routes;

/// <summary>GET /api/cse/template over the broker beside a bare echo consumer in the same run. A measurement, run by name: <c>-explicit only</c>.</summary>
public sealed class ThroughputMeasurement(BrokerFixture brokers)
{
    [Fact(Explicit = true)]
    public async Task The_service_beside_a_bare_echo_consumer()
    {
        int port = await brokers.PortAsync();
        BrokerOptions broker = BrokerFixture.OptionsFor(port, brokers.NextName());
        await using Cell cell = await Cell.ConnectAsync(broker);
        await using TestHost host = await new TestHost(new FakeVCloud(), broker).ReadyAsync();
        host.Settings.MaxRequestsPerOrg = 1000;
        BrokerOptions echoBroker = BrokerFixture.OptionsFor(port, brokers.NextName());
        await using Cell echoCell = await Cell.ConnectAsync(echoBroker);
        await using IConnection echo = await EchoAsync(echoBroker);
        await MeasureAsync(cell, 10, 300);
        await MeasureAsync(echoCell, 10, 300);
        foreach (int inFlight in new[] { 1, 10, 50 })
        {
            (double rate, double p50, double p99) service = await MeasureAsync(cell, inFlight, 2000);
            (double rate, double p50, double p99) bare = await MeasureAsync(echoCell, inFlight, 2000);
            TestContext.Current.SendDiagnosticMessage(
                $"{inFlight} in flight: service {service.rate:0}/s p50 {service.p50:0.0} p99 {service.p99:0.0} ms; echo {bare.rate:0}/s p50 {bare.p50:0.0} p99 {bare.p99:0.0} ms; ratio {service.rate / bare.rate:0.00}");
        }
    }

    private static async Task<(double Rate, double P50, double P99)> MeasureAsync(Cell cell, int inFlight, int count)
    {
        var request = new CellRequest("GET", "/api/cse/template") { Token = "alice-token", Org = FakeVCloud.AcmeId };
        byte[] message = request.ToBytes();
        var times = new double[count];
        int next = -1;
        long began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(async _ =>
        {
            for (int i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                string correlation = i.ToString(System.Globalization.CultureInfo.InvariantCulture) + "/" + Guid.NewGuid();
                long sent = Stopwatch.GetTimestamp();
                Task<CellAnswer> answer = cell.Expect(correlation);
                await cell.PublishAsync(message, correlation);
                await answer;
                times[i] = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
            }
        }));
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Array.Sort(times);
        return (count / seconds, times[count / 2], times[(int)(count * 0.99)]);
    }

    private static async Task<IConnection> EchoAsync(BrokerOptions broker)
    {
        var factory = new ConnectionFactory { HostName = broker.Host, Port = broker.Port!.Value, UserName = "guest", Password = "guest" };
        IConnection connection = await factory.CreateConnectionAsync();
        IChannel channel = await connection.CreateChannelAsync();
        QueueDeclareOk queue = await channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true);
        await channel.QueueBindAsync(queue.QueueName, broker.Exchange, broker.RoutingKey);
        await channel.BasicQosAsync(0, 64, global: false);
        byte[] answer = System.Text.Encoding.UTF8.GetBytes("""{"id":"x","headers":{"Content-Type":"application/json","Content-Length":2},"statusCode":200,"body":"W10=","request":false}""");
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            await channel.BasicPublishAsync(broker.QueuePrefix + "-replies", Cell.ReplyKey, false, new BasicProperties { CorrelationId = delivery.BasicProperties.CorrelationId }, answer);
            await channel.BasicAckAsync(delivery.DeliveryTag, false);
        };
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: false, consumer);
        return connection;
    }
}
