using System.Xml.Linq;

namespace CsePowerShell.VCloud;

/// <summary>Reads the session document.</summary>
internal static class SessionDocument
{
    public static VCloudSession Read(XElement session, bool isAdopted)
    {
        string org = session.Attr("org") ?? "";
        LinkSet links = new("the session", [.. session.Links()]);
        Link? home = links.Find("down", MediaTypes.Org, org) ?? links.Find("down", MediaTypes.Org);
        return new VCloudSession(
            session.Attr("user") ?? "",
            org,
            home?.Href ?? "",
            session.Attr("userId"),
            [.. (session.Attr("roles") ?? "").Split(',').Select(role => role.Trim()).Where(role => role.Length > 0)],
            isAdopted,
            links);
    }
}
