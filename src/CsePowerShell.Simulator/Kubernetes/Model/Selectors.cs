using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CsePowerShell.Simulator.Kubernetes.Model;

/// <summary>Label and field selectors, in the text form of queries and in the form of specs.</summary>
internal static partial class Selectors
{
    /// <summary>A label selector of a query: <c>a=b,c!=d,e in (f,g),h,!i</c>.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static Func<JsonObject, bool> Labels(string? text)
    {
        List<Func<IReadOnlyDictionary<string, string>, bool>> terms = [];
        foreach (string term in SplitOutsideParentheses(text ?? ""))
        {
            if (SetTerm().Match(term) is { Success: true } set)
            {
                string[] values = set.Groups["values"].Value.Split(',', StringSplitOptions.TrimEntries);
                terms.Add(Set(set.Groups["key"].Value, set.Groups["not"].Success, values));
            }
            else if (term.IndexOf("!=", StringComparison.Ordinal) is > 0 and int unequal)
                terms.Add(Set(term[..unequal].Trim(), not: true, [term[(unequal + 2)..].Trim()]));
            else if (term.IndexOf('=', StringComparison.Ordinal) is > 0 and int equal)
                terms.Add(Set(term[..equal].Trim(), not: false, [term[equal..].Trim('=', ' ')]));
            else if (term.StartsWith('!'))
                terms.Add(labels => !labels.ContainsKey(term[1..].Trim()));
            else if (KeyOnly().IsMatch(term))
                terms.Add(labels => labels.ContainsKey(term));
            else
                throw new FormatException($"unable to parse requirement: {term}");
        }
        return one =>
        {
            IReadOnlyDictionary<string, string> labels = one.Labels();
            return terms.TrueForAll(matches => matches(labels));
        };
    }

    /// <summary>A field selector of a query: <c>spec.nodeName=x,status.phase!=Failed</c>.</summary>
    public static Func<JsonObject, bool> Fields(string? text)
    {
        List<(string[] Path, bool Not, string Value)> terms = [];
        foreach (string term in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int equal = term.IndexOf('=', StringComparison.Ordinal);
            if (equal <= 0)
                throw new FormatException($"invalid field selector: {term}");
            bool not = term[equal - 1] == '!';
            terms.Add((term[..(not ? equal - 1 : equal)].Split('.'), not, term[equal..].Trim('=')));
        }
        return one => terms.TrueForAll(term => ((one.Text(term.Path) ?? "") == term.Value) != term.Not);
    }

    /// <summary>A selector of a spec: matchLabels and matchExpressions. An empty one matches everything, a missing one nothing.</summary>
    public static bool Matches(JsonNode? selector, IReadOnlyDictionary<string, string> labels)
    {
        if (selector is not JsonObject)
            return false;
        return selector.Map("matchLabels").All(pair => labels.TryGetValue(pair.Key, out string? value) && value == pair.Value)
            && selector.Items("matchExpressions").All(expression => MatchesExpression(expression, labels));
    }

    private static bool MatchesExpression(JsonObject expression, IReadOnlyDictionary<string, string> labels)
    {
        string key = expression.Text("key") ?? "";
        string[] values = [.. (expression.At("values") as JsonArray ?? []).Select(value => value?.ToString() ?? "")];
        return expression.Text("operator") switch
        {
            "In" => Set(key, not: false, values)(labels),
            "NotIn" => Set(key, not: true, values)(labels),
            "Exists" => labels.ContainsKey(key),
            "DoesNotExist" => !labels.ContainsKey(key),
            _ => false,
        };
    }

    private static Func<IReadOnlyDictionary<string, string>, bool> Set(string key, bool not, string[] values) =>
        labels => (labels.TryGetValue(key, out string? value) && values.Contains(value)) != not;

    private static IEnumerable<string> SplitOutsideParentheses(string text) =>
        OutsideParentheses().Split(text).Select(term => term.Trim()).Where(term => term.Length > 0);

    [GeneratedRegex(@",(?![^(]*\))")]
    private static partial Regex OutsideParentheses();

    [GeneratedRegex(@"^(?<key>[^\s=!(),]+)\s+(?<not>not)?in\s*\((?<values>[^)]*)\)$")]
    private static partial Regex SetTerm();

    [GeneratedRegex(@"^[A-Za-z0-9./_-]+$")]
    private static partial Regex KeyOnly();
}
