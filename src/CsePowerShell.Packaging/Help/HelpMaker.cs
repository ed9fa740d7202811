using System.Management.Automation;

namespace CsePowerShell.Packaging.Help;

/// <summary>Joins what the assembly says of its cmdlets with the pages that people wrote about them.</summary>
internal static class HelpMaker
{
    /// <summary>Help for every cmdlet of the assembly. One without a page yet gets what its comments and attributes give.</summary>
    /// <param name="module">The assembly.</param>
    /// <param name="pagesFolder">The folder with a page per cmdlet.</param>
    public static IReadOnlyList<CmdletHelp> Make(ModuleAssembly module, string pagesFolder)
    {
        Dictionary<string, HelpPage> pages = Directory.GetFiles(pagesFolder, "*.md").Select(Read).ToDictionary(page => page.Name);
        CmdletReader reader = new(module.Comments);
        List<CmdletHelp> help = [];
        foreach (Type type in module.Assembly.GetExportedTypes().Where(type => !type.IsAbstract && type.Declared<CmdletAttribute>().Any()))
        {
            CmdletHelp cmdlet = reader.Read(type);
            help.Add(Join(cmdlet, pages.Remove(cmdlet.Name, out HelpPage? page) ? page : HelpPage.Empty(cmdlet.Name)));
        }

        return pages.Count == 0
            ? [.. help.OrderBy(cmdlet => cmdlet.Name, StringComparer.Ordinal)]
            : throw new PackagingException($"There are help pages, and no cmdlets, named {string.Join(", ", pages.Keys)}.");
    }

    private static HelpPage Read(string path)
    {
        HelpPage page = HelpPage.Parse(File.ReadAllText(path), Path.GetFileName(path));
        return page.Name == Path.GetFileNameWithoutExtension(path)
            ? page
            : throw new PackagingException($"{Path.GetFileName(path)} is about '{page.Name}': name the file after its cmdlet.");
    }

    private static CmdletHelp Join(CmdletHelp cmdlet, HelpPage page)
    {
        if (page.Outputs.Keys.FirstOrDefault(name => cmdlet.Outputs.All(output => output.Name != name)) is { } unknown)
        {
            throw new PackagingException($"The page of {cmdlet.Name} tells of the output '{unknown}', which its OutputType attributes do not name.");
        }

        IReadOnlyList<string> description = [.. page.Description, .. cmdlet.Description];
        return cmdlet with
        {
            Description = description.Count > 0 ? description : cmdlet.Synopsis,
            Outputs = [.. cmdlet.Outputs.Select(output => page.Outputs.TryGetValue(output.Name, out IReadOnlyList<string>? said) ? output with { Description = said } : output)],
            Notes = [.. page.Notes, .. cmdlet.Notes],
            Examples = page.Examples,
            Links = page.Links,
        };
    }
}
