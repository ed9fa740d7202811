using System.Text.RegularExpressions;

namespace CsePowerShell.Extension.Registration;

/// <summary>
/// Whether two services would get the same requests. That two regular expressions can fit one text is hard to decide in general and easy to try: with paths that
/// the patterns themselves suggest.
/// </summary>
internal static class PatternOverlap
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMilliseconds(200);

    public static string? Find(IReadOnlyList<string> ours, IReadOnlyList<string> theirs)
    {
        foreach (string pattern in theirs)
        {
            if (ours.Contains(pattern) || ours.SelectMany(Examples).Any(path => Fits(pattern, path)) || Examples(pattern).Any(path => ours.Any(own => Fits(own, path))))
                return pattern;
        }

        return null;
    }

    private static IEnumerable<string> Examples(string pattern)
    {
        foreach (string filling in new[] { "", "x", "x/y", "x/y/z" })
            yield return pattern.Replace(".*", filling).Replace("(/" + filling + ")?", "/" + filling);
    }

    /// <summary>vCD's patterns fit whole paths.</summary>
    private static bool Fits(string pattern, string path)
    {
        try
        {
            return Regex.IsMatch(path, @"\A(?:" + pattern + @")\z", RegexOptions.CultureInvariant, s_limit);
        }
        catch (Exception error) when (error is ArgumentException or RegexMatchTimeoutException)
        {
            // Java knows a little more than .NET. Equal patterns were compared before.
            return false;
        }
    }
}
