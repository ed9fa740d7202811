using System.Xml.Linq;

namespace CsePowerShell.VCloud;

/// <summary>Reads vApps: whole ones, and the sparse ones that compose answers.</summary>
internal static class VAppDocument
{
    public static VApp Read(XElement vapp)
    {
        LinkSet links = vapp.Links();
        Link? vdc = links.Find("up", MediaTypes.Vdc);
        XElement? lease = vapp.Element(Ns.VCloud + "LeaseSettingsSection");
        return new VApp(vapp.Attr("name") ?? "", vapp.Attr("href") ?? "", vapp.Attr("id") ?? VCloudUrn.FromHref(vapp.Attr("href")), links, vapp.Tasks())
        {
            Description = vapp.Text(Ns.VCloud + "Description") ?? "",
            Status = StatusOf(vapp),
            IsDeployed = XmlReading.Bool(vapp.Attr("deployed")) ?? false,
            DateCreated = XmlReading.Time(vapp.Text(Ns.VCloud + "DateCreated")),
            Owner = vapp.Element(Ns.VCloud + "Owner")?.Element(Ns.VCloud + "User").Reference(),
            Vdc = vdc is null ? null : new EntityReference(vdc.Name ?? "", vdc.Href, VCloudUrn.FromHref(vdc.Href), MediaTypes.Vdc),
            Vms = [.. (vapp.Element(Ns.VCloud + "Children")?.Elements(Ns.VCloud + "Vm") ?? []).Select(VmDocument.Read)],
            NetworkNames =
            [
                .. (vapp.Element(Ns.VCloud + "NetworkConfigSection")?.Elements(Ns.VCloud + "NetworkConfig") ?? [])
                    .Select(network => network.Attr("networkName") ?? "").Where(name => name.Length > 0),
            ],
            Lease = lease is null ? null : ReadLease(lease),
        };
    }

    public static VCloudStatus StatusOf(XElement element) => XmlReading.Int(element.Attr("status")) is { } status ? (VCloudStatus)status : VCloudStatus.Unknown;

    private static VAppLease ReadLease(XElement lease) => new()
    {
        DeploymentSeconds = XmlReading.Int(lease.Text(Ns.VCloud + "DeploymentLeaseInSeconds")) ?? 0,
        StorageSeconds = XmlReading.Int(lease.Text(Ns.VCloud + "StorageLeaseInSeconds")) ?? 0,
        DeploymentExpiration = XmlReading.Time(lease.Text(Ns.VCloud + "DeploymentLeaseExpiration")),
        StorageExpiration = XmlReading.Time(lease.Text(Ns.VCloud + "StorageLeaseExpiration")),
    };
}
