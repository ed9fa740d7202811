using System.Globalization;
using System.Text;
using CsePowerShell.Clusters.Contract;
using CsePowerShell.Extension.Messages;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace CsePowerShell.Extension.Transport.RabbitMq;

/// <summary>
/// One connection with its channels and consumers, from connect to loss. Nothing of it is repaired: when any part ends, all of it ends, and with it the
/// lifetime of everything that was delivered over it.
/// </summary>
internal sealed class RabbitMqSession : IAsyncDisposable
{
    private const string CopiesHeader = "x-cse-copies";

    private readonly IConnection _connection;
    private readonly BrokerNames _names;
    private readonly ITransportReceiver _receiver;
    private readonly CancellationTokenSource _lifetime = new();
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<(IChannel Channel, string Tag)> _consumers = [];
    private readonly ReplyChannel _replies;
    private volatile bool _isStopping;
    private int _requestsInHand;
    private IChannel? _jobs;

    private RabbitMqSession(IConnection connection, BrokerOptions options, BrokerNames names, ITransportReceiver receiver)
    {
        _connection = connection;
        _names = names;
        _receiver = receiver;
        _replies = new ReplyChannel(connection, names, options);
        _connection.ConnectionShutdownAsync += (_, reason) => End(reason.ReplyText);
    }

    /// <summary>The password that the connection was opened with.</summary>
    public string Password { get; private init; } = "";

    /// <summary>Ends with the words why the session ended.</summary>
    public Task<string> Ended => _ended.Task;

