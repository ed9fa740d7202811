using System.Reflection;

namespace CsePowerShell.Loader;

/// <summary>
/// An AssemblyLoadContext of the module's own. netstandard2.0 does not know the type, so it is reached by reflection; where it does not exist
/// we are on .NET Framework, whose LoadFrom context keeps assemblies from different folders apart by itself.
/// </summary>
/// <remarks>Not Assembly.LoadFile: that gives a second copy of an assembly that is loaded already, and its types are then two types.</remarks>
internal sealed class IsolatedContext
{
    private readonly Func<string, Assembly>? _loadFromPath;

    public IsolatedContext(string name)
    {
        Type? type = Type.GetType("System.Runtime.Loader.AssemblyLoadContext, System.Runtime.Loader", throwOnError: false)
            ?? typeof(object).Assembly.GetType("System.Runtime.Loader.AssemblyLoadContext", throwOnError: false);
        ConstructorInfo? constructor = type?.GetConstructor([typeof(string), typeof(bool)]);
        MethodInfo? load = type?.GetMethod("LoadFromAssemblyPath", [typeof(string)]);
        if (constructor is not null && load is not null)
        {
            object context = constructor.Invoke([name, false]);
            _loadFromPath = (Func<string, Assembly>)load.CreateDelegate(typeof(Func<string, Assembly>), context);
        }
    }

    /// <summary>True on .NET, false on .NET Framework.</summary>
    public bool IsIsolated => _loadFromPath is not null;

    public Assembly Load(string path) => _loadFromPath is null ? Assembly.LoadFrom(path) : _loadFromPath(path);
}
