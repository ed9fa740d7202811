using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Http;
using CsePowerShell.Simulator.Wire;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace CsePowerShell.Simulator.Extensions;

/// <summary>
/// Hands requests of registered paths to their extension over RabbitMQ and waits for the answer, as a cell does: one reply exchange, one queue of this cell on it,
/// answers found by their correlation id, 504 after the timeout, 500 where the exchange of the service is not there.
/// </summary>
internal sealed class ExtensionForwarder(World world, ExtensionRegistry registry, TimeSpan timeout, TimeProvider clock) : IAsyncDisposable
{
    private static readonly HashSet<string> s_notDelivered = new(StringComparer.OrdinalIgnoreCase)
        { "Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length", "Content-Type", "x-vcloud-authorization", "Authorization", "Set-Cookie" };

    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonNode>> _waiting = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly string _cell = "cell-" + Guid.NewGuid().ToString("N");
    private BrokerSettings? _connectedWith;
    private IConnection? _connection;
    private IChannel? _channel;

    private string ReplyExchange => "vcd.replies." + _cell;

    public BrokerSettings Settings
    {
        get { lock (world.Gate) return registry.Broker; }
    }

    public bool Takes(string path)
    {
        lock (world.Gate) return registry.Match(path).Count > 0;
    }

    /// <summary>
    /// Hands a request to every service it matches, one after the other. A service answers with a response, which ends the chain, or hands the request back,
    /// changed or not (<c>"request": true</c>), for the next one.
    /// </summary>
    /// <returns>The response; null when every service has handed the request back, so that vCD serves it itself.</returns>
    /// <exception cref="VcdException">504, or 500 when a message cannot be sent or an answer cannot be read.</exception>
    public async Task<ApiResponse?> ForwardAsync(Exchange exchange, byte[] body)
    {
        (IReadOnlyList<(string Name, string Exchange, string Key)> chain, JsonArray rights) = Look(exchange);
        JsonArray message = Message(exchange, body, rights);
        foreach ((string name, string target, string key) in chain)
        {
            JsonNode answer = await AskAsync(name, target, key, message);
            if (!IsRequest(answer)) return Read(name, answer);
            JsonNode next = answer.DeepClone();
            next["id"] = message[0]!["id"]!.DeepClone();
            message[0] = next;
        }
        return null;
    }

    /// <summary>Whether a broker takes these settings; the words of its refusal otherwise.</summary>
    public static async Task<string?> TestAsync(BrokerSettings settings)
    {
        try
        {
            await using IConnection connection = await Factory(settings).CreateConnectionAsync();
            return null;
        }
        catch (Exception error) when (error is RabbitMQClientException or IOException)
        {
            return error.InnerException?.Message ?? error.Message;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync(deleteExchange: true);
        _gate.Dispose();
    }

    private (IReadOnlyList<(string Name, string Exchange, string Key)> Chain, JsonArray Rights) Look(Exchange exchange)
    {
        lock (world.Gate)
        {
            IReadOnlyList<ExtensionService> services = registry.Match(exchange.Path);
            if (services.Count == 0) throw Refuse.NoSuchPath(exchange.Path);
            // With authorization on and no resource classes defined, vCD refuses everything; one service that refuses is enough for the whole request (STD).
            if (services.FirstOrDefault(service => service.AuthorizationEnabled) is { } refusing) throw Refuse.NoAccess($"com.vmware.vcloud.entity.externalService:{refusing.Id}");
            User user = exchange.Session!.User;
            return ([.. services.Select(service => (service.Name, service.Exchange, service.RoutingKey))],
                [.. registry.Rights.Where(right => right.IsOf(user)).Select(right => JsonValue.Create(right.Urn))]);
        }
    }

    private async Task<JsonNode> AskAsync(string name, string target, string key, JsonArray message)
    {
        string correlation = Guid.NewGuid().ToString();
        TaskCompletionSource<JsonNode> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[correlation] = answer;
        try
        {
            await PublishAsync(target, key, correlation, Encoding.UTF8.GetBytes(message.ToJsonString()));
            return await answer.Task.WaitAsync(timeout, clock);
        }
        catch (TimeoutException)
        {
            throw new VcdException(504, "GATEWAY_TIMEOUT", $"External service '{name}' failed to respond in the specified timeout ({timeout.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} SECONDS)");
        }
        catch (Exception error) when (error is RabbitMQClientException or IOException or InvalidOperationException)
        {
            throw new VcdException(500, "INTERNAL_SERVER_ERROR", $"The request could not be handed to the external service '{name}'.");
        }
        finally
        {
            _waiting.TryRemove(correlation, out _);
        }
    }

    private static JsonArray Message(Exchange exchange, byte[] body, JsonArray rights)
    {
        HttpRequest http = exchange.Context.Request;
        ConnectionInfo peers = exchange.Context.Connection;
        User user = exchange.Session!.User;
        JsonObject headers = [];
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in http.Headers)
            if (!name.StartsWith(':')) headers[name] = values.ToString();
        int mark = exchange.Target.IndexOf('?', StringComparison.Ordinal);
        return
        [
            new JsonObject
            {
                ["id"] = Guid.NewGuid().ToString(), ["method"] = exchange.Method, ["requestUri"] = exchange.Path, ["queryString"] = mark < 0 ? null : exchange.Query,
                ["protocol"] = "HTTP/1.1", ["scheme"] = "https", ["remoteAddr"] = peers.RemoteIpAddress?.ToString(), ["remotePort"] = peers.RemotePort,
                ["localAddr"] = peers.LocalIpAddress?.ToString(), ["localPort"] = peers.LocalPort, ["headers"] = headers, ["body"] = Convert.ToBase64String(body), ["request"] = true,
            },
            new JsonObject { ["user"] = user.Urn, ["org"] = user.Org.Urn, ["rights"] = rights },
        ];
    }

