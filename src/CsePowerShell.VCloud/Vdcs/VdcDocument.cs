using System.Xml.Linq;

namespace CsePowerShell.VCloud;

/// <summary>Reads VDCs.</summary>
internal static class VdcDocument
{
    public static Vdc Read(XElement vdc)
    {
        LinkSet links = vdc.Links();
        XElement? capacity = vdc.Element(Ns.VCloud + "ComputeCapacity");
        Link? org = links.Find("up", MediaTypes.Org);
        return new Vdc(vdc.Attr("name") ?? "", vdc.Attr("href") ?? "", vdc.Attr("id"), links, vdc.Tasks())
        {
            Org = org is null ? null : new EntityReference(org.Name ?? "", org.Href, VCloudUrn.FromHref(org.Href), MediaTypes.Org),
            Description = vdc.Text(Ns.VCloud + "Description") ?? "",
            IsEnabled = XmlReading.Bool(vdc.Text(Ns.VCloud + "IsEnabled")) ?? true,
            AllocationModel = vdc.Text(Ns.VCloud + "AllocationModel") ?? "",
            Cpu = Figures(capacity?.Element(Ns.VCloud + "Cpu")),
            Memory = Figures(capacity?.Element(Ns.VCloud + "Memory")),
            VmQuota = XmlReading.Int(vdc.Text(Ns.VCloud + "VmQuota")) ?? 0,
            NicQuota = XmlReading.Int(vdc.Text(Ns.VCloud + "NicQuota")) ?? 0,
            Networks = vdc.Element(Ns.VCloud + "AvailableNetworks").References(Ns.VCloud + "Network"),
            StorageProfiles = vdc.Element(Ns.VCloud + "VdcStorageProfiles").References(Ns.VCloud + "VdcStorageProfile"),
            VApps =
            [
                .. vdc.Element(Ns.VCloud + "ResourceEntities").References(Ns.VCloud + "ResourceEntity")
                    .Where(entity => string.Equals(entity.Type, MediaTypes.VApp, StringComparison.OrdinalIgnoreCase)),
            ],
        };
    }

    public static VdcStorageProfile ReadStorageProfile(XElement profile) => new(profile.Attr("name") ?? "", profile.Attr("href") ?? "", profile.Attr("id"))
    {
        IsEnabled = XmlReading.Bool(profile.Text(Ns.VCloud + "Enabled")) ?? true,
        IsDefault = XmlReading.Bool(profile.Text(Ns.VCloud + "Default")) ?? false,
        LimitMB = XmlReading.Number(profile.Text(Ns.VCloud + "Limit")) ?? 0,
        UsedMB = XmlReading.Number(profile.Text(Ns.VCloud + "StorageUsedMB")),
    };

    private static ComputeFigures? Figures(XElement? element)
    {
        if (element is null)
            return null;
        long Number(string name) => XmlReading.Number(element.Text(Ns.VCloud + name)) ?? 0;
        return new ComputeFigures(element.Text(Ns.VCloud + "Units") ?? "", Number("Allocated"), Number("Limit"), Number("Used"));
    }
}
