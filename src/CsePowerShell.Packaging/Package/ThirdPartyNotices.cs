using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using CsePowerShell.Packaging.Layout;

namespace CsePowerShell.Packaging.Package;

/// <summary>
/// The notices that the licences of the shipped packages ask for: for every library, the package it came from, its copyright and its licence,
/// read from the packages themselves.
/// </summary>
internal static class ThirdPartyNotices
{
    public const string FileName = "ThirdPartyNotices.txt";

    public static void Write(ModuleFolder module, Checkout checkout)
    {
        IReadOnlyList<RestoredPackage> packages = RestoredPackage.Behind(module.Libraries, checkout.RestoredPackages);
        StringBuilder text = new();
        text.Append($"{ModuleFolder.Name} {module.Version} is shipped with these libraries of others, in lib/.\n");
        foreach (RestoredPackage package in packages)
        {
            text.Append($"\n{new string('=', 100)}\n{package.Id} {package.Version}: {string.Join(", ", package.Libraries)}\n");
            text.Append($"{package.Copyright}\nLicense: {package.LicenseName}\n\n{package.LicenseText(Path.Combine(checkout.Root, "module", "licenses")).Trim()}\n");
        }

        File.WriteAllText(Path.Combine(module.Path, FileName), text.ToString().ReplaceLineEndings("\n"));
    }
}
