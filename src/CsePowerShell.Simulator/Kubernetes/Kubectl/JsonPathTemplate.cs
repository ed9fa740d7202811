using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.Kubectl;

/// <summary>kubectl's jsonpath as far as scripts use it: fields, [n], [*], one filter [?(@.a=="b")], range/end, and quoted text.</summary>
internal static partial class JsonPathTemplate
{
    public static string Evaluate(string template, JsonNode root)
    {
        StringBuilder text = new();
        string[] parts = [.. Parts().Matches(template).Select(match => match.Value)];
        Write(text, parts, 0, parts.Length, root, root);
        return text.ToString();
    }

    private static void Write(StringBuilder text, string[] parts, int from, int to, JsonNode root, JsonNode? current)
    {
        for (int i = from; i < to; i++)
        {
            string part = parts[i];
            if (!part.StartsWith('{'))
                text.Append(part);
            else if (part[1..^1].Trim() is ['"', .. var literal, '"'])
                text.Append(Regex.Unescape(literal));
            else if (part[1..^1].Trim() is var expression && expression.StartsWith("range ", StringComparison.Ordinal))
            {
                int end = Array.IndexOf(parts, "{end}", i);
                if (end < 0)
                    throw new KubectlException("error: error parsing jsonpath: unclosed range");
                foreach (JsonNode? item in Select(expression["range ".Length..].Trim(), root, current))
                    Write(text, parts, i + 1, end, root, item);
                i = end;
            }
            else
                text.AppendJoin(' ', Select(expression, root, current).Select(node => node is JsonValue value ? value.ToString()
                    : node?.ToJsonString()));
        }
    }

    private static IEnumerable<JsonNode?> Select(string path, JsonNode root, JsonNode? current)
    {
        IEnumerable<JsonNode?> nodes = [path.StartsWith('@') ? current : path.StartsWith('$') || ReferenceEquals(current, root) ? root : current];
        foreach (Match step in Steps().Matches(path))
        {
            if (step.Groups["field"].Success)
                nodes = nodes.Select(node => node.At(step.Groups["field"].Value.Replace("\\.", ".", StringComparison.Ordinal)))
                    .Where(node => node is not null);
            else if (step.Groups["index"].Value is "*")
                nodes = nodes.SelectMany(node => node as JsonArray ?? []);
            else if (step.Groups["index"].Success)
            {
                int index = int.Parse(step.Groups["index"].Value, System.Globalization.CultureInfo.InvariantCulture);
                nodes = nodes.Select(node => (node as JsonArray ?? []).ElementAtOrDefault(index)).Where(node => node is not null);
            }
            else
                nodes = nodes.SelectMany(node => node as JsonArray ?? [])
                    .Where(node => node.Text(step.Groups["key"].Value.Split('.')) == step.Groups["value"].Value);
        }
        return [.. nodes];
    }

    [GeneratedRegex(@"\{[^}]*\}|[^{]+")]
    private static partial Regex Parts();

    [GeneratedRegex("""\.(?<field>(?:\\.|[^.\[\]])+)|\[(?<index>\*|\d+)\]|\[\?\(@\.(?<key>[^=!]+?)\s*==\s*["'](?<value>[^"']*)["']\)\]""")]
    private static partial Regex Steps();
}
