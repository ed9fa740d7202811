using System.Xml.Linq;
using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.VCenters;

namespace CsePowerShell.Simulator.Wire;

internal static class VmDocument
{
    public static XElement Write(Vm vm, Viewer viewer)
    {
        Hrefs hrefs = viewer.Hrefs;
        VmSectionContext context = Context(vm, viewer);
        return X.E("Vm", X.A("needsCustomization", vm.NeedsCustomization), X.A("nestedHypervisorEnabled", false), X.A("deployed", vm.IsDeployed),
            X.A("status", (int)vm.Status), X.Identity(hrefs, vm),
            VirtualCenterDocuments.VimInfo(vm, viewer), VAppLinks.Of(vm, viewer), X.Description(vm), TaskDocuments.InProgress(vm, viewer),
            HardwareSection.Write(vm.Name, vm.Hardware, vm.Cards, context),
            VmSections.OperatingSystem(vm), VmSections.NetworkConnection(vm.Cards, context, vm.NeedsCustomization), Customization(vm, viewer),
            VmSections.Runtime(vm), VmSections.Spec(vm.Hardware, vm.Image),
            X.E("DateCreated", X.Time(vm.Created)), X.E("VAppScopedLocalId", vm.Id), VirtualCenterDocuments.Environment(vm),
            X.E("VmCapabilities", X.E("MemoryHotAddEnabled", false), X.E("CpuHotAddEnabled", false)),
            X.Reference("StorageProfile", hrefs, vm.StorageProfile));
    }

    public static XElement Customization(Vm vm, Viewer viewer)
    {
        GuestCustomization settings = vm.Customization;
        // Reading a VM is not enough to read its password.
        if (!viewer.User.May(Rights.EditVApp, vm.VApp)) settings = settings with { AdminPassword = null };
        return VmSections.Customization(settings, vm.Id, settings.ComputerName ?? vm.Name, Context(vm, viewer));
    }

    public static VmSectionContext Context(Vm vm, Viewer viewer) =>
        new(viewer.Hrefs.Of(vm), viewer.Hrefs.Of(vm.StorageProfile), VAppLinks.CanEdit(vm.VApp, viewer));
}
