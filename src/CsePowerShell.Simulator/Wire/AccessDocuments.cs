using System.Xml.Linq;
using CsePowerShell.Simulator.Domain;

namespace CsePowerShell.Simulator.Wire;

internal static class AccessDocuments
{
    public static XElement Write(AccessControl access, Viewer viewer) =>
        X.E("ControlAccessParams",
            X.E("IsSharedToEveryone", access.Everyone != AccessLevel.None),
            access.Everyone == AccessLevel.None ? null : X.E("EveryoneAccessLevel", access.Everyone),
            access.Users.Count == 0 ? null : X.E("AccessSettings", access.Users.OrderBy(pair => pair.Key.Name, StringComparer.Ordinal).Select(pair =>
                X.E("AccessSetting",
                    X.E("Subject", X.A("href", viewer.Hrefs.Of(pair.Key)), X.A("name", pair.Key.Name), X.A("type", MediaTypes.AdminUser)),
                        X.E("AccessLevel", pair.Value)))));
}
