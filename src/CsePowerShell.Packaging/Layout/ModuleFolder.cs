using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace CsePowerShell.Packaging.Layout;

/// <summary>
/// The module as Import-Module gets it: our assemblies beside the manifest, other people's in <c>lib/</c>, where only our loader looks.
/// </summary>
internal sealed partial class ModuleFolder
{
    public const string Name = "CsePowerShell";

    // Compiled against, and in PowerShell already: shipped, it would be a second engine.
    private const string Engine = "System.Management.Automation.dll";

    private ModuleFolder(string path) => Path = path;

    public string Path { get; }

    public string Manifest => System.IO.Path.Combine(Path, Name + ".psd1");

    public string CmdletAssembly => System.IO.Path.Combine(Path, Name + ".dll");

    public string Libraries => System.IO.Path.Combine(Path, "lib");

    /// <summary>From Directory.Build.props by way of the compiler; after a hyphen, the name of a prerelease.</summary>
    public string Version => FileVersionInfo.GetVersionInfo(CmdletAssembly).ProductVersion!.Split('+')[0];

    /// <summary>Every file of it, relative to it, with forward slashes, sorted.</summary>
    public IReadOnlyList<string> Files => [.. Directory.GetFiles(Path, "*", SearchOption.AllDirectories)
        .Select(file => System.IO.Path.GetRelativePath(Path, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    /// <summary>The module of a checkout that was laid out before.</summary>
    public static ModuleFolder Open(Checkout checkout) =>
        File.Exists(System.IO.Path.Combine(checkout.Module, Name + ".psd1"))
            ? new ModuleFolder(checkout.Module)
            : throw new PackagingException("There is no module in artifacts/module: lay it out first.");

    /// <summary>Makes the folder anew from what the compiler wrote and from <c>module/</c>. Help is not in it yet.</summary>
    public static ModuleFolder LayOut(Checkout checkout)
    {
        if (Directory.Exists(checkout.Module))
        {
            Directory.Delete(checkout.Module, recursive: true);
        }

        ModuleFolder module = new(Directory.CreateDirectory(checkout.Module).FullName);
        Directory.CreateDirectory(module.Libraries);
        foreach (string file in Directory.GetFiles(checkout.Output(Name), "*.dll").Where(file => System.IO.Path.GetFileName(file) != Engine))
        {
            string name = System.IO.Path.GetFileName(file);
            File.Copy(file, System.IO.Path.Combine(name.StartsWith(Name, StringComparison.Ordinal) ? module.Path : module.Libraries, name));
        }

        string loader = Name + ".Loader";
        File.Copy(System.IO.Path.Combine(checkout.Output(loader), loader + ".dll"), System.IO.Path.Combine(module.Path, loader + ".dll"), overwrite: true);
        foreach (string file in Directory.GetFiles(checkout.ModuleSource, "*.ps*1*").Concat(Directory.GetFiles(System.IO.Path.Combine(checkout.ModuleSource, "en-US"))))
        {
            string target = System.IO.Path.Combine(module.Path, System.IO.Path.GetRelativePath(checkout.ModuleSource, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        module.StampVersion();
        return module;
    }

    /// <summary>Get-Help looks in the culture's folder for a file named after the assembly.</summary>
    public void WriteHelp(XDocument help)
    {
        using XmlWriter writer = XmlWriter.Create(
            System.IO.Path.Combine(Path, "en-US", Name + ".dll-Help.xml"),
            new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), NewLineChars = "\n" });
        help.Save(writer);
    }

    private void StampVersion()
    {
        string[] parts = Version.Split('-', 2);
        string manifest = ModuleVersion().Replace(File.ReadAllText(Manifest), $"$1'{parts[0]}'");
        if (parts.Length == 2)
        {
            manifest = Tags().Replace(manifest, $"$1Prerelease = '{parts[1]}'\n$1$2");
        }

        File.WriteAllText(Manifest, manifest);
    }

    [GeneratedRegex(@"(?m)^(\s*ModuleVersion\s*=\s*)'[^']*'")]
    private static partial Regex ModuleVersion();

    [GeneratedRegex(@"(?m)^(\s*)(Tags\s*=)")]
    private static partial Regex Tags();
}
