using System.Xml.Linq;
using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Http;
using CsePowerShell.Simulator.Tasks;
using CsePowerShell.Simulator.Wire;
using CsePowerShell.Simulator.Wire.Requests;

namespace CsePowerShell.Simulator.Api;

/// <summary>Sharing of vApps and catalogs inside their organization.</summary>
internal sealed class AccessRoutes(ChangeGuard guard)
{
    public void Map(Router router)
    {
        router.Get("/api/vApp/vapp-{id}/controlAccess", request => Answer(request.Find<VApp>(EntityKind.VApp).Access, request));
        router.Post("/api/vApp/vapp-{id}/action/controlAccess", MediaTypes.ControlAccess, request =>
        {
            VApp vApp = request.Find<VApp>(EntityKind.VApp);
            XElement root = request.Body("ControlAccessParams");
            guard.Check(request, vApp, Rights.ShareVApp, Operation.UpdateVApp, "vApp: Sharing", AccessLevel.FullControl);
            return Set(vApp.Access, vApp.Vdc.Org, root, request);
        });
        router.Get("/api/catalog/{id}/controlAccess", request => Answer(Owned(request).Access, request));
        router.Post("/api/catalog/{id}/action/controlAccess", MediaTypes.ControlAccess, request =>
            Set(Owned(request).Access, Owned(request).Org, request.Body("ControlAccessParams"), request));
    }

    private static Catalog Owned(ApiRequest request)
    {
        Catalog catalog = request.Find<Catalog>(EntityKind.Catalog);
        return request.User.LevelOn(catalog) == AccessLevel.FullControl ? catalog : throw Refuse.NoRight("Catalog: Sharing");
    }

    private static ApiResponse Answer(AccessControl access, ApiRequest request) =>
        ApiResponse.Ok(AccessDocuments.Write(access, request.Viewer), MediaTypes.ControlAccess);

    /// <summary>The document replaces what was there.</summary>
    private static ApiResponse Set(AccessControl access, Organization org, XElement root, ApiRequest request)
    {
        bool everyone = RequestBody.Flag(root.Child("IsSharedToEveryone"))!.Value;
        AccessLevel everyoneLevel = everyone ? Level(root.Child("EveryoneAccessLevel") ?? throw Refuse.BadRequest("EveryoneAccessLevel is missing."))
            : AccessLevel.None;
        List<(User User, AccessLevel Level)> settings = [];
        foreach (XElement setting in root.Child("AccessSettings").Children("AccessSetting"))
        {
            // A person who shares need not be allowed to read the one they share with.
            string href = setting.Child("Subject")?.Attribute("href")?.Value ?? throw Refuse.BadRequest("An AccessSetting needs a Subject.");
            User user = org.Users.Find(candidate => href.TrimEnd('/').EndsWith(candidate.Id.ToString(), StringComparison.OrdinalIgnoreCase))
                ?? throw Refuse.BadRequest($"The subject '{href}' is not a user of the organization \"{org.Name}\".");
            settings.Add((user, Level(setting.Child("AccessLevel")!)));
        }
        access.Everyone = everyoneLevel;
        access.Users.Clear();
        foreach ((User user, AccessLevel level) in settings) access.Users[user] = level;
        return Answer(access, request);
    }

    private static AccessLevel Level(XElement element) => element.Value.Trim() switch
    {
        "ReadOnly" => AccessLevel.ReadOnly,
        "Change" => AccessLevel.Change,
        "FullControl" => AccessLevel.FullControl,
        { } other => throw Refuse.BadRequest($"'{other}' is not an access level; use ReadOnly, Change or FullControl."),
    };
}
