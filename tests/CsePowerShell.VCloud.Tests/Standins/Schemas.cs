using System.Diagnostics;
using System.Text;

namespace CsePowerShell.VCloud.Tests;

/// <summary>Judges documents by the published vCloud schemas, where they and xmllint are at hand.</summary>
internal static class Schemas
{
    private static readonly string? s_validator = Find();
    private static readonly bool s_hasXmllint = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "xmllint")));

    public static void SkipIfMissing()
    {
        Assert.SkipUnless(s_hasXmllint, "xmllint is not installed (Debian: libxml2-utils)");
        Assert.SkipUnless(s_validator is not null, "the vCloud schemas (../shared) are not beside the repository");
    }

    /// <summary>Fails the test with the validator's words when one of the documents is invalid.</summary>
    public static async Task AssertValidAsync(params byte[][] documents)
    {
        SkipIfMissing();
        string folder = Directory.CreateTempSubdirectory("vcloud-schema").FullName;
        try
        {
            for (int i = 0; i < documents.Length; i++)
                await File.WriteAllBytesAsync(Path.Combine(folder, $"{i}.xml"), documents[i]);
            var start = new ProcessStartInfo(s_validator!) { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (string file in Directory.EnumerateFiles(folder).Order())
                start.ArgumentList.Add(file);
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> errors = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
            Assert.True(process.ExitCode == 0, await output + await errors + string.Join("\n", documents.Select(Encoding.UTF8.GetString)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared", "tools", "validate-vcloud-xml");
            if (File.Exists(candidate))
                return candidate;
        }

        return null;
    }
}
