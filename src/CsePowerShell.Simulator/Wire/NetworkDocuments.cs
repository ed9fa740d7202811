using System.Net;
using System.Xml.Linq;
using CsePowerShell.Simulator.Domain;

namespace CsePowerShell.Simulator.Wire;

internal static class NetworkDocuments
{
    public static XElement Write(OrgNetwork network, Viewer viewer, bool isAdminView)
    {
        Hrefs hrefs = viewer.Hrefs;
        string href = isAdminView ? hrefs.AdminOf(network) : hrefs.Of(network);
        return X.E("OrgVdcNetwork", X.A("status", 1), X.Identity(hrefs, network, MediaTypes.Network, href),
            X.Link("up", isAdminView ? hrefs.AdminOf(network.Vdc) : hrefs.Of(network.Vdc), isAdminView ? MediaTypes.AdminVdc : MediaTypes.Vdc),
            X.Link("down", href + "/allocatedAddresses/", MediaTypes.AllocatedAddresses),
            X.Link("down", href + "/metadata", MediaTypes.Metadata),
            X.Description(network), TaskDocuments.InProgress(network, viewer),
            X.E("Configuration", Scopes(network, withAllocations: true), X.E("FenceMode", "bridged"), X.E("RetainNetInfoAcrossDeployments", false)),
            X.E("IsShared", network.IsShared));
    }

    public static XElement Scopes(OrgNetwork network, bool withAllocations) =>
        X.E("IpScopes", X.E("IpScope", X.E("IsInherited", !withAllocations), X.E("Gateway", network.Gateway), X.E("Netmask", network.Netmask),
            X.E("IsEnabled", true),
            X.E("IpRanges", X.E("IpRange", X.E("StartAddress", network.Pool.First), X.E("EndAddress", network.Pool.Last))),
            withAllocations && network.Pool.Used > 0 ? X.E("AllocatedIpAddresses",
                network.Pool.Taken.Select(taken => X.E("IpAddress", taken.Address))) : null));

    public static XElement Allocated(OrgNetwork network, Viewer viewer, bool isAdminView)
    {
        Hrefs hrefs = viewer.Hrefs;
        return X.E("AllocatedIpAddresses", X.A("href", (isAdminView ? hrefs.AdminOf(network) : hrefs.Of(network)) + "/allocatedAddresses/"),
            X.A("type", MediaTypes.AllocatedAddresses),
            network.Pool.Taken.Select(taken => Allocation(taken.Address, taken.Vm, viewer)));
    }

    private static XElement Allocation(IPAddress address, Vm vm, Viewer viewer) =>
        X.E("IpAddress", X.A("allocationType", "vmAllocated"), X.A("isDeployed", vm.IsDeployed),
            viewer.User.CanSee(vm) ? X.Link("down", viewer.Hrefs.Of(vm), MediaTypes.Vm, vm.Name) : null, X.E("IpAddress", address));
}
