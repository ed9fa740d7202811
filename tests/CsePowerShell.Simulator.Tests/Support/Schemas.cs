using System.Diagnostics;
using System.Xml.Linq;

namespace CsePowerShell.Simulator.Tests.Support;

/// <summary>The published schemas beside the checkout, where they are. xmllint is called once for all documents of a schema: compiling it takes
/// longest.</summary>
internal static class Schemas
{
    private static readonly string? s_folder = Find();

    public static void Require()
    {
        Assert.SkipUnless(s_folder is not null, "../shared/vcd-schemas-9.1 is not beside the checkout");
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "xmllint"))),
            "xmllint is not installed");
    }

    /// <summary>What is wrong with the documents, or an empty text.</summary>
    public static async Task<string> FaultsAsync(IReadOnlyCollection<string> files)
    {
        ILookup<string, string> byRoot = files.ToLookup(file => XElement.Load(file).Name.LocalName);
        List<string> versions = [.. byRoot["SupportedVersions"]], others = [.. files.Except(versions)];
        // A standalone Item has no global element: it is judged inside a hardware section.
        foreach (string file in byRoot["Item"]) File.WriteAllText(file, Wrap(XElement.Load(file)).ToString());
        return await FaultsAsync("etc/schemas/versioning/versions.xsd", versions) + await FaultsAsync("all.xsd", others);
    }

    private static async Task<string> FaultsAsync(string schema, List<string> files)
    {
        if (files.Count == 0) return "";
        ProcessStartInfo start = new("xmllint", ["--nonet", "--noout", "--schema", Path.Combine(s_folder!, schema), .. files])
        {
            RedirectStandardError = true,
            Environment = { ["XML_CATALOG_FILES"] = Path.Combine(s_folder!, "catalog.xml") },
        };
        using Process process = Process.Start(start)!;
        string[] lines = (await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n',
            StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(files.Count, lines.Count(line => line.EndsWith(" validates", StringComparison.Ordinal)
            || line.EndsWith(" fails to validate", StringComparison.Ordinal)));
        return string.Concat(
            lines.Where(line => !line.EndsWith(" validates", StringComparison.Ordinal)
            && !line.Contains("Schemas parser warning", StringComparison.Ordinal)).Take(20).Select(line => line + "\n"));
    }

    private static XElement Wrap(XElement item) => new(Caller.Ovf + "VirtualHardwareSection", new XElement(Caller.Ovf + "Info", "wrapped"), item);

    private static string? Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "CsePowerShell.sln"))) continue;
            string path = Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", "vcd-schemas-9.1"));
            return Directory.Exists(path) ? path : null;
        }
        return null;
    }
}
