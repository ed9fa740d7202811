namespace CsePowerShell.Simulator.Domain;

/// <summary>A right as documents and queries show it.</summary>
internal class Right(Guid id, string name) : Entity(s_kind, id, name)
{
    private static readonly EntityKind s_kind = new("right", "admin/right/", "application/vnd.vmware.admin.right+xml");

    public string Category { get; init; } = "";
}

/// <summary>Names of rights that a refusal tells.</summary>
internal static class RightNames
{
    public const string CreateCatalog = "Catalog: Create / Delete a Catalog";
    public const string Upload = "vApp Template / Media: Create / Upload";
}

/// <summary>The rights that decide something in this cloud, under the names that vCD's role editor has for them.</summary>
internal sealed class StandardRight : Right
{
    private StandardRight(int number, Rights flag, string name, string category)
        : base(new Guid($"5a1e0001-0000-4000-8000-{number:x12}"), name) => (Flag, Category) = (flag, category);

    public Rights Flag { get; }

    public static IReadOnlyList<StandardRight> All { get; } =
    [
        new(1, Rights.ComposeVApp, "vApp: Create / Reconfigure", "vApp"),
        new(2, Rights.DeleteVApp, "vApp: Delete", "vApp"),
        new(3, Rights.EditVApp, "vApp: Edit Properties", "vApp"),
        new(4, Rights.EditHardware, "vApp: Edit VM CPU", "vApp"),
        new(5, Rights.EditHardware, "vApp: Edit VM Memory", "vApp"),
        new(6, Rights.PowerVApp, "vApp: Power Operations", "vApp"),
        new(7, Rights.ShareVApp, "vApp: Sharing", "vApp"),
        new(8, Rights.ChangeOwner, "vApp: Change Owner", "vApp"),
        new(9, Rights.ViewPublishedCatalogs, "Catalog: View Published Catalogs", "Catalog"),
        new(10, Rights.ViewOrganization, "Organization: View", "Organization"),
        new(11, Rights.ViewVdc, "Organization vDC: View", "Organization vDC"),
        new(12, Rights.Administer, "General: Administrator View", "General"),
        new(13, Rights.UpdateTask, "Task: Update", "Task"),
        new(14, Rights.System, "System Operations: Execute System Operations", "System"),
        new(15, Rights.CreateCatalog, RightNames.CreateCatalog, "Catalog"),
        new(16, Rights.UploadTemplate, RightNames.Upload, "vApp Template / Media"),
    ];
}
