using System.Management.Automation;

namespace CsePowerShell.Loader;

/// <summary>
/// Runs when PowerShell imports or removes the module. It is the first entry in the manifest's NestedModules, because the engine looks at the
/// cmdlet types, and so loads what their members need, before it would call an initializer that lives in the cmdlet assembly itself.
/// </summary>
public sealed class ModuleInitializer : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <summary>Called by PowerShell once per import and runspace: starts to answer for the assemblies in <c>lib/</c>.</summary>
    public void OnImport() => LibraryResolver.ForThisModule.Acquire();

    /// <summary>Called by PowerShell when the module is removed from a runspace: the last one stops the answering.</summary>
    /// <param name="psModuleInfo">The module that goes; not needed.</param>
    public void OnRemove(PSModuleInfo psModuleInfo) => LibraryResolver.ForThisModule.Release();
}