    public static async Task<RabbitMqSession> OpenAsync(BrokerOptions options, BrokerNames names, YoungQueues young, ITransportReceiver receiver, int firstQueue, CancellationToken cancellationToken)
    {
        var connector = new BrokerConnector(options);
        string password = connector.Password();
        IConnection connection = await connector.ConnectAsync("host", password, cancellationToken).ConfigureAwait(false);
        var session = new RabbitMqSession(connection, options, names, receiver) { Password = password };
        try
        {
            await new BrokerTopology(options, names).DeclareAsync(connection, young, cancellationToken).ConfigureAwait(false);
            session._jobs = await session.OpenChannelAsync(confirms: true, cancellationToken).ConfigureAwait(false);
            await session.ConsumeControlAsync(cancellationToken).ConfigureAwait(false);
            // Hosts subscribe in different orders, and the first to subscribe is the active one: so the queues spread over the hosts.
            for (int i = 0; i < names.JobQueues; i++)
                await session.TakeJobsAsync((firstQueue + i) % names.JobQueues, (ushort)options.MaxJobs, young, cancellationToken).ConfigureAwait(false);
            await session.ConsumeRequestsAsync((ushort)options.MaxRequests, cancellationToken).ConfigureAwait(false);
            return session;
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            // A broker that has just started takes logins before its queues are there.
            await session.DisposeAsync().ConfigureAwait(false);
            throw new TransportException("The broker took the login, but did not declare the queues in time.", error);
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Gives the connection up: what was delivered goes to other hosts.</summary>
    public void Abandon(string why) => End(why);

    /// <summary>Gives the connection up in order: takes nothing new, and answers what it has in hand first.</summary>
    /// <param name="why">The words why the session ended.</param>
    /// <param name="patience">How long an answer may take.</param>
    /// <param name="clock">Clock of the wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task LeaveAsync(string why, TimeSpan patience, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            await StopReceivingAsync(cancellationToken).ConfigureAwait(false);
            long began = clock.GetTimestamp();
            while (Volatile.Read(ref _requestsInHand) > 0 && clock.GetElapsedTime(began) < patience && !_ended.Task.IsCompleted)
                await clock.Delay(TimeSpan.FromMilliseconds(20), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // Also when the broker did not answer: a session that receives no more must not look like one that does.
            Abandon(why);
        }
    }

    public async Task PublishJobAsync(OutgoingJob job, CancellationToken cancellationToken)
    {
        var properties = new BasicProperties
        {
            Persistent = true,
            ContentType = "application/json",
            MessageId = job.Id,
            Headers = new Dictionary<string, object?> { [CopiesHeader] = job.Copies },
            Expiration = job.Expiry?.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture),
        };
        try
        {
            // Mandatory, and on a channel with confirms: this returns when a majority of the queue's replicas has it, and throws when nobody has.
            await _jobs!.BasicPublishAsync("", _names.Jobs(job.Queue ?? _names.QueueOf(job.Key)), mandatory: true, properties, job.Body, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (IsBrokerError(error))
        {
            throw new TransportException("The broker did not confirm the job: " + error.Message, error);
        }
    }

    public async Task AnnounceAsync(byte[] announcement, CancellationToken cancellationToken)
    {
        try
        {
            await _jobs!.BasicPublishAsync(_names.Control, "", mandatory: false, new BasicProperties(), announcement, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (IsBrokerError(error))
        {
            throw new TransportException("The broker did not take the announcement: " + error.Message, error);
        }
    }

    public async Task<long?> CountWaitingJobsAsync(CancellationToken cancellationToken)
    {
        try
        {
            long count = 0;
            for (int queue = 0; queue < _names.JobQueues; queue++)
                count += await _jobs!.MessageCountAsync(_names.Jobs(queue), cancellationToken).ConfigureAwait(false);
            return count;
        }
        catch (Exception error) when (IsBrokerError(error))
        {
            return null;
        }
    }

    public async Task<QueuesDocument?> CountAsync(CancellationToken cancellationToken)
    {
        try
        {
            // One after the other: a channel takes one question at a time.
            return new QueuesDocument
            {
                Requests = await _jobs!.MessageCountAsync(_names.Requests, cancellationToken).ConfigureAwait(false),
                Jobs = await CountWaitingJobsAsync(cancellationToken).ConfigureAwait(false) ?? 0,
                Failed = await _jobs.MessageCountAsync(_names.FailedJobs, cancellationToken).ConfigureAwait(false),
            };
        }
        catch (Exception error) when (IsBrokerError(error))
        {
            return null;
        }
    }

    /// <summary>Ends the consumers and keeps the channels, so that what was delivered can still be settled.</summary>
    public async Task StopReceivingAsync(CancellationToken cancellationToken)
    {
        _isStopping = true;
        foreach ((IChannel channel, string tag) in _consumers)
        {
            try
            {
                await channel.BasicCancelAsync(tag, cancellationToken: cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (IsBrokerError(error) || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                // The connection is going, or the broker does not answer in time: then nothing is received either.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await End("closed").ConfigureAwait(false);
        try
        {
            await _connection.CloseAsync(TimeSpan.FromSeconds(3)).ConfigureAwait(false);
        }
        catch (Exception error) when (IsBrokerError(error))
        {
            // It was gone before.
        }

        await _connection.DisposeAsync().ConfigureAwait(false);
        _replies.Dispose();
        _lifetime.Dispose();
    }

    internal static bool IsBrokerError(Exception error) =>
        error is RabbitMQClientException or ObjectDisposedException or IOException or InvalidOperationException or TimeoutException;

    private Task End(string why)
    {
        if (_ended.TrySetResult(why))
            _lifetime.Cancel();
        return Task.CompletedTask;
    }

    private async Task<IChannel> OpenChannelAsync(bool confirms, CancellationToken cancellationToken)
    {
        var options = new CreateChannelOptions(publisherConfirmationsEnabled: confirms, publisherConfirmationTrackingEnabled: confirms);
        IChannel channel = await _connection.CreateChannelAsync(options, cancellationToken).ConfigureAwait(false);
        // A channel that the broker closes takes its deliveries with it: the same as losing the connection.
        channel.ChannelShutdownAsync += (_, reason) => End(reason.ReplyText);
        return channel;
    }

    private async Task ConsumeRequestsAsync(ushort prefetch, CancellationToken cancellationToken)
    {
        IChannel channel = await OpenChannelAsync(confirms: false, cancellationToken).ConfigureAwait(false);
        await channel.BasicQosAsync(0, prefetch, global: false, cancellationToken).ConfigureAwait(false);
        await ConsumeAsync(channel, _names.Requests, delivery =>
        {
            int length = delivery.Body.Length;
            var request = new Request(this, channel, delivery) { Body = length <= RequestMessageReader.MaxMessageBytes ? delivery.Body.ToArray() : [], Length = length, Lifetime = _lifetime.Token };
            Interlocked.Increment(ref _requestsInHand);
            _ = Task.Run(() => AnswerAsync(request));
        }, cancellationToken).ConfigureAwait(false);
    }

    private async Task AnswerAsync(Request request)
    {
        try
        {
            await _receiver.OnRequestAsync(request).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _requestsInHand);
        }
    }

    private async Task TakeJobsAsync(int queue, ushort prefetch, YoungQueues young, CancellationToken cancellationToken)
    {
        string name = _names.Jobs(queue);
        try
        {
            await ConsumeJobsAsync(queue, prefetch, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            if (!young.MayBeMadeAgain(name))
            {
                throw new TransportException(
                    $"The broker took the login, but its queue {name} has no leader yet. If it stays so for minutes, most of its replicas are down, or RabbitMQ was killed right after the queue had been made; in the second case delete the queue, and it is made again.", error);
            }

            IChannel channel = await _connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            await using (channel.ConfigureAwait(false))
                await channel.QueueDeleteAsync(name, cancellationToken: cancellationToken).ConfigureAwait(false);
            throw new TransportException($"The broker was killed right after its queue {name} had been made, and has lost it. It is made again.", error);
        }
    }

    private async Task ConsumeJobsAsync(int queue, ushort prefetch, CancellationToken cancellationToken)
    {
        IChannel channel = await OpenChannelAsync(confirms: false, cancellationToken).ConfigureAwait(false);
        await channel.BasicQosAsync(0, prefetch, global: false, cancellationToken).ConfigureAwait(false);
        await ConsumeAsync(channel, _names.Jobs(queue), delivery =>
        {
            var job = new Job(channel, delivery, queue) { Body = delivery.Body.ToArray(), Lifetime = _lifetime.Token };
            // In order, up to the first wait: the receiver puts jobs of one cluster in the order in which they were delivered.
            _ = _receiver.OnJobAsync(job);
        }, cancellationToken).ConfigureAwait(false);
    }

    private async Task ConsumeControlAsync(CancellationToken cancellationToken)
    {
        IChannel channel = await OpenChannelAsync(confirms: false, cancellationToken).ConfigureAwait(false);
        QueueDeclareOk own = await channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true, cancellationToken: cancellationToken).ConfigureAwait(false);
        await channel.QueueBindAsync(own.QueueName, _names.Control, "", cancellationToken: cancellationToken).ConfigureAwait(false);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            byte[] body = delivery.Body.ToArray();
            _ = Task.Run(() => _receiver.OnAnnouncementAsync(body));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(own.QueueName, autoAck: true, consumer, cancellationToken).ConfigureAwait(false);
    }

    private async Task ConsumeAsync(IChannel channel, string queue, Action<BasicDeliverEventArgs> onDelivery, CancellationToken cancellationToken)
    {
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            onDelivery(delivery);
            return Task.CompletedTask;
        };
        string tag = await channel.BasicConsumeAsync(queue, autoAck: false, consumer, cancellationToken).ConfigureAwait(false);
        _consumers.Add((channel, tag));
        // The broker cancels a consumer when its queue is deleted.
        consumer.UnregisteredAsync += (_, _) => _isStopping ? Task.CompletedTask : End($"the queue {queue} is gone");
    }

    private static async Task SettleAsync(IChannel channel, ulong tag, bool isDone)
    {
        try
        {
            if (isDone)
                await channel.BasicAckAsync(tag, multiple: false).ConfigureAwait(false);
            else
                await channel.BasicRejectAsync(tag, requeue: false).ConfigureAwait(false);
        }
        catch (Exception error) when (IsBrokerError(error))
        {
            // The connection is gone, and with it the delivery: the broker gives it to somebody else.
        }
    }

    private static string? HeaderText(IReadOnlyBasicProperties properties, string name) =>
        properties.Headers is { } headers && headers.TryGetValue(name, out object? value)
            ? value switch { byte[] bytes => Encoding.UTF8.GetString(bytes), null => null, _ => Convert.ToString(value, CultureInfo.InvariantCulture) }
            : null;

    private static int HeaderNumber(IReadOnlyBasicProperties properties, string name) =>
        int.TryParse(HeaderText(properties, name), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    private sealed class Request : IncomingRequest
    {
        private readonly RabbitMqSession _session;
        private readonly IChannel _channel;
        private readonly ulong _tag;
        private readonly string? _exchange;
        private readonly string? _key;

        public Request(RabbitMqSession session, IChannel channel, BasicDeliverEventArgs delivery)
        {
            _session = session;
            _channel = channel;
            _tag = delivery.DeliveryTag;
            _exchange = HeaderText(delivery.BasicProperties, "replyToExchange");
            _key = delivery.BasicProperties.ReplyTo;
            CorrelationId = delivery.BasicProperties.CorrelationId;
            IsRedelivered = delivery.Redelivered;
            CanReply = ReplyChannel.IsPossible(_exchange, _key);
        }

        public override Task ReplyAsync(byte[] answer, CancellationToken cancellationToken) =>
            _session._replies.PublishAsync(_exchange!, _key!, CorrelationId, answer, cancellationToken);

        protected override Task SettleAsync(bool isDone) => RabbitMqSession.SettleAsync(_channel, _tag, isDone);
    }

    private sealed class Job : IncomingJob
    {
        private readonly IChannel _channel;
        private readonly ulong _tag;

        public Job(IChannel channel, BasicDeliverEventArgs delivery, int queue)
        {
            _channel = channel;
            _tag = delivery.DeliveryTag;
            Queue = queue;
            Id = delivery.BasicProperties.MessageId ?? "";
            Copies = HeaderNumber(delivery.BasicProperties, CopiesHeader);
            IsRedelivered = delivery.Redelivered;
        }

        protected override Task SettleAsync(bool isDone) => RabbitMqSession.SettleAsync(_channel, _tag, isDone);
    }
}
