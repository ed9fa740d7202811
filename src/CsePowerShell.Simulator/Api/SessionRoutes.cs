using System.Text;
using System.Text.Json;
using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Http;
using CsePowerShell.Simulator.Sessions;
using CsePowerShell.Simulator.Wire;
using Route = CsePowerShell.Simulator.Http.Route;

namespace CsePowerShell.Simulator.Api;

/// <summary>Versions, login and logout, the entity resolver.</summary>
internal sealed class SessionRoutes(World world, SessionStore sessions, IReadOnlyList<(ApiVersion Version, bool IsDeprecated)> versions)
{
    private const string TokenHeader = "x-vcloud-authorization";
    private const string JwtHeader = "X-VMWARE-VCLOUD-ACCESS-TOKEN";
    private static readonly ApiVersion s_firstWithJwt = new(30, 0);
    private static readonly ApiVersion s_firstWithoutLegacyLogin = new(37, 0);

    public void Map(Router router)
    {
        router.Add(new Route("GET", "/api/versions", request =>
            ApiResponse.Ok(SessionDocuments.Versions(request.Hrefs, versions), "text/xml")) { IsOpen = true, IgnoresAccept = true });
        router.Add(new Route("POST", "/api/sessions", LogIn) { IsOpen = true });
        router.Get("/api/session", request => ApiResponse.Ok(SessionDocuments.Session(request.Viewer), MediaTypes.Session));
        router.Delete("/api/session", LogOut);
        router.Add(new Route("POST", "/cloudapi/1.0.0/sessions", request => LogInCloud(request, isProvider: false)) { IsOpen = true });
        router.Add(new Route("POST", "/cloudapi/1.0.0/sessions/provider", request => LogInCloud(request, isProvider: true)) { IsOpen = true });
        router.Get("/cloudapi/1.0.0/sessions/current", request => ApiResponse.OfJson(Describe(request.Session)));
        router.Delete("/cloudapi/1.0.0/sessions/current", LogOut);
        // go-vcloud-director deletes the address it logged in at.
        router.Delete("/cloudapi/1.0.0/sessions", LogOut);
        router.Delete("/cloudapi/1.0.0/sessions/provider", LogOut);
        router.Get("/api/entity/{urn}", Resolve);
    }

    private ApiResponse LogIn(ApiRequest request)
    {
        if (request.Version.CompareTo(s_firstWithoutLegacyLogin) >= 0) throw Refuse.NoSuchPath("/api/sessions");
        if (Authenticate(request) is not { } user) return Rejected();
        Session session = sessions.LogIn(user);
        ApiResponse response = ApiResponse.Ok(SessionDocuments.Session(new Viewer(user, request.Hrefs, request.Version)), MediaTypes.Session);
        response.Headers[TokenHeader] = session.Token;
        if (request.Version.CompareTo(s_firstWithJwt) >= 0) AddJwt(response, session);
        return response;
    }

    private ApiResponse LogInCloud(ApiRequest request, bool isProvider)
    {
        if (Authenticate(request) is not { } user || user.IsSystem != isProvider) return Rejected();
        Session session = sessions.LogIn(user);
        ApiResponse response = ApiResponse.OfJson(Describe(session));
        AddJwt(response, session);
        return response;
    }

    private ApiResponse LogOut(ApiRequest request)
    {
        sessions.LogOut(request.Session);
        return ApiResponse.NoContent();
    }

    /// <summary>Basic with user@org:password; the organization's name is not case-sensitive, the rest is.</summary>
    private User? Authenticate(ApiRequest request)
    {
        if (request.Authorization is not { } header || !header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)) return null;
        byte[] buffer = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[6..].Trim(), buffer, out int length)) return null;

        string credentials = Encoding.UTF8.GetString(buffer, 0, length);
        int colon = credentials.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return null;
        int at = credentials.LastIndexOf('@', colon - 1 < 0 ? 0 : colon - 1);
        if (at < 0) return null;
        (string name, string org, string password) = (credentials[..at], credentials[(at + 1)..colon], credentials[(colon + 1)..]);
        Organization? found = world.Organizations.Find(candidate => candidate.Name.Equals(org, StringComparison.OrdinalIgnoreCase));
        return found?.Users.Find(user => user.Name == name && user.Password == password);
    }

    /// <summary>Recorded (MIQ invalid_credentials.yml): no error document, no body at all.</summary>
    private static ApiResponse Rejected() =>
        new() { Status = 401, Headers = { ["WWW-Authenticate"] = "BASIC realm=\"vCloud\"", ["Content-Type"] = "text/plain; charset=utf-8" } };

    private static void AddJwt(ApiResponse response, Session session)
    {
        response.Headers[JwtHeader] = session.Jwt;
        response.Headers["X-VMWARE-VCLOUD-TOKEN-TYPE"] = "Bearer";
    }

    private static string Describe(Session session)
    {
        User user = session.User;
        return JsonSerializer.Serialize(new
        {
            id = $"urn:vcloud:session:{session.Id}",
            site = new { name = "Simulated", id = "urn:vcloud:site:00000000-0000-4000-8000-000000000001" },
            user = new { name = user.Name, id = user.Urn },
            org = new { name = user.Org.Name, id = user.Org.Urn },
            operatingOrg = new { name = user.Org.Name, id = user.Org.Urn },
            location = "00000000-0000-4000-8000-000000000001",
            roles = new[] { user.Role.Name },
            roleRefs = new[] { new { name = user.Role.Name, id = user.Role.Urn } },
            sessionIdleTimeoutMinutes = 30,
        });
    }

    private ApiResponse Resolve(ApiRequest request)
    {
        string[] parts = request.Text("urn").Split(':');
        if (parts.Length != 4 || parts[0] != "urn" || parts[1] != "vcloud" || !Guid.TryParseExact(parts[3], "D", out Guid id))
            throw Refuse.NoSuchPath(request.Text("urn"));
        EntityKind kind = new(parts[2], "", "");
        if (world.Find<Entity>(kind, id) is not { } entity || !request.User.CanSee(entity))
            throw Refuse.NoAccess($"com.vmware.vcloud.entity.{parts[2]}:{id}");
        return ApiResponse.Ok(SessionDocuments.ResolvedEntity(request.Viewer, entity), MediaTypes.Entity);
    }
}