    private static bool IsRequest(JsonNode answer) =>
        answer is JsonObject message && message["request"] is JsonValue flag && flag.GetValueKind() == JsonValueKind.True && message["statusCode"] is null && message["method"] is not null;

    /// <summary>The status may come as a number or as a text; what an extension may not set is dropped.</summary>
    private static ApiResponse Read(string name, JsonNode answer)
    {
        try
        {
            int status = answer["statusCode"] is JsonValue value && value.GetValueKind() == JsonValueKind.Number ? value.GetValue<int>()
                : int.Parse(answer["statusCode"]?.GetValue<string>() ?? "", NumberStyles.None, CultureInfo.InvariantCulture);
            if (status is < 200 or > 599) throw new FormatException("This is no status of an answer.");
            ApiResponse response = new() { Status = status, Raw = Convert.FromBase64String(answer["body"]?.GetValue<string>() ?? ""), RawType = Header(answer, "Content-Type") };
            foreach ((string header, JsonNode? text) in answer["headers"]?.AsObject() ?? [])
                if (text is not null && !s_notDelivered.Contains(header)) response.Headers[header] = text.ToString();
            return response;
        }
        catch (Exception error) when (error is FormatException or OverflowException or InvalidOperationException)
        {
            throw new VcdException(500, "INTERNAL_SERVER_ERROR", $"The answer of the external service '{name}' cannot be read.");
        }
    }

    private static string? Header(JsonNode answer, string wanted) =>
        answer["headers"]?.AsObject().FirstOrDefault(header => header.Key.Equals(wanted, StringComparison.OrdinalIgnoreCase)).Value?.ToString();

    private async Task PublishAsync(string exchange, string key, string correlation, byte[] message)
    {
        await _gate.WaitAsync();
        try
        {
            IChannel channel = await ChannelAsync();
            // A failed passive declaration costs its channel, so it gets one of its own.
            await using (IChannel look = await _connection!.CreateChannelAsync()) await look.ExchangeDeclarePassiveAsync(exchange);
            BasicProperties properties = new()
            {
                CorrelationId = correlation, ReplyTo = _cell, AppId = "vcd",
                Headers = new Dictionary<string, object?> { ["replyToExchange"] = ReplyExchange, ["messageType"] = "ProcessHttpRequest" },
            };
            await channel.BasicPublishAsync(exchange, key, mandatory: false, properties, message);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<IChannel> ChannelAsync()
    {
        BrokerSettings settings;
        lock (world.Gate) settings = registry.Broker;
        if (_channel is { IsOpen: true } open && _connectedWith == settings) return open;
        await CloseAsync(deleteExchange: false);
        _connection = await Factory(settings).CreateConnectionAsync();
        _channel = await _connection.CreateChannelAsync();
        await _channel.ExchangeDeclareAsync(ReplyExchange, ExchangeType.Direct, durable: true);
        QueueDeclareOk queue = await _channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true);
        await _channel.QueueBindAsync(queue.QueueName, ReplyExchange, _cell);
        AsyncEventingBasicConsumer consumer = new(_channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            // An answer that comes too late has no waiter any more.
            if (_waiting.TryGetValue(delivery.BasicProperties.CorrelationId ?? "", out TaskCompletionSource<JsonNode>? waiting)) Deliver(waiting, delivery.Body.ToArray());
            return Task.CompletedTask;
        };
        await _channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer);
        _connectedWith = settings;
        return _channel;
    }

    private static void Deliver(TaskCompletionSource<JsonNode> waiting, byte[] body)
    {
        try
        {
            waiting.TrySetResult(JsonNode.Parse(body) ?? throw new JsonException("null"));
        }
        catch (JsonException error)
        {
            waiting.TrySetException(new InvalidOperationException("The answer of the extension is no JSON.", error));
        }
    }

    private async Task CloseAsync(bool deleteExchange)
    {
        if (_connection is not { } connection) return;
        try
        {
            if (deleteExchange && _channel is { IsOpen: true } channel) await channel.ExchangeDeleteAsync(ReplyExchange);
            await connection.CloseAsync(TimeSpan.FromSeconds(2));
        }
        catch (Exception error) when (error is RabbitMQClientException or IOException or ObjectDisposedException)
        {
            // It was gone before.
        }
        await connection.DisposeAsync();
        (_connection, _channel) = (null, null);
    }

    private static ConnectionFactory Factory(BrokerSettings settings) => new()
    {
        HostName = settings.Host, Port = settings.Port, UserName = settings.User, Password = settings.Password, VirtualHost = settings.VirtualHost,
        AutomaticRecoveryEnabled = false, RequestedConnectionTimeout = TimeSpan.FromSeconds(5), ClientProvidedName = "vcd-cell",
        Ssl = new SslOption { Enabled = settings.UseSsl, ServerName = settings.Host, CertificateValidationCallback = settings.AcceptAll ? (_, _, _, _) => true : null },
    };
}
