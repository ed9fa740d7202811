using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace CsePowerShell.VCloud;

/// <summary>A file that a descriptor refers to.</summary>
internal sealed record FileReference(string Href, long? Size, long? ChunkSize);

/// <summary>What an OVF descriptor says of its package: the files that belong to it, its virtual machines, and what is in them.</summary>
public sealed class OvfDescriptor
{
    private static readonly Regex s_units = new(@"^\s*byte\s*\*\s*2\^(?<power>\d{1,2})\s*$", RegexOptions.CultureInvariant);

    private readonly XElement _envelope;

    private OvfDescriptor(XElement envelope)
    {
        _envelope = envelope;
        References =
        [
            .. (envelope.Element(Ns.Ovf + "References")?.Elements(Ns.Ovf + "File") ?? [])
                .Select(file => new FileReference(file.Attr(Ns.Ovf + "href") ?? "", XmlReading.Number(file.Attr(Ns.Ovf + "size")), XmlReading.Number(file.Attr(Ns.Ovf + "chunkSize")))),
        ];
    }

    /// <summary>Number of virtual machines.</summary>
    public int VmCount => _envelope.Descendants(Ns.Ovf + "VirtualSystem").Count();

    /// <summary>What the disks hold when they are full, in bytes; 0 where the descriptor does not tell.</summary>
    public long DiskBytes => (_envelope.Element(Ns.Ovf + "DiskSection")?.Elements(Ns.Ovf + "Disk") ?? []).Sum(Capacity);

    /// <summary>
    /// The version of Kubernetes in it, such as <c>v1.31.4</c>, from the property <c>KUBERNETES_SEMVER</c>, which the image-builder of the Kubernetes project and
    /// VMware's images have; null where the descriptor does not tell.
    /// </summary>
    public string? KubernetesVersion => _envelope.Descendants(Ns.Ovf + "Property")
        .FirstOrDefault(property => property.Attr(Ns.Ovf + "key") == "KUBERNETES_SEMVER")?.Attr(Ns.Ovf + "value") is { Length: > 0 } text ? text.Trim() : null;

    internal IReadOnlyList<FileReference> References { get; }

    /// <exception cref="OvfPackageException">It is no OVF descriptor.</exception>
    internal static OvfDescriptor Read(byte[] text, string fileName)
    {
        try
        {
            XElement root = XmlText.Parse(text);
            return root.Name == Ns.Ovf + "Envelope" ? new OvfDescriptor(root) : throw new OvfPackageException($"\"{fileName}\" is no OVF 1.x descriptor: its root is \"{root.Name.LocalName}\".");
        }
        catch (XmlException notXml)
        {
            throw new OvfPackageException($"The descriptor \"{fileName}\" is no XML: {notXml.Message}", inner: notXml);
        }
    }

    private static long Capacity(XElement disk)
    {
        long capacity = XmlReading.Number(disk.Attr(Ns.Ovf + "capacity")) ?? 0;
        Match unit = s_units.Match(disk.Attr(Ns.Ovf + "capacityAllocationUnits") ?? "");
        return unit.Success ? capacity << int.Parse(unit.Groups["power"].Value, CultureInfo.InvariantCulture) : capacity;
    }
}
