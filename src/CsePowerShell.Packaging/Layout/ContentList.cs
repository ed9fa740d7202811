namespace CsePowerShell.Packaging.Layout;

/// <summary>
/// The files that are given away, by name: a stray one, such as a dependency's dependency that nobody noticed, keeps the package from being made.
/// </summary>
internal sealed class ContentList
{
    private const string SshNetMark = " (with SSH.NET)";

    private readonly HashSet<string> _always;
    private readonly HashSet<string> _withSshNet;

    private ContentList(IEnumerable<string> lines)
    {
        ILookup<bool, string> files = lines.Where(line => line.Length > 0 && line[0] != '#').ToLookup(line => line.EndsWith(SshNetMark, StringComparison.Ordinal));
        _always = [.. files[false]];
        _withSshNet = [.. files[true].Select(line => line[..^SshNetMark.Length])];
    }

    /// <summary>Reads the list: a path a line, with forward slashes; <c>#</c> begins a comment.</summary>
    public static ContentList Read(string path) => new(File.ReadAllLines(path).Select(line => line.Trim()));

    /// <summary>Compares the list with a module and names every difference.</summary>
    public void Check(ModuleFolder module)
    {
        HashSet<string> expected = [.. _always, .. HasSshNet(module) ? _withSshNet : []];
        string[] faults = [
            .. module.Files.Except(expected).Select(file => $"{file} is in the module and not on the list"),
            .. expected.Except(module.Files).Order(StringComparer.Ordinal).Select(file => $"{file} is on the list and not in the module")];
        if (faults.Length > 0)
        {
            throw new PackagingException($"What is shipped is listed in module/contents.txt, and this differs: {string.Join("; ", faults)}.");
        }
    }

    private static bool HasSshNet(ModuleFolder module) => module.Files.Contains("lib/Renci.SshNet.dll");
}
