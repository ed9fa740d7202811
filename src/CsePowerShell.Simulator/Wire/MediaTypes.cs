namespace CsePowerShell.Simulator.Wire;

/// <summary>The media types of documents, as links and hrefs write them.</summary>
internal static class MediaTypes
{
    public const string Session = "application/vnd.vmware.vcloud.session+xml";
    public const string Error = "application/vnd.vmware.vcloud.error+xml";
    public const string OrgList = "application/vnd.vmware.vcloud.orgList+xml";
    public const string Org = "application/vnd.vmware.vcloud.org+xml";
    public const string AdminOrg = "application/vnd.vmware.admin.organization+xml";
    public const string AdminCloud = "application/vnd.vmware.admin.vcloud+xml";
    public const string AdminUser = "application/vnd.vmware.admin.user+xml";
    public const string AdminRole = "application/vnd.vmware.admin.role+xml";
    public const string AdminVdc = "application/vnd.vmware.admin.vdc+xml";
    public const string AdminCatalog = "application/vnd.vmware.admin.catalog+xml";
    public const string PublishCatalog = "application/vnd.vmware.admin.publishCatalogParams+xml";
    public const string Vdc = "application/vnd.vmware.vcloud.vdc+xml";
    public const string Network = "application/vnd.vmware.vcloud.orgVdcNetwork+xml";
    public const string OrgNetwork = "application/vnd.vmware.vcloud.orgNetwork+xml";
    public const string NetworkReference = "application/vnd.vmware.vcloud.network+xml";
    public const string AllocatedAddresses = "application/vnd.vmware.vcloud.allocatedNetworkAddress+xml";
    public const string StorageProfile = "application/vnd.vmware.vcloud.vdcStorageProfile+xml";
    public const string Catalog = "application/vnd.vmware.vcloud.catalog+xml";
    public const string CatalogItem = "application/vnd.vmware.vcloud.catalogItem+xml";
    public const string UploadTemplate = "application/vnd.vmware.vcloud.uploadVAppTemplateParams+xml";
    public const string VAppTemplate = "application/vnd.vmware.vcloud.vAppTemplate+xml";
    public const string VApp = "application/vnd.vmware.vcloud.vApp+xml";
    public const string Vm = "application/vnd.vmware.vcloud.vm+xml";
    public const string Task = "application/vnd.vmware.vcloud.task+xml";
    public const string TasksList = "application/vnd.vmware.vcloud.tasksList+xml";
    public const string Entity = "application/vnd.vmware.vcloud.entity+xml";
    public const string QueryList = "application/vnd.vmware.vcloud.query.queryList+xml";
    public const string Records = "application/vnd.vmware.vcloud.query.records+xml";
    public const string IdRecords = "application/vnd.vmware.vcloud.query.idrecords+xml";
    public const string References = "application/vnd.vmware.vcloud.query.references+xml";
    public const string Metadata = "application/vnd.vmware.vcloud.metadata+xml";
    public const string MetadataValue = "application/vnd.vmware.vcloud.metadata.value+xml";
    public const string Owner = "application/vnd.vmware.vcloud.owner+xml";
    public const string ControlAccess = "application/vnd.vmware.vcloud.controlAccess+xml";
    public const string Lease = "application/vnd.vmware.vcloud.leaseSettingsSection+xml";
    public const string NetworkConfig = "application/vnd.vmware.vcloud.networkConfigSection+xml";
    public const string NetworkConnection = "application/vnd.vmware.vcloud.networkConnectionSection+xml";
    public const string GuestCustomization = "application/vnd.vmware.vcloud.guestCustomizationSection+xml";
    public const string CustomizationStatus = "application/vnd.vmware.vcloud.guestcustomizationstatussection+xml";
    public const string VirtualHardware = "application/vnd.vmware.vcloud.virtualHardwareSection+xml";
    public const string RasdItem = "application/vnd.vmware.vcloud.rasdItem+xml";
    public const string RasdItems = "application/vnd.vmware.vcloud.rasdItemsList+xml";
    public const string Compose = "application/vnd.vmware.vcloud.composeVAppParams+xml";
    public const string Recompose = "application/vnd.vmware.vcloud.recomposeVAppParams+xml";
    public const string Instantiate = "application/vnd.vmware.vcloud.instantiateVAppTemplateParams+xml";
    public const string Deploy = "application/vnd.vmware.vcloud.deployVAppParams+xml";
    public const string Undeploy = "application/vnd.vmware.vcloud.undeployVAppParams+xml";
}
