using YamlDotNet.RepresentationModel;

namespace CsePowerShell.Clusters;

/// <summary>
/// Refuses documents that anchors make endless, or so large in full that handling them would take the process down: a stack that overflows cannot be caught.
/// </summary>
internal static class YamlSize
{
    private const int MaxDepth = 64;
    private const long MaxNodes = 200_000;

    public static void Ensure(YamlNode root)
    {
        if (Count(root, 0, []) > MaxNodes)
            throw KubeconfigText.Unreadable("it is too large");
    }

    /// <summary>Nodes with every alias written out. Each node is looked at once, however many aliases it has.</summary>
    private static long Count(YamlNode node, int depth, Dictionary<NodeKey, long> known)
    {
        if (depth > MaxDepth)
            throw KubeconfigText.Unreadable("its entries are nested too deeply");
        var key = new NodeKey(node);
        if (known.TryGetValue(key, out long count))
            return count >= 0 ? count : throw KubeconfigText.Unreadable("an anchor contains itself");
        known[key] = -1;
        count = 1;
        IEnumerable<YamlNode> children = node switch
        {
            YamlMappingNode map => map.Children.SelectMany(pair => new[] { pair.Key, pair.Value }),
            YamlSequenceNode list => list.Children,
            _ => [],
        };
        foreach (YamlNode child in children)
            count = Math.Min(count + Count(child, depth + 1, known), MaxNodes + 1);
        return known[key] = count;
    }

    // YamlNode compares by content, which is what must not be done before this check.
    private readonly struct NodeKey(YamlNode node) : IEquatable<NodeKey>
    {
        private readonly YamlNode _node = node;

        public bool Equals(NodeKey other) => ReferenceEquals(_node, other._node);

        public override bool Equals(object? obj) => obj is NodeKey other && Equals(other);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(_node);
    }
}
