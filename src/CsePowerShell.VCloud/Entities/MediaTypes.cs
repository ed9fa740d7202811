namespace CsePowerShell.VCloud;

/// <summary>The media types of the vCloud API that this client sends or looks for in links.</summary>
public static class MediaTypes
{
    private const string VCloud = "application/vnd.vmware.vcloud.";
    private const string Admin = "application/vnd.vmware.admin.";

    /// <summary>An organization.</summary>
    public const string Org = VCloud + "org+xml";

    /// <summary>The list of organizations.</summary>
    public const string OrgList = VCloud + "orgList+xml";

    /// <summary>An organization VDC.</summary>
    public const string Vdc = VCloud + "vdc+xml";

    /// <summary>A catalog.</summary>
    public const string Catalog = VCloud + "catalog+xml";

    /// <summary>An organization's network.</summary>
    public const string OrgNetwork = VCloud + "orgNetwork+xml";

    /// <summary>The list of query types.</summary>
    public const string QueryList = VCloud + "query.queryList+xml";

    /// <summary>A vApp.</summary>
    public const string VApp = VCloud + "vApp+xml";

    /// <summary>A vApp template.</summary>
    public const string VAppTemplate = VCloud + "vAppTemplate+xml";

    /// <summary>An item of a catalog.</summary>
    public const string CatalogItem = VCloud + "catalogItem+xml";

    /// <summary>Parameters of the upload of a template.</summary>
    public const string UploadVAppTemplateParams = VCloud + "uploadVAppTemplateParams+xml";

    /// <summary>A catalog, in the administrator's view.</summary>
    public const string AdminCatalog = Admin + "catalog+xml";

    /// <summary>Parameters of publishing a catalog.</summary>
    public const string PublishCatalogParams = Admin + "publishCatalogParams+xml";

    /// <summary>A virtual machine.</summary>
    public const string Vm = VCloud + "vm+xml";

    /// <summary>A storage profile of a VDC.</summary>
    public const string VdcStorageProfile = VCloud + "vdcStorageProfile+xml";

    /// <summary>A task.</summary>
    public const string Task = VCloud + "task+xml";

    /// <summary>The list of an organization's tasks.</summary>
    public const string TasksList = VCloud + "tasksList+xml";

    /// <summary>Parameters of composeVApp.</summary>
    public const string ComposeVAppParams = VCloud + "composeVAppParams+xml";

    /// <summary>Parameters of recomposeVApp.</summary>
    public const string RecomposeVAppParams = VCloud + "recomposeVAppParams+xml";

    /// <summary>Parameters of deploy.</summary>
    public const string DeployVAppParams = VCloud + "deployVAppParams+xml";

    /// <summary>Parameters of undeploy.</summary>
    public const string UndeployVAppParams = VCloud + "undeployVAppParams+xml";

    /// <summary>The owner of an object.</summary>
    public const string Owner = VCloud + "owner+xml";

    /// <summary>The lease of a vApp.</summary>
    public const string LeaseSettingsSection = VCloud + "leaseSettingsSection+xml";

    /// <summary>The guest customization of a VM.</summary>
    public const string GuestCustomizationSection = VCloud + "guestCustomizationSection+xml";

    /// <summary>The metadata of an object.</summary>
    public const string Metadata = VCloud + "metadata+xml";

    /// <summary>One value of an object's metadata.</summary>
    public const string MetadataValue = VCloud + "metadata.value+xml";

    /// <summary>The entry to system administration; only a system administrator's session links to it.</summary>
    public const string VmwExtension = Admin + "vmwExtension+xml";

    /// <summary>The list of extension services.</summary>
    public const string ExtensionServices = Admin + "extensionServices+xml";

    /// <summary>An extension service.</summary>
    public const string ExtensionService = Admin + "service+xml";

    /// <summary>A filter of an extension service.</summary>
    public const string ApiFilter = Admin + "apiFilter+xml";

    /// <summary>vCD's settings for its message broker.</summary>
    public const string AmqpSettings = Admin + "amqpSettings+xml";

    /// <summary>A right.</summary>
    public const string Right = Admin + "right+xml";

    /// <summary>The rights of an extension service.</summary>
    public const string Rights = Admin + "rights+xml";

    /// <summary>The rights of an organization.</summary>
    public const string OrgRights = Admin + "org.rights+xml";

    /// <summary>A role.</summary>
    public const string Role = Admin + "role+xml";

    /// <summary>A user, in the administrator's view.</summary>
    public const string User = Admin + "user+xml";
}
