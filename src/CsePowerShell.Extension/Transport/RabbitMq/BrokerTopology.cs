using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace CsePowerShell.Extension.Transport.RabbitMq;

/// <summary>Declares what the service needs on the broker. Declaring what is there already changes nothing.</summary>
internal sealed class BrokerTopology(BrokerOptions options, BrokerNames names)
{
    private const int DeliveryLimit = 20;

    public async Task DeclareAsync(IConnection connection, CancellationToken cancellationToken)
    {
        await DeclareExchangeAsync(connection, cancellationToken).ConfigureAwait(false);
        IChannel channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        await using (channel.ConfigureAwait(false))
        {
            // An answer to an older request has no waiter any more: vCD gave up after its own timeout.
            var expiring = new Dictionary<string, object?> { ["x-message-ttl"] = (int)options.RequestExpiry.TotalMilliseconds };
            await channel.QueueDeclareAsync(names.Requests, durable: true, exclusive: false, autoDelete: false, expiring, cancellationToken: cancellationToken).ConfigureAwait(false);
            await channel.QueueBindAsync(names.Requests, options.Exchange, options.RoutingKey, cancellationToken: cancellationToken).ConfigureAwait(false);

            await channel.QueueDeclareAsync(names.FailedJobs, durable: true, exclusive: false, autoDelete: false,
                new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }, cancellationToken: cancellationToken).ConfigureAwait(false);
            for (int queue = 0; queue < names.JobQueues; queue++)
            {
                var arguments = new Dictionary<string, object?>
                {
                    ["x-queue-type"] = "quorum",
                    ["x-single-active-consumer"] = true,
                    ["x-delivery-limit"] = DeliveryLimit,
                    ["x-dead-letter-exchange"] = "",
                    ["x-dead-letter-routing-key"] = names.FailedJobs,
                };
                await channel.QueueDeclareAsync(names.Jobs(queue), durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellationToken).ConfigureAwait(false);
            }

            await channel.ExchangeDeclareAsync(names.Control, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
    }

    // Registration made the exchange, perhaps with other flags than ours, and a failed declaration costs the channel: then it only has to exist.
    private async Task DeclareExchangeAsync(IConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            IChannel channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            await using (channel.ConfigureAwait(false))
                await channel.ExchangeDeclareAsync(options.Exchange, ExchangeType.Direct, durable: true, autoDelete: false, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (OperationInterruptedException error) when (error.ShutdownReason?.ReplyCode is 406 or 403)
        {
            IChannel channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            await using (channel.ConfigureAwait(false))
                await channel.ExchangeDeclarePassiveAsync(options.Exchange, cancellationToken).ConfigureAwait(false);
        }
    }
}
