using System.Text;
using CsePowerShell.Extension.Transport;
using CsePowerShell.Extension.Transport.RabbitMq;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace CsePowerShell.Extension.Registration;

/// <summary>
/// Looks at the broker and leaves it as it is. What a look costs is a channel, since each refusal closes one; what is there is declared again as it should be,
/// which the broker answers with a refusal where it is otherwise and does nothing where it is not.
/// </summary>
internal sealed class BrokerSurvey(BrokerOptions options, BrokerNames names)
{
    private const int AccessRefused = 403;
    private const int NotFound = 404;
    private const int NotAllowed = 530;
    private const int MaxJobQueues = 64;

    private readonly BrokerTopology _topology = new(options, names);

    /// <exception cref="BrokerConnectionException">There is no connection.</exception>
    public async Task<BrokerState> ReadAsync(CancellationToken cancellationToken)
    {
        IConnection connection = await new BrokerConnector(options).ConnectAsync("registration", cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            bool hasExchange = await IsThereAsync(connection, "exchange", options.Exchange, cancellationToken).ConfigureAwait(false) is null;
            var state = new BrokerState
            {
                Product = Property(connection, "product"),
                Version = Version.TryParse(Property(connection, "version").Split('-', '+')[0], out Version? version) ? version : null,
                MissingPermission = await FindMissingPermissionAsync(connection, hasExchange, cancellationToken).ConfigureAwait(false),
            };
            foreach (BrokerObject wanted in new[] { _topology.Exchange, _topology.Control }.Concat(_topology.Queues()))
                await LookAsync(connection, state, wanted, cancellationToken).ConfigureAwait(false);
            foreach (string queue in new[] { BrokerNames.LeftOver(options) }.Concat(names.FurtherJobs().Take(MaxJobQueues)))
            {
                if (await CountAsync(connection, queue, cancellationToken).ConfigureAwait(false) is { } found)
                    state.Queues[queue] = found;
                else if (queue != BrokerNames.LeftOver(options))
                    break;
            }

            state.IsRouted = await IsRoutedAsync(connection, state, cancellationToken).ConfigureAwait(false);
            return state;
        }
    }

    private async Task LookAsync(IConnection connection, BrokerState state, BrokerObject wanted, CancellationToken cancellationToken)
    {
        if (await IsThereAsync(connection, wanted.Kind, wanted.Name, cancellationToken).ConfigureAwait(false) is { } absence)
        {
            if (absence.ReplyCode != NotFound)
                state.Present[BrokerState.Key(wanted.Kind, wanted.Name)] = absence.ReplyText;
            return;
        }

        ShutdownEventArgs? refusal = await TryAsync(connection, channel => wanted.DeclareAsync(channel, cancellationToken), cancellationToken).ConfigureAwait(false);
        state.Present[BrokerState.Key(wanted.Kind, wanted.Name)] = refusal?.ReplyText;
        if (wanted.Kind == "queue" && await CountAsync(connection, wanted.Name, cancellationToken).ConfigureAwait(false) is { } queue)
            state.Queues[wanted.Name] = queue;
    }

    private Task<ShutdownEventArgs?> IsThereAsync(IConnection connection, string kind, string name, CancellationToken cancellationToken) => TryAsync(connection, async channel =>
    {
        if (kind == "exchange")
            await channel.ExchangeDeclarePassiveAsync(name, cancellationToken).ConfigureAwait(false);
        else
            await channel.QueueDeclarePassiveAsync(name, cancellationToken).ConfigureAwait(false);
    }, cancellationToken);

    private async Task<QueueState?> CountAsync(IConnection connection, string name, CancellationToken cancellationToken)
    {
        QueueState? found = null;
        await TryAsync(connection, async channel =>
        {
            QueueDeclareOk queue = await channel.QueueDeclarePassiveAsync(name, cancellationToken).ConfigureAwait(false);
            found = new QueueState(name, queue.MessageCount, queue.ConsumerCount);
        }, cancellationToken).ConfigureAwait(false);
        return found;
    }

