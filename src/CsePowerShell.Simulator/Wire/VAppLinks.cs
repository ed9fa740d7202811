using System.Xml.Linq;
using CsePowerShell.Simulator.Domain;

namespace CsePowerShell.Simulator.Wire;

/// <summary>
/// The links of vApps and VMs: a client does what it finds a link for. They depend on the state (recorded sets in vcloud-api.md section 8) and on
/// what the viewer may do. A busy vApp offers nothing but reading. An empty vApp that is not busy offers recompose, or nobody could ever fill it.
/// </summary>
internal static class VAppLinks
{
    public static bool CanEdit(VApp vApp, Viewer viewer) => !vApp.IsBusy && !vApp.IsFailed && viewer.User.May(Rights.EditVApp, vApp);

    public static IEnumerable<XElement> Of(VApp vApp, Viewer viewer)
    {
        Hrefs hrefs = viewer.Hrefs;
        string self = hrefs.Of(vApp);
        User user = viewer.User;

        if (!vApp.IsBusy && !vApp.IsFailed)
        {
            if (vApp.Vms.Count > 0 && user.May(Rights.PowerVApp, vApp))
                foreach (XElement link in Power(self, vApp.Status, vApp.IsDeployed, isVApp: true)) yield return link;
        }
        foreach (VAppNetwork network in vApp.Networks.Where(network => network.Parent is not null))
            yield return X.Link("down", hrefs.Of(network.Parent!), "application/vnd.vmware.vcloud.vAppNetwork+xml", network.Name);
        yield return X.Link("down", self + "/controlAccess/", MediaTypes.ControlAccess);
        if (!vApp.IsBusy && user.May(Rights.ShareVApp, vApp, AccessLevel.FullControl))
            yield return X.Link("controlAccess", self + "/action/controlAccess", MediaTypes.ControlAccess);
        if (!vApp.IsBusy && !vApp.IsFailed && user.May(Rights.ComposeVApp, vApp))
            yield return X.Link("recompose", self + "/action/recomposeVApp", MediaTypes.Recompose);
        yield return X.Link("up", hrefs.Of(vApp.Vdc), MediaTypes.Vdc);
        if (CanEdit(vApp, viewer)) yield return X.Link("edit", self, MediaTypes.VApp);
        if (!vApp.IsBusy && vApp.Status != VCloudStatus.PoweredOn && !vApp.IsDeployed && user.May(Rights.DeleteVApp, vApp, AccessLevel.FullControl))
            yield return X.Link("remove", self);
        yield return X.Link("down", self + "/owner", MediaTypes.Owner);
        yield return X.Link("down", self + "/metadata", MediaTypes.Metadata);
    }

    public static IEnumerable<XElement> Of(Vm vm, Viewer viewer)
    {
        Hrefs hrefs = viewer.Hrefs;
        string self = hrefs.Of(vm);
        User user = viewer.User;
        bool free = !vm.VApp.IsBusy;

        if (free && !vm.IsFailed)
        {
            if (user.May(Rights.PowerVApp, vm.VApp))
                foreach (XElement link in Power(self, vm.Status, vm.IsDeployed, isVApp: false)) yield return link;
            if (!vm.IsPoweredOn && user.May(Rights.EditVApp, vm.VApp))
                yield return X.Link("customizeAtNextPowerOn", self + "/action/customizeAtNextPowerOn");
            if (user.May(Rights.EditVApp, vm.VApp))
            {
                yield return X.Link("edit", self, MediaTypes.Vm);
                yield return X.Link("reconfigureVm", self + "/action/reconfigureVm", MediaTypes.Vm, vm.Name);
            }
        }
        yield return X.Link("down", self + "/metadata", MediaTypes.Metadata);
        yield return X.Link("up", hrefs.Of(vm.VApp), MediaTypes.VApp);
        if (free && !vm.IsDeployed && !vm.IsPoweredOn && user.May(Rights.DeleteVApp, vm.VApp, AccessLevel.FullControl))
            yield return X.Link("remove", self);
    }

    private static IEnumerable<XElement> Power(string self, VCloudStatus status, bool isDeployed, bool isVApp)
    {
        bool on = status is VCloudStatus.PoweredOn or VCloudStatus.Mixed,
            off = status is VCloudStatus.PoweredOff or VCloudStatus.Suspended or VCloudStatus.Mixed;
        if (off) yield return X.Link("power:powerOn", self + "/power/action/powerOn");
        if (on)
            foreach (string action in (string[])["powerOff", "reboot", "reset", "shutdown", "suspend"])
                yield return X.Link("power:" + action, $"{self}/power/action/{action}");
        if (status == VCloudStatus.Suspended) yield return X.Link("discardState", self + "/action/discardSuspendedState");
        // Recorded: a running vApp still offers deploy, a running VM does not.
        if (off || isVApp) yield return X.Link("deploy", self + "/action/deploy", MediaTypes.Deploy);
        if (isDeployed) yield return X.Link("undeploy", self + "/action/undeploy", MediaTypes.Undeploy);
    }
}
