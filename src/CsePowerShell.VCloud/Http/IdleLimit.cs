namespace CsePowerShell.VCloud;

/// <summary>
/// The time limit of a request. Whoever sends a body in pieces pushes it back with each, so that an upload may take hours as long as it moves, and one that
/// hangs still ends.
/// </summary>
internal sealed class IdleLimit : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly TimeSpan _limit;
    private readonly ITimer _timer;

    public IdleLimit(TimeProvider clock, TimeSpan limit)
    {
        _limit = limit;
        _timer = clock.CreateTimer(static source => ((CancellationTokenSource)source!).Cancel(), _source, limit, Timeout.InfiniteTimeSpan);
    }

    public CancellationToken Token => _source.Token;

    public bool HasPassed => _source.IsCancellationRequested;

    public void Extend() => _timer.Change(_limit, Timeout.InfiniteTimeSpan);

    // The source has nothing to free, and a timer that fires in this moment must find it whole.
    public void Dispose() => _timer.Dispose();
}
