using System.Text;

namespace CsePowerShell.Guest;

/// <summary>The one encoder between a list of arguments and the line of shell that SSH carries: sshd hands that line to the account's login shell.</summary>
internal static class ShellWords
{
    // Linux gives one argument at most 128 KiB, and sshd passes the whole line as one: sh -c LINE.
    private const int LongestLine = 120_000;

    /// <summary>A line that a POSIX shell splits into exactly these words.</summary>
    /// <exception cref="ArgumentException">A word holds NUL or half a surrogate pair, or the line is too long.</exception>
    public static string Join(IEnumerable<string> words)
    {
        string line = string.Join(" ", words.Select(Quote));
        return Encoding.UTF8.GetByteCount(line) <= LongestLine
            ? line : throw new ArgumentException("The arguments are longer than a guest accepts. Pass large data as StandardInput, or upload a file.", nameof(words));
    }

    /// <summary>Inside single quotes a shell knows no special character but the single quote itself.</summary>
    public static string Quote(string word)
    {
        if (word.IndexOf('\0') >= 0)
            throw new ArgumentException("An argument cannot hold a NUL character.", nameof(word));
        for (int at = 0; at < word.Length; at++)
        {
            if (!char.IsSurrogate(word[at]))
                continue;
            if (!char.IsHighSurrogate(word[at]) || at + 1 == word.Length || !char.IsLowSurrogate(word[at + 1]))
                throw new ArgumentException("An argument holds half a surrogate pair, which has no UTF-8 form.", nameof(word));
            at++;
        }

        return "'" + word.Replace("'", "'\\''") + "'";
    }
}
