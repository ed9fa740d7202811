using System.Globalization;
using System.Xml.Linq;
using CsePowerShell.Simulator.Domain;

namespace CsePowerShell.Simulator.Wire;

/// <summary>Where the sections of a VM belong, for their own hrefs and edit links.</summary>
internal sealed record VmSectionContext(string VmHref, string StorageProfileHref, bool CanEdit)
{
    public string Section(string name) => $"{VmHref}/{name}";
}

/// <summary>The virtual hardware of a VM as OVF items; the children of an item are alphabetical.</summary>
internal static class HardwareSection
{
    public const string CpuPath = "virtualHardwareSection/cpu";
    public const string MemoryPath = "virtualHardwareSection/memory";
    public const string DisksPath = "virtualHardwareSection/disks";
    public const string CardsPath = "virtualHardwareSection/networkCards";
    private const string Section = "virtualHardwareSection/";

    public static XElement Write(string name, Hardware hardware, IReadOnlyList<NetworkCard> cards, VmSectionContext context) =>
        new(Ns.Ovf + "VirtualHardwareSection",
            new XAttribute(Ns.Ovf + "transport", ""), new XAttribute(Ns.VCloud + "href", context.Section(Section)),
                new XAttribute(Ns.VCloud + "type", MediaTypes.VirtualHardware),
            X.Info("Virtual hardware requirements"),
            new XElement(Ns.Ovf + "System", Vssd("ElementName", "Virtual Hardware Family"), Vssd("InstanceID", 0),
                Vssd("VirtualSystemIdentifier", name), Vssd("VirtualSystemType", "vmx-13")),
            cards.Select(Card), Controller(), Disk(hardware, context), Cpu(hardware, context), Memory(hardware, context),
            context.CanEdit ? Edit(context, Section, MediaTypes.VirtualHardware) : null,
            X.Link("down", context.Section(CpuPath), MediaTypes.RasdItem),
            context.CanEdit ? Edit(context, CpuPath, MediaTypes.RasdItem) : null,
            X.Link("down", context.Section(MemoryPath), MediaTypes.RasdItem),
            context.CanEdit ? Edit(context, MemoryPath, MediaTypes.RasdItem) : null,
            X.Link("down", context.Section(DisksPath), MediaTypes.RasdItems),
            X.Link("down", context.Section(CardsPath), MediaTypes.RasdItems));

    public static XElement Cpu(Hardware hardware, VmSectionContext context) =>
        Item(context.Section(CpuPath), Rasd("AllocationUnits", "hertz * 10^6"), Rasd("Description", "Number of Virtual CPUs"),
            Rasd("ElementName", $"{hardware.Cpu} virtual CPU(s)"),
            Rasd("InstanceID", 4), Rasd("Reservation", 0), Rasd("ResourceType", 3), Rasd("VirtualQuantity", hardware.Cpu), Rasd("Weight", 0),
            new XElement(Ns.Vmw + "CoresPerSocket", new XAttribute(Ns.Ovf + "required", "false"), hardware.CoresPerSocket),
            context.CanEdit ? Edit(context, CpuPath, MediaTypes.RasdItem) : null);

    public static XElement Memory(Hardware hardware, VmSectionContext context) =>
        Item(context.Section(MemoryPath), Rasd("AllocationUnits", "byte * 2^20"), Rasd("Description", "Memory Size"),
            Rasd("ElementName", $"{hardware.MemoryMB} MB of memory"),
            Rasd("InstanceID", 5), Rasd("Reservation", 0), Rasd("ResourceType", 4), Rasd("VirtualQuantity", hardware.MemoryMB), Rasd("Weight", 0),
            context.CanEdit ? Edit(context, MemoryPath, MediaTypes.RasdItem) : null);

    public static XElement Disks(Hardware hardware, VmSectionContext context) =>
        Items(context.Section(DisksPath), [Controller(), Disk(hardware, context)]);

    public static XElement Cards(IReadOnlyList<NetworkCard> cards, VmSectionContext context) => Items(context.Section(CardsPath), cards.Select(Card));

    /// <summary>In a list of their own the items are in the vCloud namespace (common.xsd).</summary>
    private static XElement Items(string href, IEnumerable<XElement> items) =>
        X.E("RasdItemsList", X.A("href", href), X.A("type", MediaTypes.RasdItems),
            items.Select(item => X.E("Item", item.Attributes(), item.Elements())));

    private static XElement Card(NetworkCard card) => new(Ns.Ovf + "Item",
        Rasd("Address", card.Mac), Rasd("AddressOnParent", card.Index), Rasd("AutomaticAllocation", card.IsConnected),
        new XElement(Ns.Rasd + "Connection",
            card.Address is null ? null : new XAttribute(Ns.VCloud + "ipAddress", card.Address.ToString()),
            new XAttribute(Ns.VCloud + "ipAddressingMode", card.Mode),
                new XAttribute(Ns.VCloud + "primaryNetworkConnection", card.Index == 0 ? "true" : "false"), card.Network),
        Rasd("Description", $"Vmxnet3 ethernet adapter on \"{card.Network}\""), Rasd("ElementName", $"Network adapter {card.Index}"),
        Rasd("InstanceID", 1 + (card.Index * 100)),
        Rasd("ResourceSubType", card.AdapterType), Rasd("ResourceType", 10));

    private static XElement Controller() => new(Ns.Ovf + "Item",
        Rasd("Address", 0), Rasd("Description", "SCSI Controller"), Rasd("ElementName", "SCSI Controller 0"), Rasd("InstanceID", 2),
            Rasd("ResourceSubType", "VirtualSCSI"), Rasd("ResourceType", 6));

    private static XElement Disk(Hardware hardware, VmSectionContext context) => new(Ns.Ovf + "Item",
        Rasd("AddressOnParent", 0), Rasd("Description", "Hard disk"), Rasd("ElementName", "Hard disk 1"),
        new XElement(Ns.Rasd + "HostResource",
            new XAttribute(Ns.VCloud + "storageProfileHref", context.StorageProfileHref), new XAttribute(Ns.VCloud + "busType", "6"),
                new XAttribute(Ns.VCloud + "busSubType", "VirtualSCSI"),
            new XAttribute(Ns.VCloud + "capacity", hardware.DiskMB.ToString(CultureInfo.InvariantCulture)),
                new XAttribute(Ns.VCloud + "storageProfileOverrideVmDefault", "false")),
        Rasd("InstanceID", 2000), Rasd("Parent", 2), Rasd("ResourceType", 17), Rasd("VirtualQuantity", (long)hardware.DiskMB * 1024 * 1024),
            Rasd("VirtualQuantityUnits", "byte"));

    private static XElement Item(string href, params object?[] content) =>
        new(Ns.Ovf + "Item", new XAttribute(Ns.VCloud + "href", href), new XAttribute(Ns.VCloud + "type", MediaTypes.RasdItem), content);

    private static XElement Edit(VmSectionContext context, string path, string type) => X.Link("edit", context.Section(path), type);
    private static XElement Rasd(string name, object value) => new(Ns.Rasd + name, X.Text(value));
    private static XElement Vssd(string name, object value) => new(Ns.Vssd + name, X.Text(value));
}
