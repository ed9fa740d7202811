using System.Globalization;
using System.Xml.Linq;

namespace CsePowerShell.VCloud;

/// <summary>Writes what compose, recompose, deploy, undeploy, owner and lease are asked with.</summary>
internal static class ComposeDocument
{
    public static XElement Compose(ComposeVApp request)
    {
        if (string.IsNullOrWhiteSpace(request.Name))
            throw new ArgumentException("A vApp needs a name.", nameof(request));
        XElement root = Root("ComposeVAppParams", new XAttribute("name", request.Name), new XAttribute("deploy", false), new XAttribute("powerOn", false));
        root.Add(new XElement(Ns.VCloud + "Description", request.Description));
        var parameters = new XElement(Ns.VCloud + "InstantiationParams");
        if (request.Network is { } network)
            parameters.Add(NetworkConfigSection(network));
        if (request.Lease is { } lease)
            parameters.Add(LeaseSection(lease));
        if (parameters.HasElements)
            root.Add(parameters);
        return root;
    }

    public static XElement Recompose(RecomposeVApp request)
    {
        if (request.Add.Count + request.Reconfigure.Count + request.Delete.Count == 0)
            throw new ArgumentException("There is nothing to add, change or remove in the vApp.", nameof(request));
        // Both default to true, and then vCD would start what is only to be added.
        XElement root = Root("RecomposeVAppParams", new XAttribute("deploy", request.PowerOn), new XAttribute("powerOn", request.PowerOn));
        foreach (VmToAdd vm in request.Add)
            root.Add(SourcedItem(vm));
        if (request.Add.Count > 0)
            root.Add(new XElement(Ns.VCloud + "AllEULAsAccepted", true));
        foreach (EntityReference vm in request.Delete)
            root.Add(new XElement(Ns.VCloud + "DeleteItem", new XAttribute("href", vm.Href)));
        foreach (VmHardware change in request.Reconfigure)
        {
            root.Add(new XElement(
                Ns.VCloud + "ReconfigureItem",
                new XAttribute("name", change.Vm.Name),
                new XAttribute("href", change.Vm.Href),
                new XAttribute("type", MediaTypes.Vm),
                HardwareSection.Change(change)));
        }

        return root;
    }

    public static XElement Deploy(bool powerOn, bool forceCustomization) =>
        new(Ns.VCloud + "DeployVAppParams", new XAttribute("powerOn", powerOn), new XAttribute("forceCustomization", forceCustomization));

    public static XElement Undeploy(UndeployPowerAction action) =>
        new(Ns.VCloud + "UndeployVAppParams", new XElement(Ns.VCloud + "UndeployPowerAction", action switch
        {
            UndeployPowerAction.Suspend => "suspend",
            UndeployPowerAction.Shutdown => "shutdown",
            UndeployPowerAction.Force => "force",
            UndeployPowerAction.Default => "default",
            _ => "powerOff",
        }));

    public static XElement Owner(EntityReference user) =>
        new(Ns.VCloud + "Owner", new XElement(Ns.VCloud + "User", new XAttribute("href", user.Href), new XAttribute("type", MediaTypes.User)));

    public static XElement LeaseSection(VAppLease lease) =>
        new(
            Ns.VCloud + "LeaseSettingsSection",
            new XAttribute(XNamespace.Xmlns + "ovf", Ns.Ovf.NamespaceName),
            new XElement(Ns.Ovf + "Info", "Lease settings section"),
            new XElement(Ns.VCloud + "DeploymentLeaseInSeconds", Text(lease.DeploymentSeconds)),
            new XElement(Ns.VCloud + "StorageLeaseInSeconds", Text(lease.StorageSeconds)));

    private static XElement Root(string name, params object[] content) =>
        new(
            Ns.VCloud + name,
            new XAttribute("xmlns", Ns.VCloud.NamespaceName),
            new XAttribute(XNamespace.Xmlns + "ovf", Ns.Ovf.NamespaceName),
            content);

    private static XElement NetworkConfigSection(EntityReference network) =>
        new(
            Ns.VCloud + "NetworkConfigSection",
            new XElement(Ns.Ovf + "Info", "Configuration for logical networks"),
            new XElement(
                Ns.VCloud + "NetworkConfig",
                new XAttribute("networkName", network.Name),
                new XElement(
                    Ns.VCloud + "Configuration",
                    new XElement(Ns.VCloud + "ParentNetwork", new XAttribute("href", network.Href), new XAttribute("name", network.Name)),
                    new XElement(Ns.VCloud + "FenceMode", "bridged"))));

    private static XElement SourcedItem(VmToAdd vm)
    {
        if (string.IsNullOrWhiteSpace(vm.Name))
            throw new ArgumentException("A VM to add needs a name.");
        if (vm.Source is not { } source)
            throw new ArgumentException($"The VM \"{vm.Name}\" needs a VM of a template to be cloned from.");
        if (vm.IpAddress is not null && vm.Network is null)
            throw new ArgumentException($"The VM \"{vm.Name}\" has a fixed address but no network.");
        var general = new XElement(Ns.VCloud + "VmGeneralParams", new XElement(Ns.VCloud + "Name", vm.Name));
        if (vm.Description.Length > 0)
            general.Add(new XElement(Ns.VCloud + "Description", vm.Description));
        general.Add(new XElement(Ns.VCloud + "NeedsCustomization", vm.Customization?.IsEnabled ?? true));
        var item = new XElement(Ns.VCloud + "SourcedItem", ReferenceTo("Source", source), general);
        var parameters = new XElement(Ns.VCloud + "InstantiationParams");
        if (vm.Network is not null)
            parameters.Add(NetworkConnectionSection(vm));
        if (vm.Customization is { } customization)
            parameters.Add(GuestCustomizationDocument.Write(customization));
        if (parameters.HasElements)
            item.Add(parameters);
        if (vm.StorageProfile is { } profile)
            item.Add(ReferenceTo("StorageProfile", profile));
        return item;
    }

    private static XElement NetworkConnectionSection(VmToAdd vm)
    {
        var connection = new XElement(
            Ns.VCloud + "NetworkConnection",
            new XAttribute("network", vm.Network!),
            new XElement(Ns.VCloud + "NetworkConnectionIndex", 0),
            new XElement(Ns.VCloud + "IsConnected", true),
            new XElement(Ns.VCloud + "IpAddressAllocationMode", vm.IpAddress is null ? "POOL" : "MANUAL"));
        if (vm.IpAddress is not null)
            connection.Add(new XElement(Ns.VCloud + "IpAddress", vm.IpAddress));
        return new XElement(
            Ns.VCloud + "NetworkConnectionSection",
            new XElement(Ns.Ovf + "Info", "Specifies the available VM network connections"),
            new XElement(Ns.VCloud + "PrimaryNetworkConnectionIndex", 0),
            connection);
    }

    private static XElement ReferenceTo(string element, EntityReference reference)
    {
        var result = new XElement(Ns.VCloud + element, new XAttribute("href", reference.Href));
        if (reference.Name.Length > 0)
            result.Add(new XAttribute("name", reference.Name));
        if (reference.Type is not null)
            result.Add(new XAttribute("type", reference.Type));
        return result;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
