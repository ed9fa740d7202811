using System.Reflection;
using System.Runtime.Loader;
using System.Xml.Linq;

namespace CsePowerShell.Packaging.Help;

/// <summary>The cmdlet assembly as it is shipped, with the XML comments that the compiler took out of its source.</summary>
/// <param name="Assembly">The assembly, loaded for good: the process ends after it.</param>
/// <param name="Comments">Its comments.</param>
internal sealed record ModuleAssembly(Assembly Assembly, DocComments Comments)
{
    /// <summary>Loads the assembly and lets it find what it needs in the folder the compiler wrote to.</summary>
    /// <param name="path">The assembly.</param>
    /// <param name="dependencies">The folder with everything it refers to, and with its XML comments.</param>
    public static ModuleAssembly Load(string path, string dependencies)
    {
        // PowerShell's own types come from this program's reference assembly, which has the attributes that are to be read.
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            Path.Combine(dependencies, name.Name + ".dll") is var candidate && File.Exists(candidate) ? context.LoadFromAssemblyPath(candidate) : null;
        Assembly assembly = AssemblyLoadContext.Default.LoadFromAssemblyPath(path);
        string comments = Path.Combine(dependencies, Path.ChangeExtension(Path.GetFileName(path), ".xml"));
        return File.Exists(comments)
            ? new ModuleAssembly(assembly, new DocComments(XDocument.Load(comments)))
            : throw new PackagingException($"'{comments}' is missing: build the solution first.");
    }
}
