using System.Xml;
using System.Xml.Linq;
using Microsoft.Extensions.Logging;

namespace CsePowerShell.VCloud;

/// <summary>
/// Opens sessions with user and password. Up to API 32 that is <c>POST /api/sessions</c>; from 33 on <c>/cloudapi</c>, with an address of its own for
/// system administrators. Servers in between know both, some only one, so the other way is tried where the first is not offered.
/// </summary>
internal sealed class SessionLogin : ISessionLogin
{
    private static readonly ApiVersion s_firstWithCloudApi = new(33, 0);
    private static readonly ApiVersion s_firstWithBearer = new(30, 0);

    private readonly HttpDoor _door;
    private readonly ILogger _logger;
    private readonly ApiVersion _version;
    private readonly BasicAuthorization _credential;
    private readonly string _who;
    private readonly ApiRequest[] _routes;

    public SessionLogin(HttpDoor door, ApiVersion version, VCloudConnectionOptions options)
    {
        _door = door;
        _logger = options.Logger;
        _version = version;
        _credential = new BasicAuthorization(options.UserName!, options.Org!, options.Password!);
        _door.Redaction.Learn(_credential.Parameter);
        _who = $"{options.UserName}@{options.Org}";
        bool isProvider = string.Equals(options.Org, "System", StringComparison.OrdinalIgnoreCase);
        var cloudApi = ApiRequest.Login(isProvider ? "/cloudapi/1.0.0/sessions/provider" : "/cloudapi/1.0.0/sessions", json: true);
        var legacy = ApiRequest.Login("/api/sessions", json: false);
        _routes = version.CompareTo(s_firstWithCloudApi) >= 0 ? [cloudApi, legacy] : [legacy, cloudApi];
    }

    /// <summary>Logs in; the session's document is null where the login does not answer with it (<c>/cloudapi</c>).</summary>
    /// <exception cref="VCloudAuthenticationException">User, organization or password were not accepted.</exception>
    public async Task<(SessionToken Token, XElement? Session)> OpenAsync(CancellationToken cancellationToken)
    {
        ApiResponse response = await _door.SendAsync(_routes[0], _credential, cancellationToken).ConfigureAwait(false);
        if (IsRouteMissing(response))
        {
            _logger.LoginRouteMissing(_routes[0].Href, response.Status);
            ApiResponse second = await _door.SendAsync(_routes[1], _credential, cancellationToken).ConfigureAwait(false);
            // Where neither way is there, the first one's answer is the one to report.
            response = IsRouteMissing(second) ? response : second;
        }

        if (response.Status == 401)
            throw Rejected(ErrorDocument.Read(response));

        if (!response.IsSuccess)
            throw RequestFailure.From(response);
        SessionToken token = TokenOf(response) ?? throw new VCloudResponseException($"The login of {_who} was answered without a token ({response.Request}). This may be no vCloud Director.");
        return (token, SessionOf(response));
    }

    private VCloudAuthenticationException Rejected(VCloudError error)
    {
        // One answer for a wrong password, a user or organization that does not exist, and mostly for a locked account: nobody is to learn which names there are.
        var rejected = new VCloudAuthenticationException(
            $"vCloud Director did not accept {_who} with this password.", error, "Check user, organization and password; after several failures the account may be locked.")
        { IsLogin = true };
        return !rejected.IsAccountLocked ? rejected : new VCloudAuthenticationException(
            $"The account {_who} is locked. {RequestFailure.Sentence(error.Message!)}", error,
            "Wait until the lock is over, or have an administrator of the organization unlock the account; every further try may prolong it.")
        { IsLogin = true };
    }

    private static XElement? SessionOf(ApiResponse response)
    {
        if (response.MediaType?.EndsWith("xml", StringComparison.OrdinalIgnoreCase) != true)
            return null;
        try
        {
            XElement root = XmlText.Parse(response.Body);
            return root.Name.LocalName == "Session" ? root : null;
        }
        catch (XmlException)
        {
            // The token is good; who it belongs to is asked for by itself.
            return null;
        }
    }

    private static bool IsRouteMissing(ApiResponse response) => response.Status is 404 or 405 or 406 or 410 or 501;

    private SessionToken? TokenOf(ApiResponse response)
    {
        if (!string.IsNullOrEmpty(response.AccessToken) && (_version.CompareTo(s_firstWithBearer) >= 0 || string.IsNullOrEmpty(response.LegacyToken)))
            return new SessionToken(response.AccessToken!, isBearer: true);
        return string.IsNullOrEmpty(response.LegacyToken) ? null : new SessionToken(response.LegacyToken!, isBearer: false);
    }
}
