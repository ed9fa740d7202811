using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace CsePowerShell.Benchmarks;

/// <summary>How fast answers came.</summary>
/// <param name="Rate">Requests per second.</param>
/// <param name="P50">Half of the answers came within this many milliseconds.</param>
/// <param name="P99">99 of 100 answers came within this many milliseconds.</param>
internal sealed record Speed(double Rate, double P50, double P99)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Rate,7:N0}/s  p50 {P50,6:0.0}  p99 {P99,6:0.0} ms");
}

/// <summary>Publishes requests as a vCD cell does, so many at a time, and takes the time until each answer.</summary>
internal sealed class LoadClient : IAsyncDisposable
{
    private static readonly byte[] s_ok = "\"statusCode\":200"u8.ToArray();

    private readonly ConcurrentDictionary<string, TaskCompletionSource<byte[]>> _waiting = new(StringComparer.Ordinal);
    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly SemaphoreSlim _publishing = new(1, 1);
    private readonly string _exchange;
    private long _number;

    private LoadClient(IConnection connection, IChannel channel, string exchange) => (_connection, _channel, _exchange) = (connection, channel, exchange);

    public const string ReplyKey = "bench-cell";

    public static string ReplyExchange(string prefix) => prefix + "-replies";

    public static async Task<LoadClient> ConnectAsync(int port, string prefix)
    {
        var factory = new ConnectionFactory { HostName = "127.0.0.1", Port = port, UserName = "guest", Password = "guest" };
        IConnection connection = await factory.CreateConnectionAsync();
        IChannel channel = await connection.CreateChannelAsync();
        var client = new LoadClient(connection, channel, prefix + "-ext");
        await channel.ExchangeDeclareAsync(client._exchange, ExchangeType.Direct, durable: true);
        await channel.ExchangeDeclareAsync(ReplyExchange(prefix), ExchangeType.Direct, durable: true);
        QueueDeclareOk queue = await channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true);
        await channel.QueueBindAsync(queue.QueueName, ReplyExchange(prefix), ReplyKey);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            if (client._waiting.TryRemove(delivery.BasicProperties.CorrelationId ?? "", out TaskCompletionSource<byte[]>? waiting))
                waiting.TrySetResult(delivery.Body.ToArray());
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer);
        return client;
    }

    /// <summary>A request as the cell forwards it.</summary>
    public static byte[] Message(string method, string path, string token, string? body = null) => Encoding.UTF8.GetBytes($$"""
        [{"id":"{{Guid.NewGuid()}}","method":"{{method}}","requestUri":"{{path}}","queryString":null,"protocol":"HTTP/1.1","scheme":"https","remoteAddr":"10.20.30.40","remotePort":51514,
        "localAddr":"10.0.0.10","localPort":443,"headers":{"Accept":"application/*+json;version=31.0","x-vcloud-authorization":"{{token}}","User-Agent":"python-requests/2.18.4","Accept-Encoding":"gzip, deflate","Connection":"keep-alive","Host":"vcd.example"},
        "body":"{{(body is null ? "" : Convert.ToBase64String(Encoding.UTF8.GetBytes(body)))}}","request":true},{"user":null,"org":"urn:vcloud:org:8f03aa58-b618-4c32-836b-dc6b612ed3a4","rights":null}]
        """);

    public async Task<byte[]> SendAsync(byte[] message)
    {
        string correlation = Interlocked.Increment(ref _number).ToString(CultureInfo.InvariantCulture);
        var answer = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[correlation] = answer;
        var properties = new BasicProperties
        {
            CorrelationId = correlation,
            ReplyTo = ReplyKey,
            Headers = new Dictionary<string, object?> { ["replyToExchange"] = _exchange[..^"-ext".Length] + "-replies", ["messageType"] = "ProcessHttpRequest" },
        };
        await _publishing.WaitAsync();
        try
        {
            await _channel.BasicPublishAsync(_exchange, "cse", mandatory: false, properties, message);
        }
        finally
        {
            _publishing.Release();
        }

        return await answer.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>Sends one message again and again.</summary>
    /// <exception cref="InvalidOperationException">An answer was not 200.</exception>
    public async Task<Speed> MeasureAsync(byte[] message, int inFlight, int count)
    {
        double[] times = new double[count];
        int next = -1;
        long began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(async _ =>
        {
            for (int i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                long sent = Stopwatch.GetTimestamp();
                byte[] answer = await SendAsync(message);
                times[i] = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
                if (answer.AsSpan().IndexOf(s_ok) < 0)
                    throw new InvalidOperationException("An answer was not 200: " + Encoding.UTF8.GetString(answer));
            }
        }));
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Array.Sort(times);
        return new Speed(count / seconds, times[count / 2], times[(int)(count * 0.99)]);
    }

    /// <summary>Status and body of an answer.</summary>
    public static (int Status, string Body) Read(byte[] answer)
    {
        using JsonDocument json = JsonDocument.Parse(answer);
        return (json.RootElement.GetProperty("statusCode").GetInt32(), Encoding.UTF8.GetString(json.RootElement.GetProperty("body").GetBytesFromBase64()));
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        _publishing.Dispose();
    }
}
