using System.Xml.Linq;
using CsePowerShell.Simulator.Domain;

namespace CsePowerShell.Simulator.Wire;

internal static class VAppDocument
{
    public static XElement Write(VApp vApp, Viewer viewer)
    {
        Hrefs hrefs = viewer.Hrefs;
        return X.E("VApp", X.A("deployed", vApp.IsDeployed), X.A("status", (int)vApp.Status), X.A("ovfDescriptorUploaded", true),
            X.Identity(hrefs, vApp),
            VAppLinks.Of(vApp, viewer), X.Description(vApp), TaskDocuments.InProgress(vApp, viewer),
            Lease(vApp, viewer), NetworkSection(vApp), NetworkConfig(vApp, viewer),
            X.E("DateCreated", X.Time(vApp.Created)), CatalogDocuments.Owner(vApp.Owner, viewer), X.E("InMaintenanceMode", false),
            vApp.Vms.Count == 0 ? null : X.E("Children", vApp.Vms.Select(vm => VmDocument.Write(vm, viewer))));
    }

    /// <summary>What compose and instantiate answer: links, description, the task, no sections yet.</summary>
    public static XElement WriteSparse(VApp vApp, Viewer viewer) =>
        X.E("VApp", X.A("deployed", false), X.A("status", (int)VCloudStatus.Unresolved), X.A("ovfDescriptorUploaded", true),
            X.Identity(viewer.Hrefs, vApp),
            X.Link("down", viewer.Hrefs.Of(vApp) + "/owner", MediaTypes.Owner),
            X.Link("down", viewer.Hrefs.Of(vApp) + "/metadata", MediaTypes.Metadata),
            X.Description(vApp), TaskDocuments.InProgress(vApp, viewer), X.E("DateCreated", X.Time(vApp.Created)),
            CatalogDocuments.Owner(vApp.Owner, viewer), X.E("InMaintenanceMode", false));

    public static XElement Lease(VApp vApp, Viewer viewer)
    {
        string href = viewer.Hrefs.Of(vApp) + "/leaseSettingsSection/";
        return X.E("LeaseSettingsSection", X.A("href", href), X.A("type", MediaTypes.Lease), new XAttribute(Ns.Ovf + "required", "false"),
            X.Info("Lease settings section"),
            VAppLinks.CanEdit(vApp, viewer) ? X.Link("edit", href, MediaTypes.Lease) : null,
            X.E("DeploymentLeaseInSeconds", vApp.Lease.DeploymentSeconds), X.E("StorageLeaseInSeconds", vApp.Lease.StorageSeconds),
            vApp.Lease.DeploymentSeconds > 0 && vApp.DeployedSince is { } since
                ? X.E("DeploymentLeaseExpiration", X.Time(since.AddSeconds(vApp.Lease.DeploymentSeconds))) : null,
            vApp.Lease.StorageSeconds > 0 && !vApp.IsDeployed
                ? X.E("StorageLeaseExpiration", X.Time(vApp.LeaseStart.AddSeconds(vApp.Lease.StorageSeconds))) : null);
    }

    public static XElement NetworkConfig(VApp vApp, Viewer viewer)
    {
        string href = viewer.Hrefs.Of(vApp) + "/networkConfigSection/";
        return X.E("NetworkConfigSection", X.A("href", href), X.A("type", MediaTypes.NetworkConfig), new XAttribute(Ns.Ovf + "required", "false"),
            X.Info("The configuration parameters for logical networks"),
            VAppLinks.CanEdit(vApp, viewer) ? X.Link("edit", href, MediaTypes.NetworkConfig) : null,
            vApp.Networks.Select(network => X.E("NetworkConfig", X.A("networkName", network.Name), X.E("Description", network.Description ?? ""),
                X.E("Configuration",
                    network.Parent is null ? null : NetworkDocuments.Scopes(network.Parent, withAllocations: false),
                    network.Parent is null ? null : X.Reference("ParentNetwork", viewer.Hrefs, network.Parent, MediaTypes.NetworkReference),
                    X.E("FenceMode", network.FenceMode), X.E("RetainNetInfoAcrossDeployments", false)),
                X.E("IsDeployed", vApp.IsDeployed))));
    }

    private static XElement NetworkSection(VApp vApp) =>
        new(Ns.Ovf + "NetworkSection", X.Info("The list of logical networks"),
            vApp.Networks.Select(network =>
                new XElement(Ns.Ovf + "Network", new XAttribute(Ns.Ovf + "name", network.Name),
                new XElement(Ns.Ovf + "Description", network.Description ?? ""))));
}
