using CsePowerShell.Clusters.Contract;

namespace CsePowerShell.Extension.Transport;

/// <summary>
/// What carries messages between vCD and the hosts of the service, and jobs among the hosts. AMQP today; vCD 10.6 deprecates it for MQTT, so nothing above
/// this seam knows what an exchange is.
/// </summary>
internal interface IMessageTransport
{
    /// <summary>Whether messages can flow now.</summary>
    bool IsConnected { get; }

    /// <summary>Connects, serves, and connects again whenever the connection was lost, until it is stopped.</summary>
    /// <param name="receiver">Gets everything that arrives.</param>
    /// <param name="cancellationToken">Ends it: deliveries that are not settled go back.</param>
    Task RunAsync(ITransportReceiver receiver, CancellationToken cancellationToken);

    /// <summary>Stores a job. When this returns, the job survives any host and a restart of the broker.</summary>
    /// <param name="job">The job.</param>
    /// <param name="cancellationToken">Ends the waiting; the job may have been stored nevertheless.</param>
    /// <exception cref="TransportException">It was not stored.</exception>
    Task PublishJobAsync(OutgoingJob job, CancellationToken cancellationToken);

    /// <summary>Tells all hosts something, this one included.</summary>
    /// <param name="announcement">What.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task AnnounceAsync(byte[] announcement, CancellationToken cancellationToken);

    /// <summary>Takes no more requests and jobs; what was delivered is still settled. Others take over.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    Task StopReceivingAsync(CancellationToken cancellationToken);

    /// <summary>Gives the connection up, so that another host gets what was delivered to this one, and connects again when the receiver is ready.</summary>
    /// <param name="why">For the log.</param>
    void Abandon(string why);

    /// <summary>How many jobs wait to be delivered; null while not connected.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<long?> CountWaitingJobsAsync(CancellationToken cancellationToken);

    /// <summary>What waits on the broker; null while not connected.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<QueuesDocument?> CountAsync(CancellationToken cancellationToken);
}

/// <summary>Gets what arrives. The calls overlap; each returns at once or is awaited by nobody.</summary>
internal interface ITransportReceiver
{
    /// <summary>A request of vCD.</summary>
    Task OnRequestAsync(IncomingRequest request);

    /// <summary>A job for this host.</summary>
    Task OnJobAsync(IncomingJob job);

    /// <summary>Something that a host told all hosts.</summary>
    Task OnAnnouncementAsync(byte[] announcement);

    /// <summary>Returns when this host can work: a host that cannot reach vCD must not be the one that gets the jobs.</summary>
    Task WaitUntilReadyAsync(CancellationToken cancellationToken);

    /// <summary>The connection stands; everything is consumed.</summary>
    void OnConnected();

    /// <summary>The connection is gone; the lifetime of everything delivered over it has ended.</summary>
    void OnDisconnected();
}

/// <summary>The broker did not do what was asked.</summary>
internal class TransportException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A request names a place for its answer that is not there. vCD's is always there, so the request is nobody's.</summary>
internal sealed class UnknownReplyExchangeException() : Exception("The request names an exchange for its answer that does not exist.");
