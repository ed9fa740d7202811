using System.Reflection;
using System.Text;
using System.Xml.Linq;

namespace CsePowerShell.Packaging.Help;

/// <summary>The XML comments of an assembly as paragraphs of plain text, which is all that Get-Help can show.</summary>
internal sealed class DocComments(XDocument document)
{
    private readonly Dictionary<string, XElement> _members = document.Descendants("member")
        .Where(member => member.Attribute("name") is not null)
        .ToDictionary(member => member.Attribute("name")!.Value);

    public IReadOnlyList<string> Summary(Type type) => Paragraphs($"T:{type.FullName}", "summary");

    public IReadOnlyList<string> Remarks(Type type) => Paragraphs($"T:{type.FullName}", "remarks");

    /// <summary>Of a property, where it is declared: that may be a base class.</summary>
    public IReadOnlyList<string> Summary(PropertyInfo property) => Paragraphs($"P:{property.DeclaringType!.FullName}.{property.Name}", "summary");

    public IReadOnlyList<string> Summary(ConstructorInfo constructor)
    {
        string parameters = string.Join(",", constructor.GetParameters().Select(parameter => parameter.ParameterType.FullName));
        return Paragraphs($"M:{constructor.DeclaringType!.FullName}.#ctor({parameters})", "summary");
    }

    private IReadOnlyList<string> Paragraphs(string member, string section)
    {
        if (!_members.TryGetValue(member, out XElement? found) || found.Element(section) is not { } element)
        {
            return [];
        }

        List<StringBuilder> paragraphs = [new()];
        Read(element, paragraphs);
        return [.. paragraphs.Select(Squeezed).Where(text => text.Length > 0)];
    }

    private static void Read(XElement element, List<StringBuilder> paragraphs)
    {
        foreach (XNode node in element.Nodes())
        {
            switch (node)
            {
                case XText text:
                    paragraphs[^1].Append(text.Value);
                    break;
                case XElement { Name.LocalName: "see" or "seealso" or "paramref" or "typeparamref" } reference:
                    paragraphs[^1].Append(reference.Value.Length > 0 ? reference.Value : NameOf(reference));
                    break;
                case XElement { Name.LocalName: "para" or "item" } block:
                    paragraphs.Add(new StringBuilder(block.Name.LocalName == "item" ? "- " : ""));
                    Read(block, paragraphs);
                    paragraphs.Add(new());
                    break;
                case XElement other:
                    Read(other, paragraphs);
                    break;
            }
        }
    }

    /// <summary>A type by its name, a member by its type's and its own.</summary>
    private static string NameOf(XElement reference)
    {
        string target = reference.Attributes().FirstOrDefault()?.Value ?? "";
        if (target.IndexOf(':', StringComparison.Ordinal) is not 1)
        {
            return target;
        }

        string[] parts = target[2..].Split('(')[0].Split('.');
        return string.Join('.', target[0] == 'T' ? parts[^1..] : parts[^2..]);
    }

    private static string Squeezed(StringBuilder text) =>
        string.Join(' ', text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
