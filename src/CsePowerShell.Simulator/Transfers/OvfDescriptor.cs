using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Wire;

namespace CsePowerShell.Simulator.Transfers;

/// <summary>A VM as an OVF descriptor describes it.</summary>
internal sealed record DescribedVm(string Name, string GuestOs, Hardware Hardware, string? Network, string? KubernetesVersion);

/// <summary>
/// What a template is made from: the files of an OVF 1.x descriptor, and its VMs with processors, memory, disks and network (DMTF DSP0243). What is in
/// an image cannot be seen here; that it has Kubernetes is taken from the product property KUBERNETES_SEMVER, which the image-builder of the Kubernetes
/// project writes.
/// </summary>
internal sealed partial class OvfDescriptor
{
    private const string DefaultUnits = "byte";

    private OvfDescriptor(IReadOnlyList<(string Name, long? Size)> files, IReadOnlyList<DescribedVm> vms) => (Files, Vms) = (files, vms);

    public IReadOnlyList<(string Name, long? Size)> Files { get; }
    public IReadOnlyList<DescribedVm> Vms { get; }

    /// <exception cref="FormatException">It is no OVF descriptor, or refers to something that is not in it.</exception>
    public static OvfDescriptor Read(XElement envelope)
    {
        if (envelope.Name != Ns.Ovf + "Envelope") throw new FormatException($"The descriptor's root is '{envelope.Name.LocalName}', not an OVF 1.x Envelope.");
        List<(string Id, string Name, long? Size)> files =
            [.. Children(envelope.Element(Ns.Ovf + "References"), "File").Select(file => (Required(file, "id"), Required(file, "href"), Size(file)))];
        Dictionary<string, long> disks = Children(envelope.Element(Ns.Ovf + "DiskSection"), "Disk").ToDictionary(disk => Required(disk, "diskId"), Capacity);
        foreach (XElement disk in Children(envelope.Element(Ns.Ovf + "DiskSection"), "Disk"))
            if (Attribute(disk, "fileRef") is { } reference && !files.Exists(file => file.Id == reference))
                throw new FormatException($"The disk '{Required(disk, "diskId")}' refers to the file '{reference}', which is not among the References.");

        List<DescribedVm> vms = [.. envelope.Descendants(Ns.Ovf + "VirtualSystem").Select(system => Vm(system, disks))];
        if (vms.Count == 0) throw new FormatException("The descriptor has no VirtualSystem.");
        return new OvfDescriptor([.. files.Select(file => (file.Name, file.Size))], vms);
    }

    private static DescribedVm Vm(XElement system, Dictionary<string, long> disks)
    {
        XElement hardware = system.Element(Ns.Ovf + "VirtualHardwareSection")
            ?? throw new FormatException($"The virtual system '{Attribute(system, "id")}' has no VirtualHardwareSection.");
        (int cpu, long memory, long disk, string? network) = (1, 1024L << 20, 0, null);
        int cores = 1;
        foreach (XElement item in hardware.Elements(Ns.Ovf + "Item"))
        {
            switch (Rasd(item, "ResourceType"))
            {
                case "3":
                    cpu = (int)Number(Rasd(item, "VirtualQuantity"), "processors");
                    cores = item.Element(Ns.Vmw + "CoresPerSocket") is { } given ? (int)Number(given.Value.Trim(), "CoresPerSocket") : 1;
                    break;
                case "4":
                    memory = Number(Rasd(item, "VirtualQuantity"), "memory") * Units(Rasd(item, "AllocationUnits") ?? "byte * 2^20");
                    break;
                case "10":
                    network ??= Rasd(item, "Connection");
                    break;
                case "17":
                    string id = (Rasd(item, "HostResource") ?? "").Split('/')[^1];
                    disk += disks.TryGetValue(id, out long capacity) ? capacity
                        : throw new FormatException($"A hard disk refers to '{id}', which is not in the DiskSection.");
                    break;
            }
        }
        string name = system.Element(Ns.Ovf + "Name")?.Value.Trim() is { Length: > 0 } given2 ? given2 : Attribute(system, "id") ?? "vm";
        XElement? os = system.Element(Ns.Ovf + "OperatingSystemSection");
        return new DescribedVm(name, os?.Element(Ns.Ovf + "Description")?.Value.Trim() ?? "Other (64-bit)",
            new Hardware(cpu, cores, (int)(memory >> 20), (int)Math.Max(1, disk >> 20)), network, Kubernetes(system));
    }

    private static string? Kubernetes(XElement system) => system.Descendants(Ns.Ovf + "Property")
        .FirstOrDefault(property => Attribute(property, "key") == "KUBERNETES_SEMVER") is { } found ? Attribute(found, "value")?.Trim() : null;

    private static long Capacity(XElement disk) =>
        Number(Required(disk, "capacity"), "capacity") * Units(Attribute(disk, "capacityAllocationUnits") ?? DefaultUnits);

    /// <summary>Units of OVF are programmatic: <c>byte * 2^30</c> (DSP0004, annex C).</summary>
    private static long Units(string text) => Programmatic().Match(text) is { Success: true } match
        ? match.Groups["power"] is { Success: true } power ? 1L << (int)Number(power.Value, "unit") : 1
        : text.Trim() switch
        {
            "KiloBytes" or "KB" => 1L << 10,
            "MegaBytes" or "MB" => 1L << 20,
            "GigaBytes" or "GB" => 1L << 30,
            _ => throw new FormatException($"'{text}' is not a unit of bytes."),
        };

    private static long? Size(XElement file) => Attribute(file, "size") is { } text ? Number(text, "size") : null;

    private static long Number(string? text, string what) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
        ? number : throw new FormatException($"'{text}' is not a number ({what}).");

    private static IEnumerable<XElement> Children(XElement? parent, string name) => parent?.Elements(Ns.Ovf + name) ?? [];
    private static string? Rasd(XElement item, string name) => item.Element(Ns.Rasd + name)?.Value.Trim();
    private static string? Attribute(XElement element, string name) => element.Attribute(Ns.Ovf + name)?.Value;
    private static string Required(XElement element, string name) =>
        Attribute(element, name) ?? throw new FormatException($"The element '{element.Name.LocalName}' has no attribute '{name}'.");

    [GeneratedRegex(@"^\s*byte(\s*\*\s*2\^(?<power>\d{1,2}))?\s*$")]
    private static partial Regex Programmatic();
}
