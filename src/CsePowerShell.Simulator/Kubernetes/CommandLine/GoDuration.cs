using System.Globalization;
using System.Text.RegularExpressions;

namespace CsePowerShell.Simulator.Kubernetes.CommandLine;

/// <summary>Durations as Go programs read and write them: 1h30m, 24h0m0s, 500ms.</summary>
internal static partial class GoDuration
{
    public static TimeSpan? TryParse(string? text)
    {
        if (text == "0")
            return TimeSpan.Zero;
        if (string.IsNullOrEmpty(text) || !Form().IsMatch(text))
            return null;
        double seconds = Part().Matches(text).Sum(part => double.Parse(part.Groups[1].Value, CultureInfo.InvariantCulture)
            * part.Groups[2].Value switch
        {
            "h" => 3600,
            "m" => 60,
            "s" => 1,
            "ms" => 0.001,
            _ => 0.000001,
        });
        return TimeSpan.FromSeconds(seconds);
    }

    public static string Write(TimeSpan time)
    {
        int hours = (int)time.TotalHours;
        return hours > 0 ? $"{hours}h{time.Minutes}m{time.Seconds}s" : time.Minutes > 0 ? $"{time.Minutes}m{time.Seconds}s" : $"{time.Seconds}s";
    }

    [GeneratedRegex(@"^([0-9]*\.?[0-9]+(h|m|s|ms|us))+$")]
    private static partial Regex Form();

    [GeneratedRegex(@"([0-9]*\.?[0-9]+)(h|ms|m|s|us)")]
    private static partial Regex Part();
}