    /// <summary>With a queue that is this connection's alone and ends with it: may be made, bound, written to and read.</summary>
    private async Task<string?> FindMissingPermissionAsync(IConnection connection, bool hasExchange, CancellationToken cancellationToken)
    {
        string queue = $"{options.QueuePrefix}.check.{Guid.NewGuid():N}";
        ShutdownEventArgs? refusal = await TryAsync(connection, async channel =>
        {
            await channel.QueueDeclareAsync(queue, durable: false, exclusive: true, autoDelete: true, cancellationToken: cancellationToken).ConfigureAwait(false);
            if (hasExchange)
                await channel.QueueBindAsync(queue, options.Exchange, queue, cancellationToken: cancellationToken).ConfigureAwait(false);
            await channel.BasicPublishAsync("", queue, mandatory: false, Encoding.UTF8.GetBytes("check"), cancellationToken).ConfigureAwait(false);
            await channel.BasicGetAsync(queue, autoAck: true, cancellationToken).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        return refusal?.ReplyCode == AccessRefused ? refusal.ReplyText : null;
    }

    /// <summary>
    /// AMQP cannot list bindings. A message that is returned when it reaches no queue tells; it expires at once where it does, which is only certain while nobody
    /// takes from the queues, and a host that takes from its queue has bound it.
    /// </summary>
    private async Task<bool?> IsRoutedAsync(IConnection connection, BrokerState state, CancellationToken cancellationToken)
    {
        if (state.Queue(BrokerNames.LeftOver(options)) is not null)
            return null;
        if (state.Queue(names.Requests) is not { } requests || !state.Present.ContainsKey(BrokerState.Key("exchange", options.Exchange)))
            return false;
        if (requests.Consumers > 0)
            return true;
        bool isRouted = true;
        ShutdownEventArgs? refusal = await TryAsync(connection, async channel =>
        {
            try
            {
                var properties = new BasicProperties { Expiration = "0" };
                await channel.BasicPublishAsync(options.Exchange, options.RoutingKey, mandatory: true, properties, Encoding.UTF8.GetBytes("check"), cancellationToken).ConfigureAwait(false);
            }
            catch (PublishException error) when (error.IsReturn)
            {
                isRouted = false;
            }
        }, cancellationToken, confirms: true).ConfigureAwait(false);
        return refusal is null ? isRouted : null;
    }

    /// <returns>Null when it went well, else what the broker said.</returns>
    private async Task<ShutdownEventArgs?> TryAsync(IConnection connection, Func<IChannel, Task> work, CancellationToken cancellationToken, bool confirms = false)
    {
        try
        {
            IChannel channel = await connection.CreateChannelAsync(confirms ? new CreateChannelOptions(true, true) : null, cancellationToken).ConfigureAwait(false);
            await using (channel.ConfigureAwait(false))
                await work(channel).ConfigureAwait(false);
            return null;
        }
        catch (OperationInterruptedException error) when (connection.IsOpen && error.ShutdownReason is not null)
        {
            return error.ShutdownReason;
        }
        catch (OperationInterruptedException error) when (error.ShutdownReason?.ReplyCode == NotAllowed)
        {
            // The broker takes the login, and closes the connection a moment later when the virtual host is not there.
            throw BrokerConnectionException.Of(error, options, null);
        }
        catch (Exception error) when (RabbitMqSession.IsBrokerError(error))
        {
            throw new TransportException($"The broker {Address(connection)} ended the connection: {error.Message}", error);
        }
    }

    private static string Address(IConnection connection) => $"{connection.Endpoint.HostName}:{connection.Endpoint.Port}";

    private static string Property(IConnection connection, string name) =>
        connection.ServerProperties is { } properties && properties.TryGetValue(name, out object? value) ? value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : value?.ToString() ?? "" : "";
}
