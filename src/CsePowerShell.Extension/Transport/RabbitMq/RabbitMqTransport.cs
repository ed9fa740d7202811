using CsePowerShell.Clusters.Contract;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client.Exceptions;

namespace CsePowerShell.Extension.Transport.RabbitMq;

/// <summary>AMQP 0-9-1 with RabbitMQ 3.8 or later.</summary>
internal sealed partial class RabbitMqTransport(BrokerOptions options) : IMessageTransport
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(5);

    private readonly BrokerNames _names = new(options.QueuePrefix, options.JobQueues);
    private readonly YoungQueues _young = new(options.Clock);
    private readonly ILogger _logger = options.Logger;
    private volatile RabbitMqSession? _session;
    private volatile bool _isStopped;

    public bool IsConnected => _session is not null;

    public async Task RunAsync(ITransportReceiver receiver, CancellationToken cancellationToken)
    {
        TimeSpan pause = s_firstPause;
        int firstQueue = BrokerNames.QueueOf(options.ConnectionName, options.JobQueues);
        while (!cancellationToken.IsCancellationRequested && !_isStopped)
        {
            try
            {
                await receiver.WaitUntilReadyAsync(cancellationToken).ConfigureAwait(false);
                RabbitMqSession session = await RabbitMqSession.OpenAsync(options, _names, _young, receiver, firstQueue, cancellationToken).ConfigureAwait(false);
                await using (session.ConfigureAwait(false))
                {
                    _session = session;
                    pause = s_firstPause;
                    LogConnected(options.Host, options.EffectivePort);
                    receiver.OnConnected();
                    string why = await ServeAsync(session, cancellationToken).ConfigureAwait(false);
                    LogLost(options.Host, options.EffectivePort, why);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception error) when (error is TransportException or RabbitMQClientException or IOException or TimeoutException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
            {
                LogFailed(error.Message, pause.TotalSeconds);
            }
            finally
            {
                if (_session is not null)
                {
                    _session = null;
                    _young.OnConnectionLost();
                    receiver.OnDisconnected();
                }
            }

            try
            {
                await options.Clock.Delay(pause, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, s_longestPause.Ticks));
        }
    }

    public Task PublishJobAsync(OutgoingJob job, CancellationToken cancellationToken) => Session().PublishJobAsync(job, cancellationToken);

    public Task AnnounceAsync(byte[] announcement, CancellationToken cancellationToken) => Session().AnnounceAsync(announcement, cancellationToken);

    public Task<long?> CountWaitingJobsAsync(CancellationToken cancellationToken) =>
        _session?.CountWaitingJobsAsync(cancellationToken) ?? Task.FromResult<long?>(null);

    public Task<QueuesDocument?> CountAsync(CancellationToken cancellationToken) => _session?.CountAsync(cancellationToken) ?? Task.FromResult<QueuesDocument?>(null);

    public Task StopReceivingAsync(CancellationToken cancellationToken)
    {
        _isStopped = true;
        return _session?.StopReceivingAsync(cancellationToken) ?? Task.CompletedTask;
    }

    public void Abandon(string why) => _session?.Abandon(why);

    private async Task<string> ServeAsync(RabbitMqSession session, CancellationToken cancellationToken)
    {
        using var serving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task watch = new PasswordWatch(options).RunAsync(session, serving.Token);
        try
        {
            return await AwaitAsync(session.Ended, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            serving.Cancel();
            await watch.ConfigureAwait(false);
        }
    }

    private static async Task<string> AwaitAsync(Task<string> ended, CancellationToken cancellationToken)
    {
        var stopped = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using (cancellationToken.Register(() => stopped.TrySetCanceled(cancellationToken)))
            return await (await Task.WhenAny(ended, stopped.Task).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private RabbitMqSession Session() => _session ?? throw new TransportException("There is no connection to the broker now.");

    [LoggerMessage(EventId = 100, Level = LogLevel.Information, Message = "Connected to the broker {Host}:{Port}")]
    private partial void LogConnected(string host, int port);

    [LoggerMessage(EventId = 101, Level = LogLevel.Warning, Message = "The connection to the broker {Host}:{Port} ended: {Why}")]
    private partial void LogLost(string host, int port, string why);

    [LoggerMessage(EventId = 102, Level = LogLevel.Warning, Message = "{Error} Trying again in {Seconds} s")]
    private partial void LogFailed(string error, double seconds);
}
