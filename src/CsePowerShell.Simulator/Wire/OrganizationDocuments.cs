using System.Xml.Linq;
using CsePowerShell.Simulator.Domain;

namespace CsePowerShell.Simulator.Wire;

internal static class OrganizationDocuments
{
    private static readonly ApiVersion s_firstWithQueryLinks = new(33, 0);

    public static XElement List(IEnumerable<Organization> organizations, Viewer viewer) =>
        X.E("OrgList", X.A("href", viewer.Hrefs.Path("org/")), X.A("type", MediaTypes.OrgList),
            organizations.Select(org => X.E("Org", X.A("href", viewer.Hrefs.Of(org)), X.A("name", org.Name), X.A("type", MediaTypes.Org))));

    /// <param name="org">The organization.</param>
    /// <param name="catalogs">The catalogs of every organization; those that the viewer sees are linked.</param>
    /// <param name="viewer">Who looks.</param>
    public static XElement Write(Organization org, IEnumerable<Catalog> catalogs, Viewer viewer)
    {
        Hrefs hrefs = viewer.Hrefs;
        return X.E("Org", X.Identity(hrefs, org), TenantLinks(org, catalogs, viewer), X.Description(org), TaskDocuments.InProgress(org, viewer),
            X.E("FullName", org.FullName), X.E("IsEnabled", true));
    }

    public static XElement WriteAdmin(Organization org, IEnumerable<Extensions.ExtensionRight> rights, Viewer viewer)
    {
        Hrefs hrefs = viewer.Hrefs;
        return X.E("AdminOrg", X.Identity(hrefs, org, MediaTypes.AdminOrg, hrefs.AdminOf(org)),
            X.Link("alternate", hrefs.Of(org), MediaTypes.Org),
            X.Link("down", hrefs.Path($"tasksList/{org.Id}"), MediaTypes.TasksList),
            viewer.May(Rights.UpdateTask) ? X.Link("task:create", hrefs.Path($"tasksList/{org.Id}"), MediaTypes.Task) : null,
            AddCatalog(org, viewer),
            X.Link("down", hrefs.AdminOf(org) + "/metadata", MediaTypes.Metadata),
            X.Description(org), TaskDocuments.InProgress(org, viewer), X.E("FullName", org.FullName), X.E("IsEnabled", true),
            X.E("Settings", X.E("VAppLeaseSettings", X.E("DeleteOnStorageLeaseExpiration", false),
                X.E("DeploymentLeaseSeconds", org.LeasePolicy.MaxDeploymentSeconds), X.E("StorageLeaseSeconds", org.LeasePolicy.MaxStorageSeconds))),
            X.E("Users", org.Users.Select(user => X.Reference("UserReference", hrefs, user))),
            X.E("Catalogs", org.Catalogs.Select(catalog =>
                X.E("CatalogReference", X.A("href", hrefs.AdminOf(catalog)), X.A("id", catalog.Urn), X.A("name", catalog.Name),
                X.A("type", MediaTypes.AdminCatalog)))),
            X.E("Vdcs", org.Vdcs.Select(vdc =>
                X.E("Vdc", X.A("href", hrefs.AdminOf(vdc)), X.A("id", vdc.Urn), X.A("name", vdc.Name), X.A("type", MediaTypes.AdminVdc)))),
            X.E("Networks", org.Networks.Select(network =>
                X.E("Network", X.A("href", hrefs.AdminOf(network)), X.A("id", network.Urn), X.A("name", network.Name),
                X.A("type", MediaTypes.NetworkReference)))),
            Extensions.ExtensionDocuments.RightsOf("RightReferences", org, rights, viewer),
            X.E("RoleReferences", Domain.Role.All.Where(role => role == Domain.Role.SystemAdministrator == org.IsSystem)
                .Select(role => X.Reference("RoleReference", hrefs, role))));
    }

