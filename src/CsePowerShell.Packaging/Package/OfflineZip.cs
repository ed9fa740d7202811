using CsePowerShell.Packaging.Layout;

namespace CsePowerShell.Packaging.Package;

/// <summary>
/// For machines without a gallery: unpacked into a folder of $env:PSModulePath it is installed. Azure Automation takes it as it is, which is why
/// there is no folder for the version in it and why the file is named after the module.
/// </summary>
internal static class OfflineZip
{
    public static string Write(ModuleFolder module, string folder)
    {
        string path = Path.Combine(folder, $"{ModuleFolder.Name}.zip");
        using ReproducibleZip zip = new(path);
        foreach (string file in module.Files)
        {
            zip.Add($"{ModuleFolder.Name}/{file}", File.ReadAllBytes(Path.Combine(module.Path, file)));
        }

        return path;
    }
}
