using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace CsePowerShell.Guest;

/// <summary>A YAML mapping whose texts are always in quotes: a token such as 1e5432 or 123456.1234567890123456 would otherwise be read as a number.</summary>
internal sealed class YamlMap
{
    private readonly YamlMappingNode _node = new();

    public int Count => _node.Children.Count;

    public YamlMap Text(string key, string value) => Add(key, Quoted(value));

    public YamlMap Texts(string key, IEnumerable<string> values) => Add(key, new YamlSequenceNode(values.Select(Quoted)));

    public YamlMap Number(string key, int value) => Add(key, new YamlScalarNode(value.ToString(CultureInfo.InvariantCulture)));

    public YamlMap Flag(string key, bool value) => Add(key, new YamlScalarNode(value ? "true" : "false"));

    public YamlMap Map(string key, YamlMap value) => Add(key, value._node);

    public YamlMap List(string key, IEnumerable<YamlMap> values) => Add(key, new YamlSequenceNode(values.Select(value => value._node)));

    /// <summary>The maps as YAML documents, one after the other.</summary>
    public static string Write(params YamlMap[] documents)
    {
        using StringWriter text = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
        foreach (YamlMap document in documents)
        {
            if (text.GetStringBuilder().Length > 0)
                text.Write("---\n");
            using StringWriter one = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
            new YamlStream(new YamlDocument(document._node)).Save(one, assignAnchors: false);

            // YamlDotNet ends a stream with "...", which kubeadm does not need between documents.
            string body = one.ToString().Replace("\r\n", "\n");
            text.Write(body.EndsWith("...\n", StringComparison.Ordinal) ? body.Substring(0, body.Length - 4) : body);
        }

        return text.ToString();
    }

    private static YamlScalarNode Quoted(string value) => new(value) { Style = ScalarStyle.DoubleQuoted };

    private YamlMap Add(string key, YamlNode value)
    {
        _node.Add(new YamlScalarNode(key), value);
        return this;
    }
}
