namespace CsePowerShell.Extension.Transport.RabbitMq;

/// <summary>
/// RabbitMQ (seen with 3.10.8) writes down that a quorum queue exists up to a second after it has confirmed its declaration. When it is killed in between, the
/// queue comes back without its log and waits for ever for a leader to be elected: every consumer of it times out. There is nothing in such a queue, so the host
/// that has just made it may delete it and make it again. Of any other queue without a leader it must never do that.
/// </summary>
internal sealed class YoungQueues(TimeProvider clock)
{
    private static readonly TimeSpan s_young = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, DateTimeOffset> _made = new(StringComparer.Ordinal);
    private readonly HashSet<string> _lost = new(StringComparer.Ordinal);

    /// <summary>This host has made a queue.</summary>
    public void Made(string queue)
    {
        _made[queue] = clock.GetUtcNow();
        _lost.Remove(queue);
    }

    /// <summary>The connection was lost; what was made right before may be lost, too.</summary>
    public void OnConnectionLost()
    {
        DateTimeOffset oldest = clock.GetUtcNow() - s_young;
        foreach (KeyValuePair<string, DateTimeOffset> queue in _made)
        {
            if (queue.Value >= oldest)
                _lost.Add(queue.Key);
        }

        _made.Clear();
    }

    /// <summary>Whether a queue that has no leader is one of those.</summary>
    public bool MayBeMadeAgain(string queue) => _lost.Contains(queue);
}
