using System.Globalization;
using System.Xml.Linq;

namespace CsePowerShell.VCloud;

/// <summary>
/// The virtual hardware of a VM, read and changed. A change sends the whole section back, since vCD takes an item that is left out for one to be removed;
/// but only what it needs of it: no links, no empty values, which newer versions send for every property there is, and which count against the
/// 4096 elements of a request.
/// </summary>
internal static class HardwareSection
{
    public const string Cpu = "3";
    public const string Memory = "4";
    private const string Disk = "17";

    public static long? Quantity(XElement? section, string resourceType) =>
        Items(section, resourceType).Select(item => XmlReading.Number(item.Text(Ns.Rasd + "VirtualQuantity"))).FirstOrDefault(number => number is not null);

    public static IReadOnlyList<VmDisk> Disks(XElement? section) =>
    [
        .. Items(section, Disk).Select(item => new VmDisk(
            item.Text(Ns.Rasd + "InstanceID") ?? "", item.Text(Ns.Rasd + "ElementName") ?? "", XmlReading.Number(CapacityOf(item)?.Value) ?? 0)),
    ];

    /// <summary>The section with other hardware.</summary>
    /// <exception cref="ArgumentException">The VM was read without hardware, or a figure is out of range.</exception>
    public static XElement Change(VmHardware change)
    {
        Vm vm = change.Vm;
        if (vm.HardwareSection is null)
            throw new ArgumentException($"The VM \"{vm.Name}\" was read without its hardware. Read the vApp or the VM itself before changing it.", nameof(change));
        if (change.Cpu is < 1 or > 128)
            throw new ArgumentException($"A VM has 1 to 128 processors, not {change.Cpu}.", nameof(change));
        if (change.MemoryMB is { } memory && (memory < 4 || memory % 4 != 0))
            throw new ArgumentException($"A VM's memory is a multiple of 4 MB, not {memory} MB.", nameof(change));

        var section = new XElement(
            Ns.Ovf + "VirtualHardwareSection",
            new XAttribute(XNamespace.Xmlns + "ovf", Ns.Ovf.NamespaceName),
            new XAttribute(XNamespace.Xmlns + "rasd", Ns.Rasd.NamespaceName),
            new XAttribute(XNamespace.Xmlns + "vssd", Ns.Vssd.NamespaceName),
            new XAttribute(XNamespace.Xmlns + "vmw", Ns.Vmw.NamespaceName),
            new XAttribute(XNamespace.Xmlns + "vcloud", Ns.VCloud.NamespaceName));
        foreach (XElement child in vm.HardwareSection.Elements())
        {
            // ExtraConfig stays behind: keys that are not sent stay as they are, and sending them takes a right that tenants rarely have.
            if (child.Name == Ns.Ovf + "Info" || child.Name == Ns.Ovf + "System" || child.Name == Ns.Ovf + "Item")
                section.Add(Stripped(child));
        }

        if (change.Cpu is { } cpu)
            SetCpu(Only(section, Cpu, vm.Name), cpu);
        if (change.MemoryMB is { } megabytes)
            SetMemory(Only(section, Memory, vm.Name), megabytes);
        if (change.DiskMB is { } diskMB)
            SetDisk(Only(section, Disk, vm.Name), diskMB, vm.Name);
        return section;
    }

    private static IEnumerable<XElement> Items(XElement? section, string resourceType) =>
        (section?.Elements(Ns.Ovf + "Item") ?? []).Where(item => item.Text(Ns.Rasd + "ResourceType")?.Trim() == resourceType);

    private static XElement Only(XElement section, string resourceType, string vm) =>
        Items(section, resourceType).FirstOrDefault() ?? throw new ArgumentException($"The hardware of the VM \"{vm}\" has no item of type {resourceType} to change.");

    private static void SetCpu(XElement item, int cpu)
    {
        Set(item, "VirtualQuantity", cpu);
        SetIfThere(item, "ElementName", cpu.ToString(CultureInfo.InvariantCulture) + " virtual CPU(s)");
        // Cores per socket has to divide the number of processors. One socket per core always does; what the template has is kept where it fits.
        if (item.Element(Ns.Vmw + "CoresPerSocket") is { } cores && (XmlReading.Int(cores.Value) is not { } number || number < 1 || cpu % number != 0))
            cores.Value = "1";
    }

    private static void SetMemory(XElement item, int megabytes)
    {
        Set(item, "VirtualQuantity", megabytes);
        SetIfThere(item, "ElementName", megabytes.ToString(CultureInfo.InvariantCulture) + " MB of memory");
    }

    private static void SetDisk(XElement item, long megabytes, string vm)
    {
        XAttribute capacity = CapacityOf(item) ?? throw new ArgumentException($"The first disk of the VM \"{vm}\" does not tell its size.");
        if (XmlReading.Number(capacity.Value) is { } present && megabytes < present)
            throw new ArgumentException($"The disk of the VM \"{vm}\" has {present} MB and cannot shrink to {megabytes} MB.");
        capacity.Value = megabytes.ToString(CultureInfo.InvariantCulture);
        // From API 13 on the size is there a second time, in bytes.
        if (item.Element(Ns.Rasd + "VirtualQuantity") is { } bytes && XmlReading.Number(bytes.Value) is not null)
            bytes.Value = (megabytes * 1024 * 1024).ToString(CultureInfo.InvariantCulture);
    }

    private static XAttribute? CapacityOf(XElement item) => item.Element(Ns.Rasd + "HostResource")?.Attribute(Ns.VCloud + "capacity");

    private static void Set(XElement item, string name, long value)
    {
        XElement element = item.Element(Ns.Rasd + name) ?? throw new ArgumentException($"A hardware item has no {name}.");
        element.Value = value.ToString(CultureInfo.InvariantCulture);
    }

    private static void SetIfThere(XElement item, string name, string value)
    {
        if (item.Element(Ns.Rasd + name) is { } element)
            element.Value = value;
    }

    private static XElement Stripped(XElement element)
    {
        var copy = new XElement(element.Name, element.Attributes().Where(Keep));
        if (!element.HasElements)
            copy.Value = element.Value;
        foreach (XElement child in element.Elements())
        {
            if (child.Name != Ns.VCloud + "Link" && XmlReading.Bool(child.Attr(Ns.Xsi + "nil")) != true)
                copy.Add(Stripped(child));
        }

        return copy;
    }

    // An item's own address and media type are for reading it alone.
    private static bool Keep(XAttribute attribute) =>
        !attribute.IsNamespaceDeclaration && attribute.Name != Ns.VCloud + "href" && attribute.Name != Ns.VCloud + "type";
}
