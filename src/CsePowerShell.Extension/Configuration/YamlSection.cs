using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace CsePowerShell.Extension.Configuration;

/// <summary>One mapping of the configuration. It knows which keys were asked for, so that the others can be told: a misspelled key must not be a default.</summary>
internal sealed class YamlSection
{
    private readonly string _path;
    private readonly YamlMappingNode? _node;
    private readonly List<string> _faults;
    private readonly List<string> _notices;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public YamlSection(string path, YamlNode? node, List<string> faults, List<string> notices)
    {
        _path = path;
        _faults = faults;
        _notices = notices;
        _node = node as YamlMappingNode;
        if (node is not null && _node is null && !IsNull(node))
            Fault(node, $"{path} has to be a mapping.");
    }

    public bool IsThere => _node is not null;

    public YamlNode? Node(string key)
    {
        _known.Add(key);
        return _node is not null && _node.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? value) && !IsNull(value) ? value : null;
    }

    public YamlSection Section(string key) => new(Name(key), Node(key), _faults, _notices);

    public string? Text(string key)
    {
        if (Node(key) is not { } node)
            return null;
        if (node is YamlScalarNode scalar)
            return scalar.Value;
        Fault(node, $"{Name(key)} has to be a text.");
        return null;
    }

    public string Required(string key)
    {
        string? text = Text(key);
        if (string.IsNullOrWhiteSpace(text))
            _faults.Add($"{Name(key)} is missing.");
        return text ?? "";
    }

    public bool? Flag(string key) => Text(key)?.ToLowerInvariant() switch
    {
        null => null,
        "true" or "yes" or "on" => true,
        "false" or "no" or "off" => false,
        _ => Wrong<bool>(key, "true or false"),
    };

    public int? Number(string key, int least, int most) => Text(key) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most ? number
        : Wrong<int>(key, $"a number from {least} to {most}");

    public Secret? Secret(string key, SecretSources sources)
    {
        switch (Node(key))
        {
            case null:
                return null;
            case YamlMappingNode map when Reference(map, sources) is { } secret:
                return secret;
            case YamlScalarNode { Value: { } value } scalar:
                if (!sources.AllowPlaintext)
                    Fault(scalar, $"{Name(key)} holds a secret in clear text. Write {SecretReference.Forms} instead (Start-CseService -SaveConfiguration does), or allow it with --allow-plaintext-secret.");
                else
                    _notices.Add($"{Name(key)} is a secret in clear text.");
                return Configuration.Secret.Plain(value);
        }

        Fault(Node(key)!, $"{Name(key)} has to be {SecretReference.Forms}.");
        return null;
    }

    private static Secret? Reference(YamlMappingNode map, SecretSources sources)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (KeyValuePair<YamlNode, YamlNode> part in map.Children)
        {
            if (part.Key is not YamlScalarNode { Value: { } kind } || part.Value is not YamlScalarNode { Value: { Length: > 0 } place })
                return null;
            parts[kind] = place;
        }

        if (parts.TryGetValue(SecretReference.VaultKind, out string? name))
        {
            bool hasVault = parts.TryGetValue(SecretReference.VaultName, out string? vault);
            return parts.Count == (hasVault ? 2 : 1) ? Configuration.Secret.OfVault(name, vault, sources.Vault) : null;
        }

        return parts.Count != 1 ? null
            : parts.TryGetValue(SecretReference.EnvironmentKind, out string? variable) ? Configuration.Secret.OfEnvironment(variable)
            : parts.TryGetValue(SecretReference.FileKind, out string? file) ? Configuration.Secret.OfFile(file)
            : parts.TryGetValue(SecretReference.DpapiKind, out string? text) ? Configuration.Secret.OfDpapi(text)
            : null;
    }

    /// <summary>Keys of CSE 1.x that mean nothing any more: told, and passed over.</summary>
    public void Obsolete(string why, params string[] keys)
    {
        foreach (string key in keys.Where(key => Node(key) is not null))
            _notices.Add($"{Name(key)} no longer applies: {why}.");
    }

    public void Notice(string text) => _notices.Add(text);

    /// <summary>Tells the keys that nobody asked for.</summary>
    public void RefuseUnknown()
    {
        foreach (YamlScalarNode key in (_node?.Children.Keys ?? []).OfType<YamlScalarNode>().Where(key => !_known.Contains(key.Value ?? "")))
            Fault(key, $"{Name(key.Value ?? "")} is not known.{Suggestion(key.Value ?? "")}");
    }

    private static bool IsNull(YamlNode node) => node is YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain or YamlDotNet.Core.ScalarStyle.Any, Value: null or "" or "null" or "~" or "Null" or "NULL" };

    private string Name(string key) => _path.Length == 0 ? key : _path + "." + key;

    private T? Wrong<T>(string key, string expected)
        where T : struct
    {
        Fault(Node(key)!, $"{Name(key)} has to be {expected}.");
        return null;
    }

    private void Fault(YamlNode node, string text) => _faults.Add($"Line {node.Start.Line}: {text}");

    // The documentation of 1.2.7 itself had the wrong name of a key, and the service took the default without a word.
    private string Suggestion(string key)
    {
        string? near = _known.OrderBy(known => Distance(known, key)).FirstOrDefault();
        return near is not null && Distance(near, key) <= Math.Max(2, key.Length / 3) ? $" Is {Name(near)} meant?" : "";
    }

    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }

        return row[b.Length];
    }
}
