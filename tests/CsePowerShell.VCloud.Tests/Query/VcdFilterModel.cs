using System.Text.RegularExpressions;

namespace CsePowerShell.VCloud.Tests.Query;

/// <summary>
/// What vCD makes of the filter in a query's address, written from its programming guide and apart from the client's code: the HTTP layer decodes the
/// parameter, the expression is parsed, each value is decoded once more (filterEncoded), and a star in the value of == is a wildcard for which case does not count.
/// </summary>
internal sealed class VcdFilterModel
{
    private readonly string _text;
    private int _at;

    private VcdFilterModel(string text) => _text = text;

    public static Func<IReadOnlyDictionary<string, string>, bool> Parse(string address)
    {
        string query = address[(address.IndexOf('?', StringComparison.Ordinal) + 1)..];
        // What would make the address itself ambiguous must not be in it.
        Assert.DoesNotMatch(@"[ #<>""\\^`{|}]|[^\x20-\x7e]", query);
        Dictionary<string, string> parameters = query.Split('&').Select(p => p.Split('=', 2)).ToDictionary(p => p[0], p => Uri.UnescapeDataString(p[1]));
        if (!parameters.TryGetValue("filter", out string? filter))
            return _ => true;
        Assert.Equal("true", parameters["filterEncoded"]);
        var model = new VcdFilterModel(filter);
        Func<IReadOnlyDictionary<string, string>, bool> parsed = model.Or();
        Assert.Equal(filter.Length, model._at);
        return parsed;
    }

    private Func<IReadOnlyDictionary<string, string>, bool> Or()
    {
        Func<IReadOnlyDictionary<string, string>, bool> left = And();
        while (Next(','))
        {
            Func<IReadOnlyDictionary<string, string>, bool> first = left, second = And();
            left = record => first(record) || second(record);
        }

        return left;
    }

    private Func<IReadOnlyDictionary<string, string>, bool> And()
    {
        Func<IReadOnlyDictionary<string, string>, bool> left = Term();
        while (Next(';'))
        {
            Func<IReadOnlyDictionary<string, string>, bool> first = left, second = Term();
            left = record => first(record) && second(record);
        }

        return left;
    }

    private Func<IReadOnlyDictionary<string, string>, bool> Term()
    {
        if (Next('('))
        {
            Func<IReadOnlyDictionary<string, string>, bool> inner = Or();
            Assert.True(Next(')'), _text);
            return inner;
        }

        Match match = new Regex(@"\G([\w:@.-]+?)(==|!=|=gt=|=lt=)([^;,()]*)").Match(_text, _at);
        Assert.True(match.Success, $"cannot parse at {_at}: {_text}");
        _at += match.Length;
        string name = match.Groups[1].Value;
        string raw = match.Groups[3].Value;
        if (name.StartsWith("metadata:", StringComparison.Ordinal))
            raw = raw[(raw.IndexOf(':', StringComparison.Ordinal) + 1)..];
        string value = Uri.UnescapeDataString(raw);
        return match.Groups[2].Value switch
        {
            "==" => record => record.TryGetValue(name, out string? actual) && Same(actual, value),
            "!=" => record => record.TryGetValue(name, out string? actual) && actual != value,
            "=gt=" => record => record.TryGetValue(name, out string? actual) && long.Parse(actual) > long.Parse(value),
            _ => record => record.TryGetValue(name, out string? actual) && long.Parse(actual) < long.Parse(value),
        };
    }

    private static bool Same(string actual, string value) => value.Contains('*', StringComparison.Ordinal)
        ? Regex.IsMatch(actual, "\\A" + string.Join(".*", value.Split('*').Select(Regex.Escape)) + "\\z", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant)
        : actual == value;

    private bool Next(char c)
    {
        if (_at >= _text.Length || _text[_at] != c)
            return false;
        _at++;
        return true;
    }
}
