using System.Xml.Linq;
using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Transfers;

namespace CsePowerShell.Simulator.Wire;

internal static class TemplateDocuments
{
    public static XElement Write(VAppTemplate template, Viewer viewer)
    {
        Hrefs hrefs = viewer.Hrefs;
        return X.E("VAppTemplate", X.A("goldMaster", false), X.A("status", (int)template.Status),
            X.A("ovfDescriptorUploaded", template.Upload is not { IsDescribed: false }), X.Identity(hrefs, template),
            viewer.User.CanSee(template.Vdc) ? X.Link("up", hrefs.Of(template.Vdc), MediaTypes.Vdc) : null,
            X.Link("catalogItem", hrefs.Of(template.Item), MediaTypes.CatalogItem),
            X.Link("down", hrefs.Of(template) + "/owner", MediaTypes.Owner),
            X.Link("down", hrefs.Of(template) + "/metadata", MediaTypes.Metadata),
            X.Description(template), TaskDocuments.InProgress(template, viewer), Files(template.Upload, hrefs),
            CatalogDocuments.Owner(template.Owner, viewer),
            X.E("Children", template.Vms.Select(vm => Write(vm, viewer, "Vm"))),
            NetworkSection(template),
            X.E("NetworkConfigSection", X.Info("The configuration parameters for logical networks"), Networks(template).Select(name =>
                X.E("NetworkConfig", X.A("networkName", name), X.E("Description", ""), X.E("Configuration", X.E("FenceMode", "isolated")),
                    X.E("IsDeployed", false)))),
            X.E("LeaseSettingsSection", X.Info("Lease settings section"), X.E("StorageLeaseInSeconds", 0)),
            X.E("CustomizationSection", X.A("goldMaster", false), X.Info("VApp template customization section"), X.E("CustomizeOnInstantiate", true)),
            X.E("DateCreated", X.Time(template.Created)));
    }

    /// <summary>On its own the document's root is VAppTemplate, the element of its type; inside Children it is called Vm.</summary>
    public static XElement Write(TemplateVm vm, Viewer viewer, string element = "VAppTemplate")
    {
        Hrefs hrefs = viewer.Hrefs;
        VmSectionContext context = Context(vm, viewer);
        return X.E(element, X.A("goldMaster", false), X.A("status", (int)vm.Template.Status), X.Identity(hrefs, vm),
            X.Link("up", hrefs.Of(vm.Template), MediaTypes.VAppTemplate),
            X.Link("down", hrefs.Of(vm) + "/metadata", MediaTypes.Metadata),
            X.Description(vm), TaskDocuments.InProgress(vm, viewer),
            HardwareSection.Write(vm.Name, vm.Hardware, [Card(vm)], context),
            VmSections.NetworkConnection([Card(vm)], context),
            Customization(vm, context), VmSections.Spec(vm.Hardware, vm.Image),
            X.E("VAppScopedLocalId", vm.Id), X.E("DateCreated", X.Time(vm.Template.Created)));
    }

    public static VmSectionContext Context(TemplateVm vm, Viewer viewer) =>
        new(viewer.Hrefs.Of(vm), viewer.Hrefs.Of(vm.StorageProfile), CanEdit: false);

    public static NetworkCard Card(TemplateVm vm) =>
        new(0, vm.NetworkName, vm.NetworkName == "none" ? "NONE" : "DHCP", vm.NetworkName != "none", "00:50:56:00:00:01", "VMXNET3", null);

    public static XElement Customization(TemplateVm vm, VmSectionContext context) =>
        VmSections.Customization(vm.Customization, vm.Id, vm.Customization.ComputerName ?? vm.Name, context);

    /// <summary>What is to be uploaded and how much of it has come; while a descriptor is not understood there is nothing but the descriptor.</summary>
    private static XElement? Files(TemplateUpload? upload, Hrefs hrefs) => upload is null ? null : X.E("Files",
        File(upload, TemplateUpload.DescriptorName, upload.DescriptorBytes, upload.DescriptorBytes, hrefs),
        upload.Files.Select(file => File(upload, file.Name, file.Size ?? -1, file.BytesTransferred, hrefs)));

    private static XElement File(TemplateUpload upload, string name, long size, long transferred, Hrefs hrefs) =>
        X.E("File", X.A("size", size), X.A("bytesTransferred", transferred), X.A("name", name),
            X.Link("upload:default", $"{hrefs.Root}transfer/{upload.Id}/{Uri.EscapeDataString(name)}"));

    private static IEnumerable<string> Networks(VAppTemplate template) => template.Vms.Select(vm => vm.NetworkName).Distinct();

    private static XElement NetworkSection(VAppTemplate template) =>
        new(Ns.Ovf + "NetworkSection", X.Info("The list of logical networks"),
            Networks(template).Select(name =>
                new XElement(Ns.Ovf + "Network", new XAttribute(Ns.Ovf + "name", name), new XElement(Ns.Ovf + "Description"))));
}
