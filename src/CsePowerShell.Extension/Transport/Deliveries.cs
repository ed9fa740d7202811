namespace CsePowerShell.Extension.Transport;

/// <summary>A request of vCD, to be answered and then settled exactly once.</summary>
internal abstract class IncomingRequest
{
    private int _settled;

    /// <summary>The message; empty for one that is too large to be a request.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>How long the message was, in bytes.</summary>
    public int Length { get; init; }

    public string? CorrelationId { get; init; }

    /// <summary>Whether the sender can be reached.</summary>
    public bool CanReply { get; init; }

    /// <summary>It was delivered before, to a host that did not settle it.</summary>
    public bool IsRedelivered { get; init; }

    /// <summary>Canceled when the connection it came over is gone: whoever gets it next does the work.</summary>
    public CancellationToken Lifetime { get; init; }

    /// <summary>Sends the answer.</summary>
    public abstract Task ReplyAsync(byte[] answer, CancellationToken cancellationToken);

    /// <summary>It is done with.</summary>
    public Task AcknowledgeAsync() => SettleOnceAsync(isDone: true);

    /// <summary>Sets it aside: it can be neither understood nor answered.</summary>
    public Task RejectAsync() => SettleOnceAsync(isDone: false);

    protected abstract Task SettleAsync(bool isDone);

    // Settling twice is an error of the protocol that costs the channel, and with it everybody's deliveries.
    private Task SettleOnceAsync(bool isDone) => Interlocked.Exchange(ref _settled, 1) == 0 ? SettleAsync(isDone) : Task.CompletedTask;
}

/// <summary>A job to be stored.</summary>
/// <param name="Id">Its id; a copy carries the same.</param>
/// <param name="Key">Jobs of one key are delivered in order, to one host at a time.</param>
/// <param name="Body">The job.</param>
/// <param name="Copies">How often it was copied to renew its delivery.</param>
internal sealed record OutgoingJob(string Id, string Key, byte[] Body, int Copies = 0)
{
    /// <summary>Store it in this queue, whatever the key says; null: where the key belongs.</summary>
    public int? Queue { get; init; }

    /// <summary>Forget it when it was not delivered for this long; null: never.</summary>
    public TimeSpan? Expiry { get; init; }
}

/// <summary>A job delivered to this host. It stays this host's until it is settled or the connection is lost.</summary>
internal abstract class IncomingJob
{
    private int _settled;

    public string Id { get; init; } = "";

    public byte[] Body { get; init; } = [];

    /// <summary>Which of the job queues it came from.</summary>
    public int Queue { get; init; }

    /// <summary>How often it was copied to renew its delivery.</summary>
    public int Copies { get; init; }

    /// <summary>Another host, or an earlier connection of this one, had it before and did not settle it.</summary>
    public bool IsRedelivered { get; init; }

    /// <summary>Canceled when the connection it came over is gone: another host gets it then.</summary>
    public CancellationToken Lifetime { get; init; }

    /// <summary>It is done with.</summary>
    public Task AcknowledgeAsync() => SettleOnceAsync(isDone: true);

    /// <summary>Moves it to the failed jobs, where somebody may look at it.</summary>
    public Task SetAsideAsync() => SettleOnceAsync(isDone: false);

    protected abstract Task SettleAsync(bool isDone);

    private Task SettleOnceAsync(bool isDone) => Interlocked.Exchange(ref _settled, 1) == 0 ? SettleAsync(isDone) : Task.CompletedTask;
}
