using System.Management.Automation;
using CsePowerShell.Binding;

namespace CsePowerShell.Completion;

/// <summary>One thing that Tab may offer.</summary>
/// <param name="Value">The value itself, without quotes.</param>
/// <param name="Description">What the tool tip says; the value where it is empty.</param>
internal sealed record Suggestion(string Value, string Description = "")
{
    // What ends a bare word, or makes PowerShell read it as something else than a text.
    private static readonly char[] s_special =
    [
        ' ', '\t', '\'', '"', '`', '$', '(', ')', '{', '}', ';', ',', '|', '&', '<', '>', '@', '#', '\u2018', '\u2019', '\u201A', '\u201B',
    ];

    private static readonly char[] s_quotes = ['\'', '"', '\u2018', '\u2019', '\u201C', '\u201D'];

    /// <summary>Whether the parameter wants a number: then it stands there without quotes, which a text that looks like one would need.</summary>
    public bool IsNumber { get; init; }

    /// <param name="quote">The quote the user began with.</param>
    /// <param name="isPattern">Whether the parameter takes wildcards: then the characters of a name that would be some are told not to be.</param>
    public CompletionResult ToCompletionResult(char? quote, bool isPattern = false) =>
        new((isPattern ? this with { Value = NamePattern.Escape(Value) } : this).Quoted(quote), Value, CompletionResultType.ParameterValue, Description.Length == 0 ? Value : Description);

    /// <summary>The value as it must stand in the command line: in the quotes the user began with, else in single ones where it needs any.</summary>
    public string Quoted(char? quote)
    {
        if (quote == '"')
        {
            return "\"" + Value.Replace("`", "``").Replace("$", "`$").Replace("\"", "`\"") + "\"";
        }

        // PowerShell takes the typographic quotes for quotes, too, and doubling works for each of them.
        return quote is not null || NeedsQuotes
            ? "'" + string.Concat(Value.Select(c => s_quotes.Contains(c) && c != '"' ? $"{c}{c}" : c.ToString())) + "'"
            : Value;
    }

    /// <summary>The word on the command line without the user's quote, and that quote.</summary>
    public static (string Word, char? Quote) Unquote(string word)
    {
        if (word.Length == 0 || word[0] is not ('\'' or '"'))
        {
            return (word, null);
        }

        char quote = word[0];
        string inner = word.Length > 1 && word[word.Length - 1] == quote ? word.Substring(1, word.Length - 2) : word.Substring(1);
        return (quote == '\'' ? inner.Replace("''", "'") : inner, quote);
    }

    /// <summary>Whether it goes on from the word; the word may have wildcards.</summary>
    public bool Fits(string word) => new NamePattern(word + "*").Matches(Value);

    private bool NeedsQuotes => Value.Length == 0 || Value.IndexOfAny(s_special) >= 0 || Value[0] == '-' || (!IsNumber && double.TryParse(Value, out _));
}
