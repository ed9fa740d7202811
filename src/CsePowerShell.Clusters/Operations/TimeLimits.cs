namespace CsePowerShell.Clusters;

/// <summary>Time limits as users give them.</summary>
public static class TimeLimits
{
    // Less than any runtime's timers hold: .NET Framework 24.8 days, .NET 49.7.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(24);

    /// <summary>
    /// Makes a source of tokens that are canceled when a limit has passed. A longer one than 24 days, such as the seconds of [int]::MaxValue, is none: no timer holds
    /// it, and nobody who writes it waits for its end.
    /// </summary>
    /// <param name="clock">The clock.</param>
    /// <param name="limit">The limit, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <returns>The source; the caller disposes it.</returns>
    public static CancellationTokenSource StartLimit(this TimeProvider clock, TimeSpan limit) =>
        clock.CreateCancellationTokenSource(limit > s_longest ? Timeout.InfiniteTimeSpan : limit);
}
