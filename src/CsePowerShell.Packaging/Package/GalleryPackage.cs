using System.Text;
using System.Xml.Linq;
using CsePowerShell.Packaging.Layout;

namespace CsePowerShell.Packaging.Package;

/// <summary>The nupkg that Publish-PSResource uploads and Install-PSResource unpacks: the module's files, and three files that describe them.</summary>
internal static class GalleryPackage
{
    private static readonly XNamespace s_nuspec = "http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd";
    private static readonly XNamespace s_types = "http://schemas.openxmlformats.org/package/2006/content-types";
    private static readonly XNamespace s_relationships = "http://schemas.openxmlformats.org/package/2006/relationships";

    public static string Write(ModuleFolder module, string folder)
    {
        string path = Path.Combine(folder, $"{ModuleFolder.Name}.{module.Version}.nupkg");
        string nuspec = ModuleFolder.Name + ".nuspec";
        using ReproducibleZip zip = new(path);
        zip.Add("_rels/.rels", Text(Relationships(nuspec)));
        zip.Add(nuspec, Text(Nuspec(ModuleManifest.Read(module.Manifest), module.Version)));
        foreach (string file in module.Files)
        {
            zip.Add(file, File.ReadAllBytes(Path.Combine(module.Path, file)));
        }

        zip.Add("[Content_Types].xml", Text(ContentTypes(module.Files.Append(nuspec))));
        return path;
    }

    private static XElement Nuspec(ModuleManifest manifest, string version) => new(
        s_nuspec + "package",
        new XElement(
            s_nuspec + "metadata",
            new XElement(s_nuspec + "id", ModuleFolder.Name),
            new XElement(s_nuspec + "version", version),
            new XElement(s_nuspec + "authors", manifest.Author),
            new XElement(s_nuspec + "requireLicenseAcceptance", "false"),
            new XElement(s_nuspec + "description", manifest.Description),
            new XElement(s_nuspec + "copyright", manifest.Copyright),
            // The gallery finds a module by its commands through tags of these forms, and writes them itself for modules that are uploaded as folders.
            new XElement(s_nuspec + "tags", string.Join(' ', manifest.Tags
                .Append("PSModule").Append("PSIncludes_Cmdlet")
                .Concat(manifest.Cmdlets.Select(cmdlet => "PSCmdlet_" + cmdlet))
                .Concat(manifest.Cmdlets.Select(cmdlet => "PSCommand_" + cmdlet))))));

    private static XElement Relationships(string nuspec) => new(
        s_relationships + "Relationships",
        new XElement(
            s_relationships + "Relationship",
            new XAttribute("Type", "http://schemas.microsoft.com/packaging/2010/07/manifest"),
            new XAttribute("Target", "/" + nuspec),
            new XAttribute("Id", "R1")));

    private static XElement ContentTypes(IEnumerable<string> files) => new(
        s_types + "Types",
        new XElement(s_types + "Default", new XAttribute("Extension", "rels"), new XAttribute("ContentType", "application/vnd.openxmlformats-package.relationships+xml")),
        files.Select(file => Path.GetExtension(file).TrimStart('.')).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal).Select(extension =>
            new XElement(s_types + "Default", new XAttribute("Extension", extension), new XAttribute("ContentType", "application/octet"))));

    private static byte[] Text(XElement root) => Encoding.UTF8.GetBytes(new XDeclaration("1.0", "utf-8", null) + "\n" + root + "\n");
}
