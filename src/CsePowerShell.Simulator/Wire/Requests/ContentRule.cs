using System.Xml.Linq;

namespace CsePowerShell.Simulator.Wire.Requests;

/// <summary>One child that a rule allows.</summary>
internal sealed record ChildRule(XName Name, bool IsRequired, bool Repeats, string Type);

/// <summary>A place in a rule's order: one child, or several that may mix, or anything at all.</summary>
internal sealed record RuleStep(IReadOnlyList<ChildRule> Children, bool IsAnything)
{
    public bool Mixes => Children.Count > 1;
}

/// <summary>An attribute that a rule knows.</summary>
internal sealed record AttributeRule(string Name, bool IsRequired, string Type);

/// <summary>Attributes and the order of children in one type; see <see cref="RequestRules"/> for how it is written.</summary>
internal sealed record ContentRule(IReadOnlyList<AttributeRule> Attributes, IReadOnlyList<RuleStep> Steps)
{
    public static ContentRule Parse(string text)
    {
        List<AttributeRule> attributes = [];
        List<RuleStep> steps = [];
        List<ChildRule>? mixed = null;

        foreach (string token in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (token[0] == '@')
            {
                string[] parts = token[1..].Split(':');
                attributes.Add(new AttributeRule(parts[0].TrimEnd('?'), !parts[0].EndsWith('?'), parts.Length > 1 ? parts[1] : "string"));
                continue;
            }
            if (token == "text") continue;
            if (token == "any")
            {
                steps.Add(new RuleStep([], IsAnything: true));
                continue;
            }
            if (token[0] == '[') mixed = [];
            ChildRule child = ParseChild(token.Trim('[', ']'));
            if (mixed is null) steps.Add(new RuleStep([child], IsAnything: false));
            else mixed.Add(child with { IsRequired = false, Repeats = true });
            if (token[^1] != ']') continue;
            steps.Add(new RuleStep(mixed!, IsAnything: false));
            mixed = null;
        }
        return new ContentRule(attributes, steps);
    }

    private static ChildRule ParseChild(string token)
    {
        XNamespace home = Ns.VCloud;
        foreach ((string prefix, XNamespace other) in (ReadOnlySpan<(string, XNamespace)>)[("ovf:", Ns.Ovf), ("rasd:", Ns.Rasd)])
            if (token.StartsWith(prefix, StringComparison.Ordinal)) (home, token) = (other, token[prefix.Length..]);

        string[] parts = token.Split(':');
        char number = parts[0][^1];
        string name = parts[0].TrimEnd('?', '*', '+');
        return new ChildRule(home + name, number is not ('?' or '*'), number is '*' or '+', parts.Length > 1 ? parts[1] : "string");
    }
}
