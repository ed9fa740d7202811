using System.Text.RegularExpressions;

namespace CsePowerShell.Packaging.Package;

/// <summary>What a package's description needs from the module's manifest, which is a PowerShell data file of our own and of a known shape.</summary>
internal sealed partial record ModuleManifest(string Author, string Copyright, string Description, IReadOnlyList<string> Tags, IReadOnlyList<string> Cmdlets)
{
    public static ModuleManifest Read(string path)
    {
        string text = File.ReadAllText(path);
        return new ModuleManifest(One(text, "Author"), One(text, "Copyright"), One(text, "Description"), Many(text, "Tags"), Many(text, "CmdletsToExport"));
    }

    private static string One(string text, string key) =>
        Regex.Match(text, $@"(?m)^\s*{key}\s*=\s*'((?:[^']|'')*)'") is { Success: true } match
            ? match.Groups[1].Value.Replace("''", "'", StringComparison.Ordinal)
            : throw new PackagingException($"The manifest has no {key} in single quotes.");

    private static IReadOnlyList<string> Many(string text, string key) =>
        Regex.Match(text, $@"(?ms)^\s*{key}\s*=\s*@\((.*?)\)") is { Success: true } match
            ? [.. Quoted().Matches(match.Groups[1].Value).Select(word => word.Groups[1].Value)]
            : throw new PackagingException($"The manifest has no list {key}.");

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Quoted();
}
