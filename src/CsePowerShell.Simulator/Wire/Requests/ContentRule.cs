using System.Xml.Linq;

namespace CsePowerShell.Simulator.Wire.Requests;

/// <summary>One child that a rule allows.</summary>
internal sealed record ChildRule(XName Name, bool IsRequired, bool Repeats, string Type);

/// <summary>A place in a rule's order: one child, or several that may mix, or anything at all.</summary>
internal sealed record RuleStep(IReadOnlyList<ChildRule> Children, bool IsAnything)
{
    public bool Mixes => Children.Count > 1;
}

/// <summary>The order of children in one type; see <see cref="RequestRules"/> for how it is written.</summary>
internal sealed record ContentRule(IReadOnlyList<string> RequiredAttributes, IReadOnlyList<RuleStep> Steps)
{
    public static ContentRule Parse(string text)
    {
        List<string> attributes = [];
        List<RuleStep> steps = [];
        List<ChildRule>? mixed = null;

        foreach (string token in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (token[0] == '@')
            {
                attributes.Add(token[1..]);
                continue;
            }
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
