namespace CsePowerShell.Simulator.Domain;

/// <summary>Who sees what, and how much they may do to it. What a user does not see does not exist for them: vCD answers 403 for both.</summary>
internal static class Access
{
    public static bool CanSee(this User user, Entity entity) => entity switch
    {
        Organization org => user.IsSystem || user.Org == org,
        User other => user.IsSystem || other == user || (other.Org == user.Org && user.May(Rights.Administer)),
        Vdc vdc => user.IsSystem || user.Org == vdc.Org,
        OrgNetwork network => user.IsSystem || user.Org == network.Vdc.Org,
        StorageProfile profile => user.IsSystem || user.Org == profile.Vdc.Org,
        Catalog catalog => user.LevelOn(catalog) > AccessLevel.None,
        CatalogItem item => user.CanSee(item.Catalog),
        VAppTemplate template => user.CanSee(template.Item.Catalog),
        TemplateVm vm => user.CanSee(vm.Template.Item.Catalog),
        VApp vApp => user.LevelOn(vApp) > AccessLevel.None,
        Vm vm => user.LevelOn(vm.VApp) > AccessLevel.None,
        Tasks.VcdTask task => user.CanSee(task),
        _ => user.IsSystem,
    };

    public static AccessLevel LevelOn(this User user, VApp vApp)
    {
        if (user.IsSystem) return AccessLevel.FullControl;
        if (user.Org != vApp.Vdc.Org) return AccessLevel.None;
        if (vApp.Owner == user || user.May(Rights.ViewEveryVApp)) return AccessLevel.FullControl;
        return vApp.Access.For(user);
    }

    public static AccessLevel LevelOn(this User user, Catalog catalog)
    {
        if (user.IsSystem) return AccessLevel.FullControl;
        if (user.Org == catalog.Org && (catalog.Owner == user || user.May(Rights.Administer))) return AccessLevel.FullControl;
        AccessLevel shared = user.Org == catalog.Org ? catalog.Access.For(user) : AccessLevel.None;
        return shared == AccessLevel.None && catalog.IsPublished && user.May(Rights.ViewPublishedCatalogs) ? AccessLevel.ReadOnly : shared;
    }

    /// <summary>Both the role and the share must allow it: a vApp Author who only reads a vApp changes nothing.</summary>
    public static bool May(this User user, Rights rights, VApp vApp, AccessLevel level = AccessLevel.Change) => user.May(rights)
        && user.LevelOn(vApp) >= level;

    private static bool CanSee(this User user, Tasks.VcdTask task) =>
        user.IsSystem || (task.Org == user.Org && (task.User == user || user.May(Rights.Administer)
            || (task.Owner.Entity is { } owner && user.CanSee(owner))));
}
