using System.Xml.Linq;
using CsePowerShell.Simulator.Domain;

namespace CsePowerShell.Simulator.Wire;

/// <summary>The session, with the links every client starts from, and the list of versions.</summary>
internal static class SessionDocuments
{
    public static XElement Versions(Hrefs hrefs, IEnumerable<(ApiVersion Version, bool IsDeprecated)> offered) =>
        new(Ns.Versions + "SupportedVersions", offered.Select(offer => new XElement(Ns.Versions + "VersionInfo",
            X.A("deprecated", offer.IsDeprecated),
            new XElement(Ns.Versions + "Version", offer.Version.ToString()),
            new XElement(Ns.Versions + "LoginUrl", hrefs.Path("sessions")))));

    public static XElement Session(Viewer viewer)
    {
        Hrefs hrefs = viewer.Hrefs;
        User user = viewer.User;
        return X.E("Session",
            X.A("user", user.Name), X.A("org", user.Org.Name), X.A("roles", user.Role.Name), X.A("userId", user.Urn),
            X.A("href", hrefs.Path("session")), X.A("type", MediaTypes.Session),
            X.Link("down", hrefs.Path("org/"), MediaTypes.OrgList),
            X.Link("remove", hrefs.Path("session")),
            user.May(Rights.Administer) ? X.Link("down", hrefs.Path("admin/"), MediaTypes.AdminCloud) : null,
            user.May(Rights.System) ? X.Link("down", hrefs.Path("admin/extension"), Extensions.ExtensionDocuments.Extension) : null,
            X.Link("down", hrefs.Of(user.Org), MediaTypes.Org, user.Org.Name),
            X.Link("down", hrefs.Path("query"), MediaTypes.QueryList),
            X.Link("entityResolver", hrefs.Path("entity/"), MediaTypes.Entity),
            X.E("AuthorizedLocations"));
    }

    /// <summary>The resolver answers a URN with the places where the object can be read.</summary>
    public static XElement ResolvedEntity(Viewer viewer, Entity entity) =>
        X.E("Entity", X.A("id", entity.Urn), X.A("name", entity.Urn), X.A("type", MediaTypes.Entity),
            X.A("href", viewer.Hrefs.Path("entity/" + entity.Urn)),
            X.Link("alternate", viewer.Hrefs.Of(entity), entity.Kind.MediaType));
}
