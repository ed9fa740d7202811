using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace CsePowerShell.Clusters;

/// <summary>One of the named lists of a kubeconfig: clusters, users or contexts. A file may lack the list, or have null in its place.</summary>
internal sealed class KubeconfigEntries(YamlMappingNode root, string list)
{
    private readonly YamlSequenceNode? _items = Child(root, list) switch
    {
        null or YamlScalarNode { Value: null or "" or "~" or "null" } => null,
        YamlSequenceNode items => items,
        _ => throw KubeconfigText.Unreadable($"\"{list}\" is not a list"),
    };

    public int Count => _items?.Children.Count ?? 0;

    private string BodyKey => list.Substring(0, list.Length - 1);

    public static string? Text(YamlMappingNode map, string key) => Child(map, key) is YamlScalarNode scalar ? scalar.Value : null;

    /// <summary>
    /// Sets a text. It is quoted: a cluster may be called 123 or true, which kubectl would read as a number or Boolean. In single quotes: the clients of CSE 1.x
    /// get this inside a JSON string of which they undo the line ends and nothing else.
    /// </summary>
    public static void Set(YamlMappingNode map, string key, string value) => Put(map, key, new YamlScalarNode(value) { Style = ScalarStyle.SingleQuoted });

    public static void SetPlain(YamlMappingNode map, string key, string value) => Put(map, key, new YamlScalarNode(value));

    public int? IndexOf(string? name)
    {
        for (int index = 0; name is not null && index < Count; index++)
        {
            if (NameOf(index) == name)
                return index;
        }

        return null;
    }

    public string? Value(int index, string body, string key) => BodyOf(index, body) is { } map ? Text(map, key) : null;

    /// <summary>A text of the entry of that name, such as a cluster's server; null where there is no such entry or text.</summary>
    public string? Value(string? name, string key) => IndexOf(name) is { } index ? Value(index, BodyKey, key) : null;

    public YamlMappingNode? BodyOf(int index, string body) => Item(index) is { } item ? Child(item, body) as YamlMappingNode : null;

    public bool Uses(string key, string? name) => Enumerable.Range(0, Count).Any(index => Value(index, BodyKey, key) == name);

    public void Rename(int index, string name)
    {
        if (Item(index) is { } item)
            Set(item, "name", name);
    }

    public YamlMappingNode Body(int index, string body)
    {
        YamlMappingNode item = Item(index) ?? throw KubeconfigText.Unreadable($"an entry of \"{list}\" has no keys");
        if (Child(item, body) is not YamlMappingNode map)
            Put(item, body, map = new YamlMappingNode());
        return map;
    }

    public void Remove(string? name, List<string> changes)
    {
        if (IndexOf(name) is { } index)
            RemoveAt(index, changes);
    }

    public void RemoveAt(int index, List<string> changes)
    {
        changes.Add($"The {BodyKey} \"{NameOf(index)}\" was removed.");
        _items!.Children.RemoveAt(index);
    }

    public void MergeFrom(KubeconfigEntries source, List<string> changes)
    {
        YamlSequenceNode items = _items ?? [];
        if (_items is null && source.Count > 0)
            Put(root, list, items);
        for (int index = 0; index < source.Count; index++)
        {
            string name = source.NameOf(index) ?? "";
            if (IndexIn(items, name) is not { } present)
            {
                items.Add(source._items!.Children[index]);
                changes.Add($"The {BodyKey} \"{name}\" was added.");
            }
            else if (items.Children[present] is YamlMappingNode && source.Item(index) is { } item)
            {
                // What an anchor shares with other entries must not change with this one.
                var old = (YamlMappingNode)(items.Children[present] = CopyOf(items.Children[present]));
                bool dropped = DropContradictions(old, item);
                if (Overwrite(old, item) || dropped)
                    changes.Add($"The {BodyKey} \"{name}\" was replaced.");
                DropDoubles(items, name, present, changes);
            }
        }
    }

    /// <summary>
    /// Keys of the old entry that must not survive beside the new ones: other credentials of the user, and other words about whom to trust
    /// (kubectl refuses a CA beside insecure-skip-tls-verify).
    /// </summary>
    private bool DropContradictions(YamlMappingNode old, YamlMappingNode item)
    {
        if (Child(old, BodyKey) is not YamlMappingNode oldBody || Child(item, BodyKey) is not YamlMappingNode newBody)
            return false;
        HashSet<string>? only = list == "clusters" ? ["certificate-authority", "certificate-authority-data", "insecure-skip-tls-verify"] : null;
        List<YamlNode> stale = list == "contexts"
            ? []
            : [.. oldBody.Children.Keys.Where(key => key is YamlScalarNode { Value: { } name } && (only is null || only.Contains(name)) && Child(newBody, name) is null)];
        foreach (YamlNode key in stale)
            oldBody.Children.Remove(key);
        return stale.Count > 0;
    }

