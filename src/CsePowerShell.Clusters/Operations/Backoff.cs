namespace CsePowerShell.Clusters;

/// <summary>How long to wait before asking again: soon at first, and never longer than five seconds.</summary>
internal static class Backoff
{
    private static readonly double[] s_seconds = [0.5, 1, 2, 4, 5];

    public static TimeSpan Of(int round) => TimeSpan.FromSeconds(s_seconds[Math.Min(round, s_seconds.Length - 1)]);
}
