using System.Collections.Concurrent;
using System.Text;
using CsePowerShell.Extension.Transport;
using Newtonsoft.Json.Linq;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace CsePowerShell.Extension.Tests.Broker;

/// <summary>An answer as a cell gets it.</summary>
internal sealed record CellAnswer(int Status, string Text, JObject Message)
{
    public JToken Json => JToken.Parse(Text);

    public string Header(string name) => (string?)Message["headers"]?[name] ?? "";

    public override string ToString() => $"{Status} {Text}";
}

/// <summary>Publishes requests exactly as a vCD cell does, and waits for the answers on a reply queue of its own.</summary>
internal sealed class Cell : IAsyncDisposable
{
    public const string ReplyKey = "cell-1";

    private readonly ConcurrentDictionary<string, TaskCompletionSource<CellAnswer>> _waiting = new(StringComparer.Ordinal);
    private readonly BrokerOptions _broker;
    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private string _queue = "";
    private readonly SemaphoreSlim _publishing = new(1, 1);

    private Cell(BrokerOptions broker, IConnection connection, IChannel channel)
    {
        _broker = broker;
        _connection = connection;
        _channel = channel;
    }

    public string ReplyExchange => _broker.QueuePrefix + "-replies";

    /// <summary>Answers that nobody waited for: duplicates, mostly.</summary>
    public ConcurrentQueue<CellAnswer> Unexpected { get; } = new();

    public static async Task<Cell> ConnectAsync(BrokerOptions broker)
    {
        var factory = new ConnectionFactory { HostName = broker.Host, Port = broker.Port!.Value, UserName = broker.UserName, Password = broker.Password(), AutomaticRecoveryEnabled = false };
        IConnection connection = await factory.CreateConnectionAsync();
        IChannel channel = await connection.CreateChannelAsync();
        var cell = new Cell(broker, connection, channel);
        await channel.ExchangeDeclareAsync(broker.Exchange, ExchangeType.Direct, durable: true);
        await channel.ExchangeDeclareAsync(cell.ReplyExchange, ExchangeType.Direct, durable: true);
        QueueDeclareOk queue = await channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true);
        cell._queue = queue.QueueName;
        await channel.QueueBindAsync(queue.QueueName, cell.ReplyExchange, ReplyKey);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            cell.OnAnswer(delivery.BasicProperties.CorrelationId ?? "", delivery.Body.ToArray());
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer);
        return cell;
    }

    public async Task<CellAnswer> SendAsync(CellRequest request, TimeSpan? limit = null)
    {
        string correlation = Guid.NewGuid().ToString();
        Task<CellAnswer> answer = Expect(correlation);
        await PublishAsync(request.ToBytes(), correlation);
        return await answer.WaitAsync(limit ?? TimeSpan.FromSeconds(20));
    }

    public Task<CellAnswer> Expect(string correlation) =>
        _waiting.GetOrAdd(correlation, _ => new TaskCompletionSource<CellAnswer>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public async Task PublishAsync(byte[] body, string? correlation, string? replyExchange = null, string? replyTo = ReplyKey, bool hasExchange = true)
    {
        var properties = new BasicProperties { CorrelationId = correlation, ReplyTo = replyTo };
        if (hasExchange)
        {
            properties.Headers = new Dictionary<string, object?>
            {
                ["replyToExchange"] = Encoding.UTF8.GetBytes(replyExchange ?? ReplyExchange),
                ["messageType"] = "ProcessHttpRequest",
            };
        }

        await _publishing.WaitAsync();
        try
        {
            await _channel.BasicPublishAsync(_broker.Exchange, _broker.RoutingKey, mandatory: false, properties, body);
        }
        finally
        {
            _publishing.Release();
        }
    }

    public Task DeleteReplyExchangeAsync() => _channel.ExchangeDeleteAsync(ReplyExchange);

    public async Task MakeReplyExchangeAsync()
    {
        await _channel.ExchangeDeclareAsync(ReplyExchange, ExchangeType.Direct, durable: true);
        await _channel.QueueBindAsync(_queue, ReplyExchange, ReplyKey);
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        _publishing.Dispose();
    }

    private void OnAnswer(string correlation, byte[] body)
    {
        JObject message = JObject.Parse(Encoding.UTF8.GetString(body));
        byte[] content = Convert.FromBase64String((string?)message["body"] ?? "");
        var answer = new CellAnswer((int)message["statusCode"]!, Encoding.UTF8.GetString(content), message);
        if (!_waiting.TryRemove(correlation, out TaskCompletionSource<CellAnswer>? waiting) || !waiting.TrySetResult(answer))
            Unexpected.Enqueue(answer);
    }
}
