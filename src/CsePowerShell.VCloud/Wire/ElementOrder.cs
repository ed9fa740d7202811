using System.Xml.Linq;

namespace CsePowerShell.VCloud;

/// <summary>
/// The order in which the schemas want child elements. vCD validates requests, and an element out of place is a 400 that names neither cause nor cure;
/// so builders add what they like, and this puts it in place. Read from the published 9.1 schemas; elements of later versions go where vCD 10 has them.
/// </summary>
internal static class ElementOrder
{
    private static readonly Dictionary<string, string[]> s_children = new(StringComparer.Ordinal)
    {
        ["ComposeVAppParams"] = ["Description", "VAppParent", "InstantiationParams", "SourcedItem", "CreateItem", "AllEULAsAccepted"],
        ["RecomposeVAppParams"] =
            ["Description", "VAppParent", "InstantiationParams", "SourcedItem", "CreateItem", "AllEULAsAccepted", "DeleteItem", "ReconfigureItem"],
        ["SourcedItem"] =
        [
            "Source", "VmGeneralParams", "VAppScopedLocalId", "InstantiationParams", "NetworkAssignment", "StorageProfile", "LocalityParams", "VmCapabilities",
            "VdcComputePolicy", "ComputePolicy",
        ],
        ["VmGeneralParams"] = ["Name", "Description", "NeedsCustomization", "RegenerateBiosUuid"],
        ["ReconfigureItem"] = ["Link", "Description", "Tasks", "Files", "VAppParent", "VirtualHardwareSection", "NetworkConnectionSection", "GuestCustomizationSection"],
        ["NetworkConfigSection"] = ["Info", "Link", "NetworkConfig"],
        ["NetworkConfig"] = ["Link", "Description", "Configuration", "IsDeployed"],
        ["Configuration"] = ["BackwardCompatibilityMode", "IpScope", "IpScopes", "ParentNetwork", "FenceMode", "RetainNetInfoAcrossDeployments", "Features"],
        ["NetworkConnectionSection"] = ["Info", "PrimaryNetworkConnectionIndex", "NetworkConnection", "Link"],
        ["NetworkConnection"] =
            ["NetworkConnectionIndex", "IpAddress", "ExternalIpAddress", "IsConnected", "MACAddress", "IpAddressAllocationMode", "NetworkAdapterType"],
        ["GuestCustomizationSection"] =
        [
            "Info", "Enabled", "ChangeSid", "VirtualMachineId", "JoinDomainEnabled", "UseOrgSettings", "DomainName", "DomainUserName", "DomainUserPassword",
            "MachineObjectOU", "AdminPasswordEnabled", "AdminPasswordAuto", "AdminPassword", "AdminAutoLogonEnabled", "AdminAutoLogonCount",
            "ResetPasswordRequired", "CustomizationScript", "ComputerName", "Link",
        ],
        ["LeaseSettingsSection"] = ["Info", "Link", "DeploymentLeaseInSeconds", "StorageLeaseInSeconds", "DeploymentLeaseExpiration", "StorageLeaseExpiration"],
        ["AdminCatalog"] = ["Description"],
        ["UploadVAppTemplateParams"] = ["Description", "VdcStorageProfile"],
        ["PublishCatalogParams"] = ["IsPublished"],
        ["Metadata"] = ["Link", "MetadataEntry"],
        ["MetadataEntry"] = ["Link", "Domain", "Key", "TypedValue"],
        ["MetadataValue"] = ["Link", "Domain", "TypedValue"],
        ["Owner"] = ["Link", "User"],
        ["Task"] = ["Link", "Description", "Tasks", "Owner", "Error", "User", "Organization", "Progress", "Params", "Details", "Result"],
        ["UndeployVAppParams"] = ["UndeployPowerAction"],
        ["Service"] =
        [
            "Link", "Description", "Tasks", "Namespace", "Enabled", "AuthorizationEnabled", "RoutingKey", "Priority", "Exchange", "Vendor", "ApiFilters",
            "ServiceLinks", "ApiDefinitions", "ResourceClasses",
        ],
        ["ApiFilters"] = ["ApiFilter"],
        ["ApiFilter"] = ["Link", "UrlPattern", "ResponseContentType"],
        ["AmqpSettings"] =
            ["Link", "AmqpHost", "AmqpPort", "AmqpUsername", "AmqpPassword", "AmqpExchange", "AmqpVHost", "AmqpUseSSL", "AmqpSslAcceptAll", "AmqpPrefix"],
        ["Right"] = ["Link", "Description", "Tasks", "Category", "BundleKey", "ServiceNamespace"],
        ["Role"] = ["Link", "Description", "Tasks", "RightReferences"],
        ["RightReferences"] = ["RightReference"],
        ["OrgRights"] = ["Link", "RightReference"],
    };

    // Their children form substitution groups, repeat one element, or are taken over as vCD sent them: any order is right.
    private static readonly HashSet<string> s_free = new(StringComparer.Ordinal) { "InstantiationParams", "TypedValue", "VirtualHardwareSection" };

    public static void Arrange(XElement element)
    {
        if (!element.HasElements || element.Name.LocalName == "VirtualHardwareSection")
            return;
        foreach (XElement child in element.Elements())
            Arrange(child);
        if (s_free.Contains(element.Name.LocalName))
            return;
        if (!s_children.TryGetValue(element.Name.LocalName, out string[]? order))
            throw new InvalidOperationException($"The order of the elements in {element.Name.LocalName} is not known.");
        (int Place, XElement Child)[] placed = [.. element.Elements().Select(child => (Place(element, order, child), child))];
        XElement[] arranged = [.. placed.OrderBy(pair => pair.Place).Select(pair => pair.Child)];
        element.Elements().Remove();
        element.Add(arranged);
    }

    private static int Place(XElement parent, string[] order, XElement child)
    {
        int place = Array.IndexOf(order, child.Name.LocalName);
        return place >= 0 ? place : throw new InvalidOperationException($"{parent.Name.LocalName} has no element {child.Name.LocalName}.");
    }
}
