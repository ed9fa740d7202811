namespace CsePowerShell.Clusters;

/// <summary>How long to wait before asking again: soon at first, then more and more rarely.</summary>
internal static class Backoff
{
    private static readonly double[] s_seconds = [0.5, 1, 2, 4, 5];

    /// <summary>For what may take minutes: never longer than five seconds.</summary>
    public static TimeSpan Of(int round) => TimeSpan.FromSeconds(s_seconds[Math.Min(round, s_seconds.Length - 1)]);

    /// <summary>For what is a matter of seconds: never longer than two.</summary>
    public static TimeSpan ShortOf(int round) => Of(Math.Min(round, 2));
}
