using System.Reflection;

namespace CsePowerShell.Loader;

/// <summary>
/// Finds the third-party assemblies in the module's <c>lib/</c> folder, where the default search does not look, and answers only when this
/// module asks. Another module in the same session may so have another version of the same assembly, and neither notices the other.
/// </summary>
internal sealed class LibraryResolver
{
    // .NET Framework takes a strong-named reference literally and a module cannot ship binding redirects, so for these facades, which every
    // netstandard2.0 package asks for in a slightly different version, the simple name is enough.
    private static readonly HashSet<string> s_facades = new(StringComparer.OrdinalIgnoreCase)
    {
        "Microsoft.Bcl.AsyncInterfaces", "Microsoft.Bcl.TimeProvider", "System.Buffers", "System.Memory", "System.Numerics.Vectors",
        "System.Runtime.CompilerServices.Unsafe", "System.Threading.Tasks.Extensions", "System.Diagnostics.DiagnosticSource",
        "System.ComponentModel.Annotations",
    };

    private readonly string _moduleFolder;
    private readonly string _libraryFolder;
    private readonly IsolatedContext _context;
    private readonly object _gate = new();
    private int _imports;

    public LibraryResolver(string moduleFolder)
    {
        _moduleFolder = moduleFolder;
        _libraryFolder = Path.Combine(moduleFolder, "lib");
        _context = new IsolatedContext("CsePowerShell");
    }

    /// <summary>
    /// The resolver for the folder this assembly was loaded from. Static, as the assemblies that it loads stay for the life of the process.
    /// </summary>
    public static LibraryResolver ForThisModule { get; } = new(Path.GetDirectoryName(typeof(LibraryResolver).Assembly.Location) ?? "");

    // Imports are counted: every runspace of ForEach-Object -Parallel imports the module, and removing it in one must not break the others.
    public void Acquire()
    {
        lock (_gate)
        {
            if (_imports++ == 0)
            {
                AppDomain.CurrentDomain.AssemblyResolve += Resolve;
            }
        }
    }

    public void Release()
    {
        lock (_gate)
        {
            if (_imports > 0 && --_imports == 0)
            {
                AppDomain.CurrentDomain.AssemblyResolve -= Resolve;
            }
        }
    }

    private Assembly? Resolve(object? sender, ResolveEventArgs request)
    {
        AssemblyName wanted = new(request.Name);
        if (wanted.Name is not { Length: > 0 } name || name.EndsWith(".resources", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string path = Path.Combine(_libraryFolder, name + ".dll");
        return IsOurs(request.RequestingAssembly) && File.Exists(path) && Satisfies(path, wanted, request.RequestingAssembly is null)
            ? _context.Load(path)
            : null;
    }

    /// <summary>Whether the module itself or one of its own libraries asks. .NET Framework does not always say who asks.</summary>
    private bool IsOurs(Assembly? requester)
    {
        if (requester is null)
        {
            return !_context.IsIsolated;
        }

        if (requester.IsDynamic || requester.Location.Length == 0)
        {
            return false;
        }

        string? folder = Path.GetDirectoryName(requester.Location);
        return SamePath(folder, _moduleFolder) || SamePath(folder, _libraryFolder);
    }

    private bool Satisfies(string path, AssemblyName wanted, bool requesterUnknown)
    {
        if (s_facades.Contains(wanted.Name!) && !requesterUnknown)
        {
            return true;
        }

        AssemblyName present = AssemblyName.GetAssemblyName(path);
        bool sameKey = (wanted.GetPublicKeyToken() ?? []).SequenceEqual(present.GetPublicKeyToken() ?? []);
        return requesterUnknown
            ? sameKey && (wanted.Version is null || wanted.Version == present.Version
                || (s_facades.Contains(wanted.Name!) && present.Version >= wanted.Version))
            : sameKey && (wanted.Version is null || present.Version >= wanted.Version);
    }

    private static bool SamePath(string? left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
