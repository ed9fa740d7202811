using System.Diagnostics;
using System.Xml.Linq;

namespace CsePowerShell.Tests.Shared;

/// <summary>
/// The published vCloud schemas beside the checkout, where they are. xmllint is called once for all documents of a schema, because compiling
/// the schema is what takes longest.
/// </summary>
internal static class Schemas
{
    private static readonly XNamespace s_ovf = "http://schemas.dmtf.org/ovf/envelope/1";
    private static readonly string? s_folder = Find();

    /// <summary>Skips the test by name where documents cannot be judged.</summary>
    public static void Require()
    {
        Assert.SkipUnless(s_folder is not null, "the vCloud schemas (../shared/vcd-schemas-9.1) are not beside the checkout");
        Assert.SkipUnless((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "xmllint"))),
            "xmllint is not installed (Debian: libxml2-utils)");
    }

    /// <summary>Fails the test with xmllint's words when one of the documents is invalid.</summary>
    public static async Task AssertValidAsync(params byte[][] documents)
    {
        Require();
        string folder = Directory.CreateTempSubdirectory("vcloud-schema-").FullName;
        try
        {
            for (int i = 0; i < documents.Length; i++)
                await File.WriteAllBytesAsync(Path.Combine(folder, $"{i}.xml"), documents[i], TestContext.Current.CancellationToken);
            string faults = await FaultsAsync(Directory.GetFiles(folder));
            Assert.True(faults.Length == 0, faults);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What is wrong with the documents, or an empty text. A file that holds a standalone Item is changed.</summary>
    public static async Task<string> FaultsAsync(IReadOnlyCollection<string> files)
    {
        ILookup<string, string> byRoot = files.ToLookup(file => XElement.Load(file).Name.LocalName);
        List<string> versions = [.. byRoot["SupportedVersions"]];
        // A standalone Item has no global element: it is judged inside a hardware section.
        foreach (string file in byRoot["Item"])
            await File.WriteAllTextAsync(file, new XElement(s_ovf + "VirtualHardwareSection", new XElement(s_ovf + "Info", "wrapped"), XElement.Load(file)).ToString());
        return await FaultsAsync("etc/schemas/versioning/versions.xsd", versions) + await FaultsAsync("all.xsd", [.. files.Except(versions)]);
    }

    private static async Task<string> FaultsAsync(string schema, List<string> files)
    {
        if (files.Count == 0)
            return "";
        ProcessStartInfo start = new("xmllint", ["--nonet", "--noout", "--schema", Path.Combine(s_folder!, schema), .. files])
        {
            RedirectStandardError = true,
            Environment = { ["XML_CATALOG_FILES"] = Path.Combine(s_folder!, "catalog.xml") },
        };
        using Process process = Process.Start(start)!;
        string[] lines = (await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        // A verdict on every document, or the silence of a broken xmllint would pass for health.
        Assert.Equal(files.Count, lines.Count(line => line.EndsWith(" validates", StringComparison.Ordinal) || line.EndsWith(" fails to validate", StringComparison.Ordinal)));
        return string.Concat(lines
            .Where(line => !line.EndsWith(" validates", StringComparison.Ordinal) && !line.Contains("Schemas parser warning", StringComparison.Ordinal))
            .Take(20)
            .Select(line => line + "\n"));
    }

    private static string? Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CsePowerShell.sln")))
            {
                string path = Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", "vcd-schemas-9.1"));
                return Directory.Exists(path) ? path : null;
            }
        }

        return null;
    }
}
