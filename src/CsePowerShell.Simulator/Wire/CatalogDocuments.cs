using System.Xml.Linq;
using CsePowerShell.Simulator.Domain;

namespace CsePowerShell.Simulator.Wire;

internal static class CatalogDocuments
{
    public static XElement Write(Catalog catalog, Viewer viewer, bool isAdminView)
    {
        Hrefs hrefs = viewer.Hrefs;
        string href = isAdminView ? hrefs.AdminOf(catalog) : hrefs.Of(catalog);
        bool isOwner = viewer.User.LevelOn(catalog) == AccessLevel.FullControl;
        return X.E(isAdminView ? "AdminCatalog" : "Catalog",
            X.Identity(hrefs, catalog, isAdminView ? MediaTypes.AdminCatalog : MediaTypes.Catalog, href),
            Up(catalog, viewer, isAdminView),
            X.Link("down", href + "/metadata", MediaTypes.Metadata),
            isOwner ? X.Link("down", hrefs.Of(catalog) + "/controlAccess/", MediaTypes.ControlAccess) : null,
            isOwner ? X.Link("controlAccess", hrefs.Of(catalog) + "/action/controlAccess", MediaTypes.ControlAccess) : null,
            isOwner && viewer.May(Rights.Administer) ? X.Link("publish", hrefs.AdminOf(catalog) + "/action/publish", MediaTypes.PublishCatalog) : null,
            isAdminView && CanDelete(catalog, viewer.User) ? X.Link("remove", href) : null,
            CanUpload(catalog, viewer.User) ? X.Link("add", hrefs.Of(catalog) + "/action/upload", MediaTypes.UploadTemplate) : null,
            X.Description(catalog), TaskDocuments.InProgress(catalog, viewer), Owner(catalog.Owner, viewer),
            X.E("CatalogItems", catalog.Items.Select(item =>
                X.E("CatalogItem", X.A("href", hrefs.Of(item)), X.A("id", item.Id), X.A("name", item.Name), X.A("type", MediaTypes.CatalogItem)))),
            X.E("IsPublished", catalog.IsPublished), X.E("DateCreated", X.Time(catalog.Created)), X.E("VersionNumber", 1));
    }

    public static XElement Write(CatalogItem item, Viewer viewer)
    {
        Hrefs hrefs = viewer.Hrefs;
        return X.E("CatalogItem", X.A("size", item.Template.Vms.Sum(vm => (long)vm.Hardware.DiskMB) * 1024 * 1024), X.Identity(hrefs, item),
            X.Link("up", hrefs.Of(item.Catalog), MediaTypes.Catalog),
            X.Link("down", hrefs.Of(item) + "/metadata", MediaTypes.Metadata),
            CanUpload(item.Catalog, viewer.User) ? X.Link("remove", hrefs.Of(item)) : null,
            X.Description(item), TaskDocuments.InProgress(item, viewer), X.Reference("Entity", hrefs, item.Template),
                X.E("DateCreated", X.Time(item.Created)), X.E("VersionNumber", 1));
    }

    /// <summary>Who may put templates into a catalog, and take them out.</summary>
    public static bool CanUpload(Catalog catalog, User user) => user.May(Rights.UploadTemplate) && user.LevelOn(catalog) >= AccessLevel.Change;

    public static bool CanDelete(Catalog catalog, User user) => user.May(Rights.CreateCatalog) && user.LevelOn(catalog) == AccessLevel.FullControl;

    /// <summary>A tenant that reads another organization's published catalog is not shown the way to that organization.</summary>
    private static XElement? Up(Catalog catalog, Viewer viewer, bool isAdminView) => !viewer.User.CanSee(catalog.Org) ? null
        : isAdminView ? X.Link("up", viewer.Hrefs.AdminOf(catalog.Org), MediaTypes.AdminOrg)
            : X.Link("up", viewer.Hrefs.Of(catalog.Org), MediaTypes.Org);

    public static XElement Owner(User owner, Viewer viewer, string? href = null) =>
        X.E("Owner", X.A("href", href), X.A("type", MediaTypes.Owner), X.Reference("User", viewer.Hrefs, owner));
}
