namespace CsePowerShell.Simulator.Domain;

/// <summary>What vCD calls a kind of object: the word in its URN, the path of its href, the media type of its document.</summary>
internal sealed record EntityKind(string Word, string Path, string MediaType)
{
    public static readonly EntityKind Organization = new("org", "org/", Core("org"));
    public static readonly EntityKind User = new("user", "admin/user/", "application/vnd.vmware.admin.user+xml");
    public static readonly EntityKind Role = new("role", "admin/role/", "application/vnd.vmware.admin.role+xml");
    public static readonly EntityKind Vdc = new("vdc", "vdc/", Core("vdc"));
    public static readonly EntityKind Network = new("network", "network/", Core("network"));
    public static readonly EntityKind StorageProfile = new("vdcstorageProfile", "vdcStorageProfile/", Core("vdcStorageProfile"));
    public static readonly EntityKind Catalog = new("catalog", "catalog/", Core("catalog"));
    public static readonly EntityKind CatalogItem = new("catalogitem", "catalogItem/", Core("catalogItem"));
    public static readonly EntityKind VAppTemplate = new("vapptemplate", "vAppTemplate/vappTemplate-", Core("vAppTemplate"));
    public static readonly EntityKind TemplateVm = new("vm", "vAppTemplate/vm-", Core("vm"));
    public static readonly EntityKind VApp = new("vapp", "vApp/vapp-", Core("vApp"));
    public static readonly EntityKind Vm = new("vm", "vApp/vm-", Core("vm"));
    public static readonly EntityKind Task = new("task", "task/", Core("task"));

    private static string Core(string word) => $"application/vnd.vmware.vcloud.{word}+xml";
}