    public static XElement User(User user, Viewer viewer) =>
        X.E("User", X.Identity(viewer.Hrefs, user), X.E("FullName", user.Name), X.E("IsEnabled", true), X.E("IsLocked", false),
            X.E("IsExternal", false),
            X.E("ProviderType", "INTEGRATED"), X.E("StoredVmQuota", 0), X.E("DeployedVmQuota", 0), X.Reference("Role", viewer.Hrefs, user.Role));

    public static XElement Role(Role role, Viewer viewer) =>
        X.E("Role", X.Identity(viewer.Hrefs, role), X.E("Description", ""), X.E("RightReferences"));

    /// <summary>The administrator's entry: every organization for the provider, one's own for an organization administrator.</summary>
    public static XElement AdminCloud(IEnumerable<Organization> organizations, Viewer viewer) =>
        X.E("VCloud", X.A("name", "VMware vCloud Director"), X.A("href", viewer.Hrefs.Path("admin/")), X.A("type", MediaTypes.AdminCloud),
            X.E("Description", ""),
            X.E("OrganizationReferences", organizations.Select(org => X.E("OrganizationReference",
                X.A("href", viewer.Hrefs.AdminOf(org)), X.A("id", org.Urn), X.A("name", org.Name), X.A("type", MediaTypes.AdminOrg)))),
            X.E("RoleReferences", Domain.Role.All.Select(role => X.Reference("RoleReference", viewer.Hrefs, role))));

    private static IEnumerable<XElement> TenantLinks(Organization org, IEnumerable<Catalog> catalogs, Viewer viewer)
    {
        Hrefs hrefs = viewer.Hrefs;
        if (viewer.Version.CompareTo(s_firstWithQueryLinks) >= 0)
        {
            yield return QueryLink(org, "orgVdc", "adminOrgVdc", viewer);
            yield return QueryLink(org, "catalog", "adminCatalog", viewer);
        }
        foreach (Vdc vdc in org.Vdcs) yield return X.Link("down", hrefs.Of(vdc), MediaTypes.Vdc, vdc.Name);
        yield return X.Link("down", hrefs.Path($"tasksList/{org.Id}"), MediaTypes.TasksList);
        foreach (Catalog catalog in catalogs.Where(catalog => viewer.User.CanSee(catalog) && (catalog.Org == org || catalog.IsPublished)))
        {
            yield return X.Link("down", hrefs.Of(catalog), MediaTypes.Catalog, catalog.Name);
            if (viewer.User.LevelOn(catalog) != AccessLevel.FullControl) continue;
            yield return X.Link("down", hrefs.Of(catalog) + "/controlAccess/", MediaTypes.ControlAccess, catalog.Name);
            yield return X.Link("controlAccess", hrefs.Of(catalog) + "/action/controlAccess", MediaTypes.ControlAccess, catalog.Name);
        }
        foreach (OrgNetwork network in org.Networks) yield return X.Link("down", hrefs.Of(network), MediaTypes.OrgNetwork, network.Name);
        if (AddCatalog(org, viewer) is { } add) yield return add;
        yield return X.Link("down", hrefs.Of(org) + "/metadata", MediaTypes.Metadata);
    }

    private static XElement? AddCatalog(Organization org, Viewer viewer) =>
        viewer.May(Rights.CreateCatalog) ? X.Link("add", viewer.Hrefs.AdminOf(org) + "/catalogs", MediaTypes.AdminCatalog) : null;

    /// <summary>From 33.0 on clients follow these to VDCs and catalogs (pyvcloud 23.0.4 looks for nothing else); the links by name stay for older
    /// ones.</summary>
    private static XElement QueryLink(Organization org, string type, string adminType, Viewer viewer) => viewer.User.Org == org
        ? X.Link("down", viewer.Hrefs.Path($"query?type={type}&format=records"), MediaTypes.Records)
        : X.Link("down", viewer.Hrefs.Path($"query?type={adminType}&format=records&filter=orgName=={Uri.EscapeDataString(org.Name)}"),
            MediaTypes.Records);
}
