using System.Text;

namespace CsePowerShell.Simulator.Tests.Support;

/// <summary>Request documents, as text.</summary>
internal static class Bodies
{
    private const string Namespaces =
        """xmlns="http://www.vmware.com/vcloud/v1.5" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" """;

    public static string Compose(string name, string network, string networkHref, string sections = "") => $"""
        <ComposeVAppParams {Namespaces} name="{name}"><Description>test</Description><InstantiationParams>{sections}
        <NetworkConfigSection><ovf:Info/><NetworkConfig networkName="{network}"><Configuration><ParentNetwork href="{networkHref}"/><FenceMode>bridged</FenceMode></Configuration></NetworkConfig></NetworkConfigSection>
        </InstantiationParams></ComposeVAppParams>
        """;

    public static string AddVms(string source, string network, string[] names, string mode = "POOL", bool powerOn = false,
        string customization = "<Enabled>true</Enabled>")
    {
        StringBuilder items = new();
        foreach (string name in names)
            items.Append($"""
                <SourcedItem><Source href="{source}"/><VmGeneralParams><Name>{name}</Name><NeedsCustomization>true</NeedsCustomization></VmGeneralParams><InstantiationParams>
                <NetworkConnectionSection><ovf:Info/><NetworkConnection network="{network}"><NetworkConnectionIndex>0</NetworkConnectionIndex><IsConnected>true</IsConnected><IpAddressAllocationMode>{mode}</IpAddressAllocationMode></NetworkConnection></NetworkConnectionSection>
                <GuestCustomizationSection><ovf:Info/>{customization}<ComputerName>{name}</ComputerName></GuestCustomizationSection></InstantiationParams></SourcedItem>
                """);
        return $"""<RecomposeVAppParams {Namespaces} deploy="{(powerOn ? "true" : "false")}" powerOn="{(powerOn ? "true" : "false")}">{items}<AllEULAsAccepted>true</AllEULAsAccepted></RecomposeVAppParams>""";
    }

    public static string Recompose(string content) => $"""<RecomposeVAppParams {Namespaces} powerOn="false">{content}</RecomposeVAppParams>""";

    public static string Deploy(bool powerOn = true, bool force = false) =>
        $"""<DeployVAppParams {Namespaces} powerOn="{(powerOn ? "true" : "false")}" forceCustomization="{(force ? "true" : "false")}"/>""";

    public static string Undeploy(string action = "powerOff") =>
        $"<UndeployVAppParams {Namespaces}><UndeployPowerAction>{action}</UndeployPowerAction></UndeployVAppParams>";

    public static string Metadata(params (string Key, string Value)[] entries) =>
        $"<Metadata {Namespaces}>{string.Concat(entries.Select(entry => Entry(entry.Key, "MetadataStringValue", entry.Value)))}</Metadata>";

    public static string TypedMetadata(string key, string type, string value,
        string domain = """<Domain visibility="READWRITE">GENERAL</Domain>""") =>
        $"<Metadata {Namespaces}>{Entry(key, type, value, domain)}</Metadata>";

    public static string MetadataValue(string value) =>
        $"""<MetadataValue {Namespaces}><Domain visibility="READWRITE">GENERAL</Domain><TypedValue xsi:type="MetadataStringValue"><Value>{value}</Value></TypedValue></MetadataValue>""";

    public static string Lease(int deployment, int storage) =>
        $"<LeaseSettingsSection {Namespaces}><ovf:Info/><DeploymentLeaseInSeconds>{deployment}</DeploymentLeaseInSeconds><StorageLeaseInSeconds>{storage}</StorageLeaseInSeconds></LeaseSettingsSection>";

    public static string Owner(string user) => $"""<Owner {Namespaces}><User href="{user}"/></Owner>""";

    public static string Share(string? user, string level, string? everyone = null) =>
        $"<ControlAccessParams {Namespaces}><IsSharedToEveryone>{(everyone is null ? "false" : "true")}</IsSharedToEveryone>{(everyone is null ? "" : $"<EveryoneAccessLevel>{everyone}</EveryoneAccessLevel>")}"
        + (user is null ? ""
            : $"""<AccessSettings><AccessSetting><Subject href="{user}" type="application/vnd.vmware.admin.user+xml"/><AccessLevel>{level}</AccessLevel></AccessSetting></AccessSettings>""") + "</ControlAccessParams>";

    public static string Cpu(int count, int perSocket = 1) =>
        Item(3, $"{count} virtual CPU(s)", count, $"""<vmw:CoresPerSocket ovf:required="false">{perSocket}</vmw:CoresPerSocket>""");

    public static string Memory(int megabytes) => Item(4, $"{megabytes} MB of memory", megabytes, "");

    public static string Task(string status, string attributes = "", string? error = null, string details = "") => $"""
        <Task {Namespaces} name="task" status="{status}" serviceNamespace="vcloud.cse" operation="Creating cluster c1" operationName="create_cluster" {attributes}>
        <Owner href="urn:cse:cluster:7e4a1f7e-9d3a-4a0e-b8a4-3f54c6e3f3aa" name="c1" type="application/vcloud.cse.cluster+xml"/>{error}<Details>{details}</Details></Task>
        """;

    public static string Item(int type, string name, long quantity, string more) => $"""
        <ovf:Item xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1" xmlns:vmw="http://www.vmware.com/schema/ovf" xmlns:rasd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData">
        <rasd:ElementName>{name}</rasd:ElementName><rasd:InstanceID>5</rasd:InstanceID><rasd:ResourceType>{type}</rasd:ResourceType><rasd:VirtualQuantity>{quantity}</rasd:VirtualQuantity>{more}</ovf:Item>
        """;

    private static string Entry(string key, string type, string value, string domain = """<Domain visibility="READWRITE">GENERAL</Domain>""") =>
        $"""<MetadataEntry>{domain}<Key>{key}</Key><TypedValue xsi:type="{type}"><Value>{value}</Value></TypedValue></MetadataEntry>""";
}

/// <summary>Media types of request documents.</summary>
internal static class Types
{
    public const string Compose = "application/vnd.vmware.vcloud.composeVAppParams+xml";
    public const string Instantiate = "application/vnd.vmware.vcloud.instantiateVAppTemplateParams+xml";
    public const string Recompose = "application/vnd.vmware.vcloud.recomposeVAppParams+xml";
    public const string Deploy = "application/vnd.vmware.vcloud.deployVAppParams+xml";
    public const string Undeploy = "application/vnd.vmware.vcloud.undeployVAppParams+xml";
    public const string Metadata = "application/vnd.vmware.vcloud.metadata+xml";
    public const string MetadataValue = "application/vnd.vmware.vcloud.metadata.value+xml";
    public const string Lease = "application/vnd.vmware.vcloud.leaseSettingsSection+xml";
    public const string Owner = "application/vnd.vmware.vcloud.owner+xml";
    public const string ControlAccess = "application/vnd.vmware.vcloud.controlAccess+xml";
    public const string Rasd = "application/vnd.vmware.vcloud.rasdItem+xml";
    public const string Task = "application/vnd.vmware.vcloud.task+xml";
    public const string Customization = "application/vnd.vmware.vcloud.guestCustomizationSection+xml";
    public const string Connection = "application/vnd.vmware.vcloud.networkConnectionSection+xml";
    public const string Vm = "application/vnd.vmware.vcloud.vm+xml";
    public const string VApp = "application/vnd.vmware.vcloud.vApp+xml";
}
