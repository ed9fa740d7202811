using CsePowerShell.Extension.Transport;

namespace CsePowerShell.Extension.Jobs;

/// <summary>A job at work on this host, and the delivery that makes it this host's.</summary>
internal sealed class RunningJob(JobDocument document, IncomingJob delivery)
{
    private readonly object _gate = new();
    private IncomingJob _delivery = delivery;

    public JobDocument Document { get; } = document;

    /// <summary>Ends when the connection is lost over which the job was delivered.</summary>
    public CancellationToken Lifetime { get; } = delivery.Lifetime;

    /// <summary>Somebody else may have been at it until a moment ago.</summary>
    public bool IsTakeover { get; } = delivery.IsRedelivered || delivery.Copies > 0;

    public IncomingJob Delivery
    {
        get { lock (_gate) return _delivery; }
    }

    /// <summary>Holds another delivery of the same job from now on: a renewal, or a job that was stored twice because its request came twice.</summary>
    public Task AttachAsync(IncomingJob delivery)
    {
        IncomingJob old;
        lock (_gate)
        {
            old = _delivery;
            _delivery = delivery;
        }

        return old.AcknowledgeAsync();
    }
}
