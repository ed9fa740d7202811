using System.Xml.Linq;

namespace CsePowerShell.VCloud;

/// <summary>Reads VMs.</summary>
internal static class VmDocument
{
    public static Vm Read(XElement vm)
    {
        XElement? hardware = vm.Element(Ns.Ovf + "VirtualHardwareSection");
        return new Vm(vm.Attr("name") ?? "", vm.Attr("href") ?? "", vm.Attr("id") ?? VCloudUrn.FromHref(vm.Attr("href")), vm.Links(), vm.Tasks())
        {
            Status = VAppDocument.StatusOf(vm),
            IsDeployed = XmlReading.Bool(vm.Attr("deployed")) ?? false,
            Cpu = (int)(HardwareSection.Quantity(hardware, HardwareSection.Cpu) ?? 0),
            MemoryMB = (int)(HardwareSection.Quantity(hardware, HardwareSection.Memory) ?? 0),
            Disks = HardwareSection.Disks(hardware),
            Nics = NicDocument.Read(vm.Element(Ns.VCloud + "NetworkConnectionSection"), hardware),
            StorageProfile = vm.Element(Ns.VCloud + "StorageProfile").Reference(),
            GuestCustomization = vm.Element(Ns.VCloud + "GuestCustomizationSection") is { } section ? GuestCustomizationDocument.Read(section) : null,
            ToolsVersion = XmlReading.Int(vm.Element(Ns.VCloud + "VmSpecSection")?.Text(Ns.VCloud + "VmToolsVersion")),
            HardwareSection = hardware is null ? null : new XElement(hardware),
        };
    }
}