    /// <summary>kubectl refuses a file with two entries of one name, so only the one that was just written stays.</summary>
    private void DropDoubles(YamlSequenceNode items, string name, int kept, List<string> changes)
    {
        for (int index = items.Children.Count - 1; index > kept; index--)
        {
            if (items.Children[index] is YamlMappingNode item && Text(item, "name") == name)
            {
                items.Children.RemoveAt(index);
                changes.Add($"Another {BodyKey} of the name \"{name}\" was removed.");
            }
        }
    }

    /// <summary>A copy without anchors, so that it is written out in full and shares nothing.</summary>
    private static YamlNode CopyOf(YamlNode node)
    {
        switch (node)
        {
            case YamlMappingNode map:
                var mapCopy = new YamlMappingNode { Tag = map.Tag, Style = map.Style };
                foreach (KeyValuePair<YamlNode, YamlNode> pair in map.Children)
                    mapCopy.Add(CopyOf(pair.Key), CopyOf(pair.Value));
                return mapCopy;
            case YamlSequenceNode list:
                return new YamlSequenceNode(list.Children.Select(CopyOf)) { Tag = list.Tag, Style = list.Style };
            case YamlScalarNode scalar:
                return new YamlScalarNode(scalar.Value) { Tag = scalar.Tag, Style = scalar.Style };
            default:
                return node;
        }
    }

    private static int? IndexIn(YamlSequenceNode items, string name)
    {
        for (int index = 0; index < items.Children.Count; index++)
        {
            if (items.Children[index] is YamlMappingNode item && Text(item, "name") == name)
                return index;
        }

        return null;
    }

    /// <summary>Lays one mapping over another; keys that only the old one has stay. True when something became different.</summary>
    private static bool Overwrite(YamlMappingNode target, YamlMappingNode source)
    {
        bool changed = false;
        foreach (KeyValuePair<YamlNode, YamlNode> pair in source.Children)
        {
            if (pair.Key is not YamlScalarNode { Value: { } key })
                continue;
            YamlNode? old = Child(target, key);
            if (old is YamlMappingNode oldMap && pair.Value is YamlMappingNode newMap)
            {
                changed |= Overwrite(oldMap, newMap);
            }
            else if (key == "extensions" && old is YamlSequenceNode oldList && pair.Value is YamlSequenceNode newList)
            {
                changed |= OverwriteByName(oldList, newList);
            }
            else if (old is null || !old.Equals(pair.Value))
            {
                // Scalars of equal text may differ in style alone.
                changed |= !(old is YamlScalarNode before && pair.Value is YamlScalarNode after && before.Value == after.Value);
                Put(target, key, pair.Value);
            }
        }

        return changed;
    }

    /// <summary>Other programs keep their own extensions beside ours.</summary>
    private static bool OverwriteByName(YamlSequenceNode target, YamlSequenceNode source)
    {
        bool changed = false;
        foreach (YamlMappingNode item in source.Children.OfType<YamlMappingNode>())
        {
            if (IndexIn(target, Text(item, "name") ?? "") is { } index)
            {
                changed |= Overwrite((YamlMappingNode)target.Children[index], item);
            }
            else
            {
                target.Add(item);
                changed = true;
            }
        }

        return changed;
    }

    public static YamlNode? Child(YamlMappingNode map, string key)
    {
        foreach (KeyValuePair<YamlNode, YamlNode> pair in map.Children)
        {
            if (pair.Key is YamlScalarNode scalar && scalar.Value == key)
                return pair.Value;
        }

        return null;
    }

    public static void Put(YamlMappingNode map, string key, YamlNode value)
    {
        foreach (KeyValuePair<YamlNode, YamlNode> pair in map.Children)
        {
            if (pair.Key is YamlScalarNode scalar && scalar.Value == key)
            {
                map.Children[pair.Key] = value;
                return;
            }
        }

        map.Add(key, value);
    }

    private YamlMappingNode? Item(int index) => _items?.Children[index] as YamlMappingNode;

    public string? NameOf(int index) => Item(index) is { } item ? Text(item, "name") : null;
}
