using System.Xml.Linq;
using CsePowerShell.Simulator.Domain;

namespace CsePowerShell.Simulator.Wire;

internal static class VdcDocuments
{
    public static XElement Write(Vdc vdc, Viewer viewer) =>
        X.E("Vdc", X.A("status", 1), X.Identity(viewer.Hrefs, vdc), Links(vdc, viewer), Body(vdc, viewer));

    public static XElement WriteAdmin(Vdc vdc, Viewer viewer) =>
        X.E("AdminVdc", X.A("status", 1), X.Identity(viewer.Hrefs, vdc, MediaTypes.AdminVdc, viewer.Hrefs.AdminOf(vdc)),
            X.Link("up", viewer.Hrefs.AdminOf(vdc.Org), MediaTypes.AdminOrg),
            X.Link("alternate", viewer.Hrefs.Of(vdc), MediaTypes.Vdc),
            X.Link("down", viewer.Hrefs.AdminOf(vdc) + "/metadata", MediaTypes.Metadata),
            X.Link("orgVdcNetworks", viewer.Hrefs.AdminOf(vdc) + "/networks", MediaTypes.Records),
            Body(vdc, viewer));

    private static IEnumerable<XElement> Links(Vdc vdc, Viewer viewer)
    {
        Hrefs hrefs = viewer.Hrefs;
        yield return X.Link("up", hrefs.Of(vdc.Org), MediaTypes.Org);
        yield return X.Link("down", hrefs.Of(vdc) + "/metadata", MediaTypes.Metadata);
        if (viewer.May(Rights.ComposeVApp))
        {
            yield return X.Link("add", hrefs.Of(vdc) + "/action/instantiateVAppTemplate", MediaTypes.Instantiate);
            yield return X.Link("add", hrefs.Of(vdc) + "/action/composeVApp", MediaTypes.Compose);
        }
        if (viewer.May(Rights.Administer))
        {
            yield return X.Link("alternate", hrefs.AdminOf(vdc), MediaTypes.AdminVdc);
            yield return X.Link("orgVdcNetworks", hrefs.AdminOf(vdc) + "/networks", MediaTypes.Records);
            yield return X.Link("edgeGateways", hrefs.AdminOf(vdc) + "/edgeGateways", MediaTypes.Records);
        }
    }

    private static IEnumerable<XElement?> Body(Vdc vdc, Viewer viewer)
    {
        Hrefs hrefs = viewer.Hrefs;
        yield return X.Description(vdc);
        yield return TaskDocuments.InProgress(vdc, viewer);
        yield return X.E("AllocationModel", "AllocationVApp");
        yield return X.E("ComputeCapacity", Capacity("Cpu", "MHz", vdc.CpuLimitMhz, vdc.CpuUsedMhz),
            Capacity("Memory", "MB", vdc.MemoryLimitMB, vdc.MemoryUsedMB));
        yield return X.E("ResourceEntities",
            vdc.VApps.Where(vApp => viewer.User.CanSee(vApp)).Select(vApp => X.Reference("ResourceEntity", hrefs, vApp)),
            vdc.Templates.Where(template => viewer.User.CanSee(template)).Select(template => X.Reference("ResourceEntity", hrefs, template)));
        yield return X.E("AvailableNetworks", vdc.Networks.Select(network => X.Reference("Network", hrefs, network)));
        yield return X.E("Capabilities", X.E("SupportedHardwareVersions", X.E("SupportedHardwareVersion", "vmx-10"),
            X.E("SupportedHardwareVersion", "vmx-13")));
        yield return X.E("NicQuota", vdc.NicQuota);
        yield return X.E("NetworkQuota", vdc.NetworkQuota);
        yield return X.E("UsedNetworkCount", vdc.OwnNetworks.Count);
        yield return X.E("VmQuota", vdc.VmQuota);
        yield return X.E("IsEnabled", true);
        yield return X.E("VdcStorageProfiles", vdc.StorageProfiles.Select(profile => X.Reference("VdcStorageProfile", hrefs, profile)));
        yield return X.E("VCpuInMhz2", Vdc.MhzPerCpu);
    }

    private static XElement Capacity(string element, string units, long limit, long used) =>
        X.E(element, X.E("Units", units), X.E("Allocated", limit), X.E("Limit", limit), X.E("Reserved", 0), X.E("Used", used), X.E("Overhead", 0));

    public static XElement StorageProfile(StorageProfile profile, Viewer viewer) =>
        X.E("VdcStorageProfile", X.Identity(viewer.Hrefs, profile), X.Link("up", viewer.Hrefs.Of(profile.Vdc), MediaTypes.Vdc),
            X.E("Enabled", true), X.E("Units", "MB"), X.E("Limit", profile.LimitMB), X.E("Default", profile.IsDefault),
                X.E("StorageUsedMB", profile.UsedMB));
}
