using System.Security.Cryptography;
using System.Text.Json;
using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Http;
using CsePowerShell.Simulator.Sessions;
using CsePowerShell.Simulator.Wire;
using Route = CsePowerShell.Simulator.Http.Route;

namespace CsePowerShell.Simulator.Api;

/// <summary>API tokens, from API 36.1 on: a client is registered, gets a token that lasts, and exchanges that for sessions.</summary>
internal sealed class OAuthRoutes(World world, SessionStore sessions)
{
    private static readonly ApiVersion s_first = new(36, 1);

    private readonly Dictionary<string, User> _clients = new(StringComparer.Ordinal);
    private readonly Dictionary<string, User> _tokens = new(StringComparer.Ordinal);

    public void Map(Router router)
    {
        foreach (string place in new[] { "tenant/{org}", "provider" })
        {
            router.Add(new Route("POST", $"/oauth/{place}/register", Register));
            router.Add(new Route("POST", $"/oauth/{place}/token", Token) { IsOpen = true, Accepts = "application/x-www-form-urlencoded" });
        }
    }

    private ApiResponse Register(ApiRequest request)
    {
        EnsureKnown(request);
        if (request.User.Org != OrgOf(request)) throw Refuse.NoRight("API Tokens: Manage");
        string id = Guid.NewGuid().ToString("D");
        _clients[id] = request.User;
        return ApiResponse.OfJson(JsonSerializer.Serialize(new { client_id = id, client_name = "api-token", grant_types = new[] { "refresh_token" } }));
    }

    private ApiResponse Token(ApiRequest request)
    {
        EnsureKnown(request);
        Dictionary<string, string> form = request.Form();
        switch (form.GetValueOrDefault("grant_type"))
        {
            case "urn:ietf:params:oauth:grant-type:jwt-bearer":
                if (sessions.Find(null, form.GetValueOrDefault("assertion")) is not { } session
                    || !_clients.TryGetValue(form.GetValueOrDefault("client_id") ?? "", out User? owner) || owner != session.User)
                    return Refused("invalid_grant", "The assertion or the client is not valid.");
                string token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
                _tokens[token] = owner;
                return ApiResponse.OfJson(JsonSerializer.Serialize(new { refresh_token = token, token_type = "Bearer", expires_in = 0 }));
            case "refresh_token":
                if (!_tokens.TryGetValue(form.GetValueOrDefault("refresh_token") ?? "", out User? user) || user.Org != OrgOf(request))
                    return Refused("invalid_grant", "The refresh token is not valid.");
                return ApiResponse.OfJson(JsonSerializer.Serialize(new { access_token = sessions.LogIn(user).Jwt, token_type = "Bearer", expires_in = 2592000 }));
            default:
                return Refused("unsupported_grant_type", "The grant type is not known.");
        }
    }

    private Organization? OrgOf(ApiRequest request) => request.Route.Pattern.StartsWith("/oauth/provider", StringComparison.Ordinal)
        ? world.Organizations.Find(org => org.Name == "System")
        : world.Organizations.Find(org => org.Name.Equals(request.Text("org"), StringComparison.OrdinalIgnoreCase) && org.Name != "System");

    private static void EnsureKnown(ApiRequest request)
    {
        if (request.Version.CompareTo(s_first) < 0) throw Refuse.NoSuchPath("/oauth");
    }

    private static ApiResponse Refused(string error, string description) => new()
    {
        Status = 400,
        MediaType = "application/json",
        Json = JsonSerializer.Serialize(new { error, error_description = description }),
    };
}
