using System.Diagnostics;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace CsePowerShell.Tests;

/// <summary>
/// Windows PowerShell 5.1 runs on .NET Framework 4.7.2. It cannot be run here; what can be shown without it is that everything the module uses exists there.
/// What only a Windows machine can show is listed in tests/WINDOWS.md.
/// </summary>
public sealed class NetFrameworkTests
{
    private static readonly string s_root = Environment.GetEnvironmentVariable("CSE_TEST_ROOT") ?? Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../.."));

    // Compiled against, in the host already, and never shipped.
    private static readonly string[] s_host = ["System.Management.Automation"];

    [Theory]
    [InlineData("CsePowerShell")]
    [InlineData("CsePowerShell.Loader")]
    [InlineData("CsePowerShell.Extension")]
    public void The_module_compiles_against_the_reference_assemblies_of_NET_Framework_4_7_2(string project)
    {
        // The very sources, with nothing changed but what they are compiled against; analyzers have their say in the ordinary build.
        ProcessStartInfo info = new("dotnet", [
            "build", Path.Combine(s_root, "src", project), "-p:ModuleFramework=net472", "--artifacts-path", Path.Combine(s_root, "artifacts", "net472"), "-nologo", "-v", "quiet",
            "-nodeReuse:false", "-p:UseSharedCompilation=false", "-p:RunAnalyzers=false", "-p:GenerateDocumentationFile=false"])
        {
            RedirectStandardOutput = true,
        };
        using Process build = Process.Start(info)!;
        string said = build.StandardOutput.ReadToEnd();
        build.WaitForExit();
        Assert.SkipWhen(said.Contains("NU110", StringComparison.Ordinal), "The reference assemblies of .NET Framework, or a package for it, are not in this machine's package index.");
        Assert.True(build.ExitCode == 0, said);
    }

    [Fact]
    public void Every_assembly_that_the_module_refers_to_is_shipped_in_that_version_or_part_of_NET_Framework()
    {
        string module = Path.GetDirectoryName(Environment.GetEnvironmentVariable("CSE_TEST_MODULE") ?? Path.Combine(s_root, "artifacts/module/CsePowerShell/CsePowerShell.psd1"))!;
        Assert.SkipUnless(Directory.Exists(module), "The module is not laid out: dotnet run build.cs -- build");
        string framework = Path.Combine(
            Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget/packages"),
            "microsoft.netframework.referenceassemblies.net472/1.0.3/build/.NETFramework/v4.7.2");
        Assert.SkipUnless(Directory.Exists(framework), "The reference assemblies of .NET Framework are not on this machine.");

        Dictionary<string, Version> parts = Identities(Directory.GetFiles(framework, "*.dll", SearchOption.AllDirectories));
        Dictionary<string, Version> shipped = Identities(Directory.GetFiles(module, "*.dll", SearchOption.AllDirectories));
        List<string> missing = [];
        foreach (string file in Directory.GetFiles(module, "*.dll", SearchOption.AllDirectories))
        {
            foreach ((string name, Version version) in References(file))
            {
                bool isThere = s_host.Contains(name)
                    || (shipped.TryGetValue(name, out Version? ours) && ours >= version)
                    || (parts.TryGetValue(name, out Version? theirs) && theirs >= version);
                if (!isThere)
                {
                    missing.Add($"{Path.GetFileName(file)} needs {name} {version}");
                }
            }
        }

        Assert.Empty(missing);
    }

    private static Dictionary<string, Version> Identities(IEnumerable<string> files)
    {
        Dictionary<string, Version> found = new(StringComparer.OrdinalIgnoreCase);
        foreach (string file in files)
        {
            using PEReader image = new(File.OpenRead(file));
            // A few files of the framework are native, or modules of an assembly and no assembly.
            if (image.HasMetadata && image.GetMetadataReader() is { IsAssembly: true } metadata)
            {
                AssemblyDefinition assembly = metadata.GetAssemblyDefinition();
                found.TryAdd(metadata.GetString(assembly.Name), assembly.Version);
            }
        }

        return found;
    }

    private static List<(string Name, Version Version)> References(string file)
    {
        using PEReader image = new(File.OpenRead(file));
        MetadataReader metadata = image.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(metadata.GetAssemblyReference).Select(reference => (metadata.GetString(reference.Name), reference.Version))];
    }
}
