using CsePowerShell.Simulator.Domain;
using static CsePowerShell.Simulator.Query.QueryColumn;

namespace CsePowerShell.Simulator.Query;

/// <summary>Catalogs, their items and templates. A tenant sees those of its organization that are shared with it, and every published
/// catalog.</summary>
internal static class CatalogQueries
{
    private static readonly QueryColumn[] s_catalog =
    [
        Text<Catalog>("name", catalog => catalog.Name), Flag<Catalog>("isPublished", catalog => catalog.IsPublished),
        Flag<Catalog>("isShared", catalog => catalog.Access.IsShared),
        Time<Catalog>("creationDate", catalog => catalog.Created), Text<Catalog>("orgName", catalog => catalog.Org.Name),
        Text<Catalog>("ownerName", catalog => catalog.Owner.Name),
        To<Catalog>("owner", catalog => catalog.Owner), Number<Catalog>("numberOfMedia", _ => 0),
    ];

    private static readonly QueryColumn[] s_item =
    [
        Text<CatalogItem>("name", item => item.Name), To<CatalogItem>("entity", item => item.Template),
        Text<CatalogItem>("entityName", item => item.Template.Name),
        Text<CatalogItem>("entityType", _ => "vapptemplate"), To<CatalogItem>("catalog", item => item.Catalog),
        Text<CatalogItem>("catalogName", item => item.Catalog.Name),
        Text<CatalogItem>("ownerName", item => item.Template.Owner.Name), To<CatalogItem>("owner", item => item.Template.Owner),
        Flag<CatalogItem>("isPublished", item => item.Catalog.IsPublished), To<CatalogItem>("vdc", item => item.Template.Vdc),
        Text<CatalogItem>("vdcName", item => item.Template.Vdc.Name),
        Flag<CatalogItem>("isVdcEnabled", _ => true), Time<CatalogItem>("creationDate", item => item.Created),
        Flag<CatalogItem>("isExpired", _ => false),
        Text<CatalogItem>("status", item => Word(item.Template)),
    ];

    private static readonly QueryColumn[] s_template =
    [
        Text<VAppTemplate>("name", template => template.Name), Text<VAppTemplate>("ownerName", template => template.Owner.Name),
        Text<VAppTemplate>("catalogName", template => template.Item.Catalog.Name),
        Flag<VAppTemplate>("isPublished", template => template.Item.Catalog.IsPublished),
        To<VAppTemplate>("vdc", template => template.Vdc), Text<VAppTemplate>("vdcName", template => template.Vdc.Name),
        To<VAppTemplate>("org", template => template.Vdc.Org),
        Time<VAppTemplate>("creationDate", template => template.Created), Flag<VAppTemplate>("isBusy", template => template.Tasks.Exists(task => !task.HasEnded)),
        Flag<VAppTemplate>("isGoldMaster", _ => false),
        Flag<VAppTemplate>("isEnabled", _ => true), Text<VAppTemplate>("status", Word), Flag<VAppTemplate>("isDeployed", _ => false),
        Flag<VAppTemplate>("isExpired", _ => false), Text<VAppTemplate>("storageProfileName", template =>
            template.Vms.FirstOrDefault()?.StorageProfile.Name),
    ];

    private static readonly QueryColumn[] s_templateTenant =
        [Text<VAppTemplate>("description", template => template.Description), Number<VAppTemplate>("version", _ => 1)];

    private static readonly QueryColumn[] s_templateAdmin =
    [
        To<VAppTemplate>("owner", template => template.Owner), To<VAppTemplate>("catalog", template => template.Item.Catalog),
        To<VAppTemplate>("catalogItem", template => template.Item),
        Flag<VAppTemplate>("isVdcEnabled", _ => true),
    ];

    public static IReadOnlyList<QueryType> Types { get; } =
    [
        new("catalog", "CatalogRecord", "CatalogReference", VisibleCatalogs,
            [.. s_catalog, Text<Catalog>("description", catalog => catalog.Description),
                Number<Catalog>("numberOfVAppTemplates", catalog => catalog.Items.Count), Number<Catalog>("version", _ => 1),
             Text<Catalog>("status", _ => "READY"), Text<Catalog>("publishSubscriptionType", _ => "UNPUBLISHED")]),
        new("adminCatalog", "AdminCatalogRecord", "CatalogReference", (world, _) => world.Catalogs,
            [.. s_catalog, To<Catalog>("org", catalog => catalog.Org), Number<Catalog>("numberOfTemplates", catalog => catalog.Items.Count)]),
        new("catalogItem", "CatalogItemRecord", "CatalogItemReference", (world, user) =>
            VisibleCatalogs(world, user).SelectMany(catalog => catalog.Items), s_item),
        new("adminCatalogItem", "AdminCatalogItemRecord", "CatalogItemReference", (world, _) => world.Catalogs.SelectMany(catalog => catalog.Items),
            [.. s_item, To<CatalogItem>("org", item => item.Catalog.Org)]),
        new("vAppTemplate", "VAppTemplateRecord", "VAppTemplateReference", VisibleTemplates, [.. s_template, .. s_templateTenant]),
        new("adminVAppTemplate", "AdminVAppTemplateRecord", "VAppTemplateReference", (world, _) => world.Templates,
            [.. s_template, .. s_templateAdmin]),
    ];

    /// <summary>In records a template that can be used is RESOLVED, although its document says 8.</summary>
    private static string Word(VAppTemplate template) => template.IsUsable ? VCloudStatus.Resolved.Word() : template.Status.Word();

    public static IEnumerable<Catalog> VisibleCatalogs(World world, User user) =>
        world.Catalogs.Where(catalog => user.IsSystem ? catalog.Org == user.Org || catalog.IsPublished : user.CanSee(catalog));

    public static IEnumerable<VAppTemplate> VisibleTemplates(World world, User user) =>
        VisibleCatalogs(world, user).SelectMany(catalog => catalog.Items).Select(item => item.Template);
}
