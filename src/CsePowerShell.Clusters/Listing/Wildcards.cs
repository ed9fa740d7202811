using System.Text.RegularExpressions;

namespace CsePowerShell.Clusters;

/// <summary>Patterns with <c>*</c> and <c>?</c>, as PowerShell users write them.</summary>
internal static class Wildcards
{
    /// <summary>The pattern as a regular expression without regard to case; null for no pattern and for <c>*</c>, which fit everything.</summary>
    public static Regex? ToRegex(string? pattern) => string.IsNullOrEmpty(pattern) || pattern == "*"
        ? null
        : new Regex("\\A" + Regex.Escape(pattern).Replace("\\*", ".*").Replace("\\?", ".") + "\\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline);

    /// <summary>
    /// The pattern for a query: the server knows no <c>?</c>, and it minds case unless there is a star. What it lets through too much is taken out afterwards.
    /// </summary>
    public static string ForServer(string pattern)
    {
        string stars = pattern.Replace('?', '*');
        return stars.IndexOf('*') < 0 ? stars + "*" : stars;
    }
}
