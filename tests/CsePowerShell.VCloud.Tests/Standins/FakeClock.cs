namespace CsePowerShell.VCloud.Tests;

/// <summary>
/// A clock that stands still until it is moved. <see cref="RunAsync"/> moves it to the next timer whenever the code under test waits, so minutes of
/// back-off take milliseconds; timers further away than an hour are taken for limits that are not meant to fire.
/// </summary>
internal sealed class FakeClock : TimeProvider
{
    private readonly object _gate = new();
    private readonly List<FakeTimer> _timers = [];
    private DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Every wait that was asked for, in order, limits left out.</summary>
    public List<TimeSpan> Waits { get; } = [];

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Runs something to its end, moving the clock whenever it waits.</summary>
    public async Task<T> RunAsync<T>(Task<T> work)
    {
        while (!work.IsCompleted)
        {
            await Task.WhenAny(work, Task.Delay(2));
            if (!work.IsCompleted)
                FireNext();
        }

        return await work;
    }

    public Task RunAsync(Task work) => RunAsync(Typed(work));

    public void Advance(TimeSpan by)
    {
        FakeTimer[] due;
        lock (_gate)
        {
            _now += by;
            due = [.. _timers.Where(t => t.Due <= _now)];
            foreach (FakeTimer timer in due)
                _timers.Remove(timer);
        }

        foreach (FakeTimer timer in due)
            timer.Fire();
    }

    private static async Task<bool> Typed(Task work)
    {
        await work;
        return true;
    }

    private void FireNext()
    {
        TimeSpan? step = null;
        lock (_gate)
        {
            FakeTimer? next = _timers.Where(t => t.Due - _now < TimeSpan.FromHours(1)).MinBy(t => t.Due);
            if (next is not null)
                step = next.Due - _now;
        }

        if (step is { } by)
            Advance(by < TimeSpan.Zero ? TimeSpan.Zero : by);
    }

    private sealed class FakeTimer(FakeClock clock, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                clock._timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;
                Due = clock._now + dueTime;
                clock._timers.Add(this);
                if (dueTime < TimeSpan.FromHours(1))
                    clock.Waits.Add(dueTime);
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock._gate)
                clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
