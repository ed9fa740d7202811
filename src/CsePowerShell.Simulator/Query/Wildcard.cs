namespace CsePowerShell.Simulator.Query;

/// <summary>Equality as the query service has it: case-sensitive, but with a <c>*</c> anywhere it becomes a pattern and ignores case (PG 5.5
/// p.300).</summary>
internal static class Wildcard
{
    public static bool IsMatch(string value, string pattern)
    {
        if (!pattern.Contains('*')) return value == pattern;

        int v = 0, p = 0, star = -1, retry = 0;
        while (v < value.Length)
        {
            if (p < pattern.Length && pattern[p] == '*') (star, retry) = (p++, v);
            else if (p < pattern.Length && char.ToUpperInvariant(pattern[p]) == char.ToUpperInvariant(value[v])) (v, p) = (v + 1, p + 1);
            else if (star >= 0) (p, v) = (star + 1, ++retry);
            else return false;
        }
        while (p < pattern.Length && pattern[p] == '*') p++;
        return p == pattern.Length;
    }
}
