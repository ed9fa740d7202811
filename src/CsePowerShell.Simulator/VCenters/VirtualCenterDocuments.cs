using System.Xml.Linq;
using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Wire;

namespace CsePowerShell.Simulator.VCenters;

/// <summary>What vCD tells administrators about vSphere: vCenters, and which object there a VM is.</summary>
internal static class VirtualCenterDocuments
{
    public const string References = "application/vnd.vmware.admin.vmwVimServerReferences+xml";

    public static XElement List(IEnumerable<VirtualCenter> centers, Hrefs hrefs) => E("VMWVimServerReferences", X.A("href", hrefs.Path(VirtualCenterRoutes.ListPath)), X.A("type", References),
        centers.Select(center => E("VimServerReference", X.A("href", hrefs.Of(center)), X.A("id", center.Urn), X.A("name", center.Name), X.A("type", center.Kind.MediaType))));

    /// <summary>The password is never told.</summary>
    public static XElement Write(VirtualCenter center, Hrefs hrefs) => E("VimServer", X.Identity(hrefs, center),
        E("Username", center.UserName), E("Url", center.Url), E("IsEnabled", "true"), E("IsConnected", "true"), E("Uuid", center.Id), E("VcVersion", center.Version));

    /// <summary>Goes first into a VM's document, for administrators alone.</summary>
    public static XElement? VimInfo(Vm vm, Viewer viewer) => !viewer.User.IsSystem ? null
        : X.E("VCloudExtension", X.A("required", false), E("VmVimInfo",
            Object("VmVimObjectRef", vm.VApp.Vdc.VirtualCenter, viewer.Hrefs, vm.MoRef, "VIRTUAL_MACHINE"),
            Object("DatastoreVimObjectRef", vm.VApp.Vdc.VirtualCenter, viewer.Hrefs, "datastore-11", "DATASTORE"),
            Object("HostVimObjectRef", vm.VApp.Vdc.VirtualCenter, viewer.Hrefs, "host-10", "HOST"),
            E("VirtualDisksMaxChainLength", 1)));

    /// <summary>The OVF environment, which a VM has from its first power-on; CSE 1.x takes the managed object id from here.</summary>
    public static XElement? Environment(Vm vm) => !vm.IsDeployed ? null
        : new XElement(Ns.OvfEnvironment + "Environment", new XAttribute(Ns.OvfEnvironment + "id", ""), new XAttribute(Ns.VmwareEnvironment + "vCenterId", vm.MoRef));

    private static XElement Object(string name, VirtualCenter center, Hrefs hrefs, string moRef, string type) => E(name,
        E("VimServerRef", X.A("href", hrefs.Of(center)), X.A("id", center.Urn), X.A("name", center.Name), X.A("type", center.Kind.MediaType)),
        E("MoRef", moRef), E("VimObjectType", type));

    private static XElement E(string name, params object?[] content) => new(Ns.Extension + name, content);
}
