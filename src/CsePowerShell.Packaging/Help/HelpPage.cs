using System.Text;
using System.Text.RegularExpressions;

namespace CsePowerShell.Packaging.Help;

/// <summary>
/// What people write about a cmdlet beside its XML comments, as Markdown: description, examples, what comes out when, notes, related links.
/// </summary>
/// <remarks>
/// <c># Verb-Noun</c>, then the sections <c>## DESCRIPTION</c>, <c>## EXAMPLES</c> with <c>### Example 1: Title</c> and a fenced block of
/// <c>powershell</c> each, <c>## OUTPUTS</c> with <c>### Full.Type.Name</c>, <c>## NOTES</c>, <c>## RELATED LINKS</c> as a list. Anything else is an error: a
/// heading with a spelling mistake must not make text disappear.
/// </remarks>
internal sealed partial class HelpPage
{
    private static readonly string[] s_sections = ["DESCRIPTION", "EXAMPLES", "OUTPUTS", "NOTES", "RELATED LINKS"];

    private HelpPage(string name) => Name = name;

    /// <summary>The cmdlet it is about.</summary>
    public string Name { get; }

    public IReadOnlyList<string> Description { get; private set; } = [];

    public IReadOnlyList<ExampleHelp> Examples { get; private set; } = [];

    /// <summary>By full type name: when it comes out, or what is special about it here.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Outputs { get; private set; } = new Dictionary<string, IReadOnlyList<string>>();

    public IReadOnlyList<string> Notes { get; private set; } = [];

    public IReadOnlyList<string> Links { get; private set; } = [];

    /// <summary>For a cmdlet that nobody has written a page about yet.</summary>
    public static HelpPage Empty(string name) => new(name);

    /// <summary>Reads a page.</summary>
    /// <param name="text">Markdown.</param>
    /// <param name="file">Its name, for errors.</param>
    public static HelpPage Parse(string text, string file)
    {
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        if (lines.Length == 0 || !lines[0].StartsWith("# ", StringComparison.Ordinal))
        {
            throw new PackagingException($"{file} has to begin with '# ' and the name of its cmdlet.");
        }

        HelpPage page = new(lines[0][2..].Trim());
        foreach ((string heading, string[] body) in Split(lines[1..], "## ", file))
        {
            switch (heading)
            {
                case "DESCRIPTION":
                    page.Description = Paragraphs(body);
                    break;
                case "EXAMPLES":
                    page.Examples = [.. Split(body, "### ", file).Select((part, index) => Example($"Example {index + 1}: ", part.Heading, part.Body, file))];
                    break;
                case "OUTPUTS":
                    page.Outputs = Split(body, "### ", file).ToDictionary(part => part.Heading, part => Paragraphs(part.Body));
                    break;
                case "NOTES":
                    page.Notes = Paragraphs(body);
                    break;
                case "RELATED LINKS":
                    page.Links = [.. Paragraphs(body).Select(link => link.TrimStart('-', ' '))];
                    break;
                default:
                    throw new PackagingException($"{file} has a section '{heading}', and help has only {string.Join(", ", s_sections)}.");
            }
        }

        return page;
    }

    /// <summary>Cuts at headings of one level. Inside a fence nothing is a heading: a PowerShell comment begins with the same sign.</summary>
    private static List<(string Heading, string[] Body)> Split(string[] lines, string mark, string file)
    {
        List<(string Heading, List<string> Body)> parts = [];
        bool isFenced = false;
        foreach (string line in lines)
        {
            isFenced ^= line.StartsWith("```", StringComparison.Ordinal);
            if (!isFenced && line.StartsWith(mark, StringComparison.Ordinal))
            {
                parts.Add((line[mark.Length..].Trim(), []));
            }
            else if (parts.Count > 0)
            {
                parts[^1].Body.Add(line);
            }
            else if (line.Trim().Length > 0)
            {
                throw new PackagingException($"{file} has text before its first '{mark.Trim()}' heading: '{line.Trim()}'.");
            }
        }

        return isFenced ? throw new PackagingException($"{file} has a fence that does not end.") : [.. parts.Select(part => (part.Heading, part.Body.ToArray()))];
    }

    private static ExampleHelp Example(string number, string title, string[] lines, string file)
    {
        if (!title.StartsWith(number, StringComparison.Ordinal))
        {
            throw new PackagingException($"{file}: the heading '{title}' has to begin with '{number}'.");
        }

        int begin = Array.FindIndex(lines, line => line.TrimEnd() == "```powershell");
        int end = begin < 0 ? -1 : Array.FindIndex(lines, begin + 1, line => line.TrimEnd() == "```");
        if (end < 0)
        {
            throw new PackagingException($"{file}: the example '{title}' has no block that begins with ```powershell.");
        }

        return new ExampleHelp(title, Paragraphs(lines[..begin]), string.Join('\n', lines[(begin + 1)..end]).Trim(), Paragraphs(lines[(end + 1)..]));
    }

    /// <summary>Lines become paragraphs at empty lines and at list items; a fenced block keeps its lines.</summary>
    private static IReadOnlyList<string> Paragraphs(string[] lines)
    {
        List<StringBuilder> paragraphs = [new()];
        bool isFenced = false;
        foreach (string line in lines)
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                isFenced = !isFenced;
                paragraphs.Add(new());
            }
            else if (isFenced)
            {
                paragraphs[^1].Append(paragraphs[^1].Length > 0 ? "\n" : "").Append(line);
            }
            else if (line.Trim().Length == 0)
            {
                paragraphs.Add(new());
            }
            else
            {
                if (line.StartsWith("- ", StringComparison.Ordinal))
                {
                    paragraphs.Add(new());
                }

                paragraphs[^1].Append(paragraphs[^1].Length > 0 ? " " : "").Append(Plain(line.Trim()));
            }
        }

        return [.. paragraphs.Select(paragraph => paragraph.ToString()).Where(paragraph => paragraph.Length > 0)];
    }

    /// <summary>Get-Help shows text: marks of code and emphasis go, a link keeps its words.</summary>
    private static string Plain(string text) => Link().Replace(text, "$1").Replace("`", "", StringComparison.Ordinal).Replace("**", "", StringComparison.Ordinal);

    [GeneratedRegex(@"\[([^\]]+)\]\([^)]*\)")]
    private static partial Regex Link();
}
