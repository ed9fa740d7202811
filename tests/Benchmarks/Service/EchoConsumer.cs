using System.Globalization;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace CsePowerShell.Benchmarks;

/// <summary>The least that can answer over the broker: takes a message, publishes a fixed answer, acknowledges. In a process of its own, as the service is.</summary>
internal static class EchoConsumer
{
    public static async Task<int> RunAsync(string[] words)
    {
        int port = int.Parse(words[0], CultureInfo.InvariantCulture);
        string prefix = words[1];
        var factory = new ConnectionFactory { HostName = "127.0.0.1", Port = port, UserName = "guest", Password = "guest" };
        await using IConnection connection = await factory.CreateConnectionAsync();
        await using IChannel channel = await connection.CreateChannelAsync();
        QueueDeclareOk queue = await channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true);
        await channel.QueueBindAsync(queue.QueueName, prefix + "-ext", "cse");
        await channel.BasicQosAsync(0, 64, global: false);
        byte[] answer = """{"id":"x","headers":{"Content-Type":"application/json","Content-Length":2},"statusCode":200,"body":"W10=","request":false}"""u8.ToArray();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            await channel.BasicPublishAsync(LoadClient.ReplyExchange(prefix), LoadClient.ReplyKey, false, new BasicProperties { CorrelationId = delivery.BasicProperties.CorrelationId }, answer);
            await channel.BasicAckAsync(delivery.DeliveryTag, false);
        };
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: false, consumer);
        Console.WriteLine("ready");
        // Ends with the bench, which holds the other end.
        while (await Console.In.ReadLineAsync() is not null)
        {
        }

        return 0;
    }
}
