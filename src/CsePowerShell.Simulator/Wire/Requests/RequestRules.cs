using System.Xml.Linq;

namespace CsePowerShell.Simulator.Wire.Requests;

/// <summary>
/// The order, number and kind of the elements in request documents, transcribed from the published schemas. A rule is the type's name and its
/// children in schema order: <c>Name</c> once, <c>Name?</c> at most once, <c>Name*</c> any number, <c>Name+</c> at least one; <c>Name:type</c> names
/// what is inside (default text); <c>ovf:Name</c> is in the OVF namespace; <c>@name</c> and <c>@name?</c> are a required and an optional attribute;
/// <c>[A B C]</c> are alternatives in any order and number; <c>any</c> is unchecked; <c>text</c> means no children. Attributes of other namespaces
/// are allowed everywhere, unknown ones without a namespace nowhere.
/// </summary>
internal static class RequestRules
{
    private const string Text = """
        Reference = @href @id? @type? @name?
        Owner = @href? @type? Link*:any User:Reference
        VmGeneralParams = Name? Description? NeedsCustomization?:boolean RegenerateBiosUuid?:boolean
        NetworkAssignment = @innerNetwork @containerNetwork
        VmCapabilities = @href? @type? Link*:any MemoryHotAddEnabled?:boolean CpuHotAddEnabled?:boolean
        InstantiationParams = [NetworkConfigSection:NetworkConfigSection NetworkConnectionSection:NetworkConnectionSection
            GuestCustomizationSection:GuestCustomizationSection LeaseSettingsSection:LeaseSettingsSection
            ovf:VirtualHardwareSection:VirtualHardwareSection ovf:NetworkSection:any ovf:StartupSection:any ovf:ProductSection:any
            ovf:OperatingSystemSection:any CustomizationSection:any DefaultStorageProfileSection:any SnapshotSection:any]
        SourcedItem = @sourceDelete?:boolean Source:Reference VmGeneralParams?:VmGeneralParams VAppScopedLocalId?
            InstantiationParams?:InstantiationParams NetworkAssignment*:NetworkAssignment StorageProfile?:Reference LocalityParams?:any
            VmCapabilities?:VmCapabilities
        ComposeVAppParams = @name? @deploy?:boolean @powerOn?:boolean @linkedClone?:boolean Description? VAppParent?:Reference
            InstantiationParams?:InstantiationParams SourcedItem*:SourcedItem CreateItem*:any AllEULAsAccepted?:boolean
        RecomposeVAppParams = @name? @deploy?:boolean @powerOn?:boolean @linkedClone?:boolean Description? VAppParent?:Reference
            InstantiationParams?:InstantiationParams SourcedItem*:SourcedItem CreateItem*:any AllEULAsAccepted?:boolean
            DeleteItem*:Reference ReconfigureItem*:Vm
        SourcedVmInstantiationParams = Source:Reference StorageProfile?:Reference HardwareCustomization?:any
        InstantiateVAppTemplateParams = @name? @deploy?:boolean @powerOn?:boolean @linkedClone?:boolean Description? VAppParent?:Reference
            InstantiationParams?:InstantiationParams Source:Reference IsSourceDelete?:boolean
            SourcedVmInstantiationParams*:SourcedVmInstantiationParams SourcedItem*:SourcedItem AllEULAsAccepted?:boolean
        DeployVAppParams = @powerOn?:boolean @deploymentLeaseSeconds?:int @forceCustomization?:boolean
        UndeployVAppParams = UndeployPowerAction?
        VApp = @name @href? @type? @id? @operationKey? @status?:int @deployed?:boolean @ovfDescriptorUploaded?:boolean Link*:any
            Description? Tasks?:any Files?:any VAppParent?:Reference [NetworkConfigSection:NetworkConfigSection
            LeaseSettingsSection:LeaseSettingsSection ovf:NetworkSection:any ovf:StartupSection:any ovf:ProductSection:any
            SnapshotSection:any CustomizationSection:any] DateCreated? Owner?:Owner autoNature?:boolean InMaintenanceMode?:boolean
            Children?:any
        Vm = @name @href? @type? @id? @operationKey? @status?:int @deployed?:boolean @needsCustomization?:boolean
            @nestedHypervisorEnabled?:boolean Link*:any Description? Tasks?:any Files?:any VAppParent?:Reference
            [ovf:VirtualHardwareSection:VirtualHardwareSection ovf:OperatingSystemSection:any
            NetworkConnectionSection:NetworkConnectionSection GuestCustomizationSection:GuestCustomizationSection RuntimeInfoSection:any
            SnapshotSection:any ovf:ProductSection:any VmSpecSection:VmSpecSection] DateCreated? VAppScopedLocalId?
            VmCapabilities?:VmCapabilities StorageProfile?:Reference BootOptions?:any Media?:Reference
        VmSpecSection = @Modified?:boolean ovf:Info OsType? NumCpus?:int NumCoresPerSocket?:int CpuResourceMhz?:ComputeResource
            MemoryResourceMb?:ComputeResource MediaSection?:any DiskSection?:any HardwareVersion:any VmToolsVersion? ToolsGuestOsId?
            VirtualCpuType? TimeSyncWithHost?:boolean
        ComputeResource = Configured:int Reservation?:int Limit?:int SharesLevel? Shares?:int
        NetworkConfigSection = @href? @type? ovf:Info Link*:any NetworkConfig*:NetworkConfig
        NetworkConfig = @networkName @href? @type? Link*:any Description? Configuration:NetworkConfiguration IsDeployed?:boolean
        NetworkConfiguration = BackwardCompatibilityMode?:boolean IpScope?:IpScope IpScopes?:IpScopes ParentNetwork?:Reference FenceMode
            RetainNetInfoAcrossDeployments?:boolean Features?:any SyslogServerSettings?:any RouterInfo?:any
            AdvancedNetworkingEnabled?:boolean SubInterface?:boolean DistributedInterface?:boolean GuestVlanAllowed?:boolean
        IpScopes = IpScope*:IpScope
        IpScope = IsInherited:boolean Gateway? Netmask? Dns1? Dns2? DnsSuffix? IsEnabled?:boolean IpRanges?:any AllocatedIpAddresses?:any
            SubAllocations?:any
        NetworkConnectionSection = @href? @type? ovf:Info PrimaryNetworkConnectionIndex?:int NetworkConnection*:NetworkConnection Link*:any
        NetworkConnection = @network @needsCustomization?:boolean NetworkConnectionIndex:int IpAddress? ExternalIpAddress?
            IsConnected:boolean MACAddress? IpAddressAllocationMode NetworkAdapterType?
        GuestCustomizationSection = @href? @type? ovf:Info Enabled?:boolean ChangeSid?:boolean VirtualMachineId? JoinDomainEnabled?:boolean
            UseOrgSettings?:boolean DomainName? DomainUserName? DomainUserPassword? MachineObjectOU? AdminPasswordEnabled?:boolean
            AdminPasswordAuto?:boolean AdminPassword? AdminAutoLogonEnabled?:boolean AdminAutoLogonCount?:int ResetPasswordRequired?:boolean
            CustomizationScript? ComputerName? Link*:any
        LeaseSettingsSection = @href? @type? ovf:Info Link*:any DeploymentLeaseInSeconds?:int StorageLeaseInSeconds?:int
            DeploymentLeaseExpiration? StorageLeaseExpiration?
        VirtualHardwareSection = ovf:Info ovf:System?:any ovf:Item*:Item any
        Item = rasd:Address? rasd:AddressOnParent? rasd:AllocationUnits? rasd:AutomaticAllocation? rasd:AutomaticDeallocation? rasd:Caption?
            rasd:ChangeableType? rasd:ConfigurationName? rasd:Connection* rasd:ConsumerVisibility? rasd:Description? rasd:ElementName
            rasd:Generation? rasd:HostResource*:any rasd:InstanceID rasd:Limit? rasd:MappingBehavior? rasd:OtherResourceType? rasd:Parent?
            rasd:PoolID? rasd:Reservation? rasd:ResourceSubType? rasd:ResourceType? rasd:VirtualQuantity? rasd:VirtualQuantityUnits?
            rasd:Weight? any
        Metadata = @href? @type? Link*:any MetadataEntry*:MetadataEntry
        MetadataEntry = @href? @type? Link*:any Domain?:Domain Key Value? TypedValue?:TypedValue
        MetadataValue = @href? @type? Link*:any Domain?:Domain Value? TypedValue?:TypedValue
        Domain = @visibility text
        TypedValue = Value
        ControlAccessParams = IsSharedToEveryone:boolean EveryoneAccessLevel? AccessSettings?:AccessSettings
        AccessSettings = AccessSetting+:AccessSetting
        AccessSetting = Subject?:Reference ExternalSubject?:any AccessLevel
        Task = @name @status @href? @type? @id? @operationKey? @operation? @operationName? @serviceNamespace? @startTime? @endTime?
            @expiryTime? @cancelRequested?:boolean Link*:any Description? Tasks?:any Owner?:Reference Error?:Error User?:Reference
            Organization?:Reference Progress?:int Params?:any Details? Result?:any
        Error = @message @majorErrorCode:int @minorErrorCode @vendorSpecificErrorCode? @stackTrace? TenantError?:any
        PublishCatalogParams = IsPublished:boolean
        AdminCatalog = @name @href? @type? @id? @operationKey? Link*:any Description? Tasks?:any Owner?:Owner CatalogItems?:any IsPublished?:boolean
            DateCreated? VersionNumber?:int CatalogStorageProfiles?:any ExternalCatalogSubscriptionParams?:any PublishExternalCatalogParams?:any
        UploadVAppTemplateParams = @name? @transferFormat? @manifestRequired?:boolean @sourceHref? Description? VdcStorageProfile?:Reference
        """;

    private static readonly Dictionary<string, ContentRule> s_rules = Lines(Text)
        .Select(line => line.Split(" =", 2))
        .ToDictionary(parts => parts[0], parts => ContentRule.Parse(parts[1]), StringComparer.Ordinal);

    public static ContentRule? Find(string type) => s_rules.GetValueOrDefault(type);

    /// <summary>The rule of a document is named after its root.</summary>
    public static bool IsKnownRoot(XElement root, string expected) =>
        root.Name.LocalName == expected && root.Name.Namespace == (expected is "Item" or "VirtualHardwareSection" ? Ns.Ovf : Ns.VCloud);

    /// <summary>One rule a line: a line that begins with a blank continues the one before.</summary>
    private static List<string> Lines(string text)
    {
        List<string> lines = [];
        foreach (string line in text.Split('\n'))
        {
            if (line.StartsWith(' ')) lines[^1] += " " + line.Trim();
            else lines.Add(line);
        }
        return lines;
    }
}
