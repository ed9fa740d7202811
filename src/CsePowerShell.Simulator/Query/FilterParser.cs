using System.Net;
using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Wire;

namespace CsePowerShell.Simulator.Query;

/// <summary>
/// Parses filters: <c>;</c> is AND and binds closer than <c>,</c> which is OR; parentheses group. With <c>filterEncoded=true</c> the expression was
/// encoded before the URL was: names and values are decoded once more after the operators were found, so that a value may hold them. Clients differ
/// in what they encode: pyvcloud 19.2.0 encodes nothing or the values alone, 20.0.3 quotes the whole expression; both must be understood.
/// </summary>
internal sealed class FilterParser
{
    private static readonly (string Text, FilterOperator Operator)[] s_operators =
    [
        ("=gt=", FilterOperator.Greater), ("=ge=", FilterOperator.GreaterOrEqual), ("=lt=", FilterOperator.Less),
        ("=le=", FilterOperator.LessOrEqual),
        ("==", FilterOperator.Equal), ("!=", FilterOperator.NotEqual),
    ];

    private readonly string _text;
    private readonly bool _isEncoded;
    private int _at;

    private FilterParser(string text, bool isEncoded) => (_text, _isEncoded) = (text, isEncoded);

    /// <param name="text">The value of the filter parameter, decoded once as every parameter is.</param>
    /// <param name="isEncoded">The value of filterEncoded.</param>
    public static FilterExpression Parse(string text, bool isEncoded)
    {
        // A whole expression that was encoded twice has no operator left to see.
        if (isEncoded && !s_operators.Any(known => text.Contains(known.Text, StringComparison.Ordinal)) && text.Contains('%'))
            text = WebUtility.UrlDecode(text);
        FilterParser parser = new(text, isEncoded);
        FilterExpression expression = parser.Or();
        return parser._at == text.Length ? expression : throw parser.Wrong($"'{text[parser._at]}' at position {parser._at} was not expected");
    }

    private FilterExpression Or()
    {
        List<FilterExpression> terms = [And()];
        while (TryTake(',')) terms.Add(And());
        return terms.Count == 1 ? terms[0] : new FilterExpression.Any(terms);
    }

    private FilterExpression And()
    {
        List<FilterExpression> terms = [Term()];
        while (TryTake(';')) terms.Add(Term());
        return terms.Count == 1 ? terms[0] : new FilterExpression.All(terms);
    }

    private FilterExpression Term()
    {
        if (!TryTake('(')) return Condition();
        FilterExpression inner = Or();
        return TryTake(')') ? inner : throw Wrong("a parenthesis is not closed");
    }

    private FilterExpression Condition()
    {
        int end = _text.AsSpan(_at).IndexOfAny(";,()");
        string condition = end < 0 ? _text[_at..] : _text.Substring(_at, end);
        _at += condition.Length;

        (string text, FilterOperator found, int position) = s_operators
            .Select(known => (known.Text, known.Operator, Position: condition.IndexOf(known.Text, StringComparison.Ordinal)))
            .Where(known => known.Position > 0).OrderBy(known => known.Position)
            .FirstOrDefault();
        if (text is null) throw Wrong($"'{Short(condition)}' is not a condition such as name==value");

        string attribute = Decode(condition[..position]), value = condition[(position + text.Length)..];
        return attribute.StartsWith("metadata", StringComparison.Ordinal)
            ? Metadata(attribute, found, value) : new FilterExpression.Condition(attribute, found, Decode(value));
    }

    private FilterExpression.MetadataCondition Metadata(string attribute, FilterOperator found, string value)
    {
        int colon = attribute.IndexOf(':', StringComparison.Ordinal);
        string prefix = colon < 0 ? attribute : attribute[..colon];
        MetadataDomain domain = prefix switch
        {
            "metadata" or "metadata@GENERAL" => MetadataDomain.General,
            "metadata@SYSTEM" => MetadataDomain.System,
            _ => throw Wrong($"'{attribute}' does not name metadata; write metadata:KEY"),
        };

        string decoded = Decode(value);
        int type = decoded.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || type < 0 || !Enum.TryParse(decoded[..type], ignoreCase: true, out MetadataType kind)
            || decoded[..type] != decoded[..type].ToUpperInvariant())
            throw Wrong($"'{Short(decoded)}' is not a metadata value such as STRING:text, NUMBER:1, BOOLEAN:true or DATETIME:2018-01-01T00:00:00Z");
        string wanted = decoded[(type + 1)..];
        if (MetadataText.Canonical(kind, wanted) is null) throw Wrong($"'{Short(wanted)}' is not a {kind}");
        return new FilterExpression.MetadataCondition(domain, attribute[(colon + 1)..], found, kind, wanted);
    }

    private string Decode(string text) => _isEncoded ? WebUtility.UrlDecode(text) : text;

    private bool TryTake(char expected)
    {
        if (_at >= _text.Length || _text[_at] != expected) return false;
        _at++;
        return true;
    }

    private VcdException Wrong(string what) => Refuse.BadRequest($"The filter '{Short(_text)}' is not valid: {what}.");

    private static string Short(string text) => text.Length <= 200 ? text : text[..200] + "...";
}
