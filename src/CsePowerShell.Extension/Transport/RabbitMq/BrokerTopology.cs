using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace CsePowerShell.Extension.Transport.RabbitMq;

/// <summary>Everything the service has on the broker. Hosts declare it at each connect, which changes nothing where it is there already.</summary>
internal sealed class BrokerTopology(BrokerOptions options, BrokerNames names)
{
    private const int DeliveryLimit = 20;

    /// <summary>Its own exchange, where requests come in.</summary>
    public BrokerObject Exchange => new("exchange", options.Exchange, "direct, durable",
        (channel, stop) => channel.ExchangeDeclareAsync(options.Exchange, ExchangeType.Direct, durable: true, autoDelete: false, cancellationToken: stop));

    public BrokerObject Control => new("exchange", names.Control, "fanout, durable",
        (channel, stop) => channel.ExchangeDeclareAsync(names.Control, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: stop));

    public BrokerObject Binding => new("binding", names.Requests, $"to exchange {options.Exchange} with routing key {options.RoutingKey}",
        (channel, stop) => channel.QueueBindAsync(names.Requests, options.Exchange, options.RoutingKey, cancellationToken: stop));

    /// <summary>The queues.</summary>
    public IEnumerable<BrokerObject> Queues()
    {
        // An answer to an older request has no waiter any more: vCD gave up after its own timeout.
        var expiring = new Dictionary<string, object?> { ["x-message-ttl"] = (int)options.RequestExpiry.TotalMilliseconds };
        yield return Queue(names.Requests, $"durable, messages expire after {options.RequestExpiry.TotalSeconds:0} s", expiring);
        yield return Queue(names.FailedJobs, "quorum", new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        for (int queue = 0; queue < names.JobQueues; queue++)
        {
            yield return Queue(names.Jobs(queue), $"quorum, one active host, at most {DeliveryLimit} deliveries", new Dictionary<string, object?>
            {
                ["x-queue-type"] = "quorum",
                ["x-single-active-consumer"] = true,
                ["x-delivery-limit"] = DeliveryLimit,
                ["x-dead-letter-exchange"] = "",
                ["x-dead-letter-routing-key"] = names.FailedJobs,
            });
        }
    }

    /// <param name="connection">The connection.</param>
    /// <param name="young">Is told of job queues that were not there.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task DeclareAsync(IConnection connection, YoungQueues young, CancellationToken cancellationToken)
    {
        await DeclareExchangeAsync(connection, cancellationToken).ConfigureAwait(false);
        for (int queue = 0; queue < names.JobQueues; queue++)
        {
            if (!await IsThereAsync(connection, names.Jobs(queue), cancellationToken).ConfigureAwait(false))
                young.Made(names.Jobs(queue));
        }

        IChannel channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        await using (channel.ConfigureAwait(false))
        {
            foreach (BrokerObject queue in Queues())
                await queue.DeclareAsync(channel, cancellationToken).ConfigureAwait(false);
            await Binding.DeclareAsync(channel, cancellationToken).ConfigureAwait(false);
            await Control.DeclareAsync(channel, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<bool> IsThereAsync(IConnection connection, string queue, CancellationToken cancellationToken)
    {
        try
        {
            IChannel channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            await using (channel.ConfigureAwait(false))
                await channel.QueueDeclarePassiveAsync(queue, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationInterruptedException error) when (error.ShutdownReason?.ReplyCode is 404)
        {
            return false;
        }
    }

    // Registration made the exchange, perhaps with other flags than ours, and a failed declaration costs the channel: then it only has to exist.
    private async Task DeclareExchangeAsync(IConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            IChannel channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            await using (channel.ConfigureAwait(false))
                await Exchange.DeclareAsync(channel, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationInterruptedException error) when (error.ShutdownReason?.ReplyCode is 406 or 403)
        {
            IChannel channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            await using (channel.ConfigureAwait(false))
                await channel.ExchangeDeclarePassiveAsync(options.Exchange, cancellationToken).ConfigureAwait(false);
        }
    }

    private static BrokerObject Queue(string name, string properties, Dictionary<string, object?> arguments) => new("queue", name, properties,
        (channel, stop) => channel.QueueDeclareAsync(name, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: stop));
}
