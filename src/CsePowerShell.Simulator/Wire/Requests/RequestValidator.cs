using System.Globalization;
using System.Xml.Linq;

namespace CsePowerShell.Simulator.Wire.Requests;

/// <summary>Judges a request body as vCD's schema validation does: order, unknown and missing elements, booleans and numbers. The first fault ends
/// it.</summary>
internal static class RequestValidator
{
    public static void Check(XElement root, string type) => Check(root, type, root.Name.LocalName);

    private static void Check(XElement element, string type, string path)
    {
        if (type == "any") return;
        if (RequestRules.Find(type) is not { } rule)
        {
            CheckText(element, type);
            return;
        }

        CheckAttributes(element, rule);
        List<XElement> children = [.. element.Elements()];
        int next = 0;
        // Every vCloud type may begin with extensions.
        while (next < children.Count && children[next].Name == Ns.VCloud + "VCloudExtension") next++;
        foreach (RuleStep step in rule.Steps) next = Step(step, element, children, next, path);
        if (next < children.Count) throw Unexpected(children[next], element, []);
    }

    private static int Step(RuleStep step, XElement parent, List<XElement> children, int next, string path)
    {
        if (step.IsAnything)
        {
            // Wildcards of the schema are for other namespaces only.
            while (next < children.Count && children[next].Name.Namespace != parent.Name.Namespace && children[next].Name.Namespace != Ns.Rasd)
                next++;
            return next;
        }

        bool found = false;
        while (next < children.Count && step.Children.FirstOrDefault(child => child.Name == children[next].Name) is { } rule)
        {
            if (found && !rule.Repeats) throw Unexpected(children[next], parent, []);
            Check(children[next], rule.Type, $"{path}/{rule.Name.LocalName}");
            found = true;
            next++;
        }
        if (found || !step.Children.Any(child => child.IsRequired)) return next;
        if (next < children.Count) throw Unexpected(children[next], parent, step.Children);
        throw Refuse.InvalidContent(
            $"cvc-complex-type.2.4.b: The content of element '{parent.Name.LocalName}' is not complete. One of {Names(step.Children)} is expected.");
    }

    private static VcdException Unexpected(XElement element, XElement parent, IReadOnlyList<ChildRule> expected)
    {
        string hint = expected.Count > 0 ? $" One of {Names(expected)} is expected."
            : $" It is unknown there or stands in the wrong order inside '{parent.Name.LocalName}'.";
        return Refuse.InvalidContent($"cvc-complex-type.2.4.a: Invalid content was found starting with element '{element.Name.LocalName}'.{hint}");
    }

    private static string Names(IEnumerable<ChildRule> children) =>
        $"'{{{string.Join(", ", children.Select(child => $"\"{child.Name.NamespaceName}\":{child.Name.LocalName}"))}}}'";

    private static void CheckAttributes(XElement element, ContentRule rule)
    {
        foreach (AttributeRule attribute in rule.Attributes)
        {
            if (element.Attribute(attribute.Name) is { } given) CheckValue(given.Value.Trim(), attribute.Type, element);
            else if (attribute.IsRequired)
                throw Refuse.InvalidContent($"cvc-complex-type.4: Attribute '{attribute.Name}' must appear on element '{element.Name.LocalName}'.");
        }
        RefuseOtherAttributes(element, name => rule.Attributes.Any(attribute => attribute.Name == name));
    }

    private static void RefuseOtherAttributes(XElement element, Func<string, bool> isKnown)
    {
        foreach (XAttribute attribute in element.Attributes())
            if (!attribute.IsNamespaceDeclaration && attribute.Name.Namespace == XNamespace.None && !isKnown(attribute.Name.LocalName))
                throw Refuse.InvalidContent(
                    $"cvc-complex-type.3.2.2: Attribute '{attribute.Name.LocalName}' is not allowed to appear in element '{element.Name.LocalName}'.");
    }

    private static void CheckText(XElement element, string type)
    {
        if (element.Elements().FirstOrDefault() is { } child) throw Unexpected(child, element, []);
        // OVF and RASD texts take any attribute, texts of the vCloud namespace none.
        if (element.Name.Namespace == Ns.VCloud) RefuseOtherAttributes(element, _ => false);
        CheckValue(element.Value.Trim(), type, element);
    }

    private static void CheckValue(string text, string type, XElement element)
    {
        bool isRight = type switch
        {
            "boolean" => text is "true" or "false" or "1" or "0",
            "int" => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            "string" => true,
            _ => throw new InvalidOperationException($"The request rules name the type '{type}', which is not defined."),
        };
        if (!isRight)
            throw Refuse.InvalidContent(
                $"cvc-datatype-valid.1.2.1: '{text}' is not a valid value for '{type}' in element '{element.Name.LocalName}'.");
    }
}
