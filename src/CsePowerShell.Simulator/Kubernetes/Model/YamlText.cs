using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace CsePowerShell.Simulator.Kubernetes.Model;

/// <summary>YAML documents as JSON objects, with the types Kubernetes reads into them.</summary>
internal static partial class YamlText
{
    /// <summary>All documents that are objects; empty ones are left out.</summary>
    /// <exception cref="FormatException">It is no YAML, or a document is no object.</exception>
    public static IReadOnlyList<JsonObject> Read(string text)
    {
        YamlStream stream = [];
        try
        {
            using StringReader reader = new(text);
            stream.Load(reader);
        }
        catch (YamlException e)
        {
            throw new FormatException($"error converting YAML to JSON: yaml: line {e.Start.Line}: {e.Message}", e);
        }
        List<JsonObject> documents = [];
        foreach (YamlDocument document in stream.Documents)
        {
            switch (Convert(document.RootNode))
            {
                case JsonObject one:
                    documents.Add(one);
                    break;
                case null:
                    break;
                default:
                    throw new FormatException("error converting YAML to JSON: the document is no object");
            }
        }
        return documents;
    }

    private static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMappingNode map => Convert(map),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Convert)]),
        YamlScalarNode scalar => Convert(scalar),
        _ => null,
    };

    private static JsonObject Convert(YamlMappingNode map)
    {
        JsonObject one = [];
        foreach ((YamlNode key, YamlNode value) in map.Children)
            one[key.ToString()] = Convert(value);
        return one;
    }

    private static JsonValue? Convert(YamlScalarNode scalar)
    {
        string text = scalar.Value ?? "";
        if (scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted or ScalarStyle.Literal or ScalarStyle.Folded)
            return JsonValue.Create(text);
        if (text is "" or "~" or "null" or "Null" or "NULL")
            return null;
        if (text is "true" or "True" or "TRUE" or "yes" or "Yes" or "on" or "On")
            return JsonValue.Create(true);
        if (text is "false" or "False" or "FALSE" or "no" or "No" or "off" or "Off")
            return JsonValue.Create(false);
        if (Integer().IsMatch(text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
            return JsonValue.Create(number);
        return Real().IsMatch(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double real)
            && double.IsFinite(real)
            ? JsonValue.Create(real)
            : JsonValue.Create(text);
    }

    [GeneratedRegex(@"^[-+]?\d+$")]
    private static partial Regex Integer();

    // 123456.1234567890123456 and 1e5432 are numbers to YAML: an unquoted bootstrap token of that form goes wrong, as it does with kubeadm.
    [GeneratedRegex(@"^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$")]
    private static partial Regex Real();
}
