using System.Text;
using System.Xml.Linq;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CsePowerShell.VCloud;

/// <summary>Opens sessions with an API token, which vCD 10.3.1 and later exchange for one as OAuth 2 says (a refresh token for an access token).</summary>
internal sealed class ApiTokenLogin : ISessionLogin
{
    private readonly HttpDoor _door;
    private readonly string _org;
    private readonly ApiRequest _request;

    public ApiTokenLogin(HttpDoor door, VCloudConnectionOptions options)
    {
        _door = door;
        _org = options.Org!;
        string place = string.Equals(_org, "System", StringComparison.OrdinalIgnoreCase) ? "provider" : "tenant/" + Uri.EscapeDataString(_org);
        _request = ApiRequest.Form($"/oauth/{place}/token", "grant_type=refresh_token&refresh_token=" + Uri.EscapeDataString(options.ApiToken!.Trim()));
    }

    public async Task<(SessionToken Token, XElement? Session)> OpenAsync(CancellationToken cancellationToken)
    {
        ApiResponse response = await _door.SendAsync(_request, null, cancellationToken).ConfigureAwait(false);
        if (response.Status is 404 or 405)
        {
            throw new VCloudAuthenticationException($"This vCloud Director takes no API tokens ({response.Request} gave HTTP {response.Status}).",
                ErrorDocument.Read(response), "Sign in with user and password; API tokens need vCloud Director 10.3.1 (API 36.1).")
            { IsLogin = true };
        }

        if (response.Status is 400 or 401 or 403)
        {
            throw new VCloudAuthenticationException($"vCloud Director did not accept the API token for \"{_org}\".", ErrorDocument.Read(response),
                "Check that it has not been revoked and that it belongs to a user of this organization.")
            { IsLogin = true };
        }

        if (!response.IsSuccess)
            throw RequestFailure.From(response);
        return (new SessionToken(AccessTokenOf(response), isBearer: true), null);
    }

    private static string AccessTokenOf(ApiResponse response)
    {
        try
        {
            return (string?)JObject.Parse(Encoding.UTF8.GetString(response.Body))["access_token"] is { Length: > 0 } token
                ? token
                : throw new VCloudResponseException($"The answer to {response.Request} has no access token in it. This may be no vCloud Director.");
        }
        catch (JsonException notJson)
        {
            throw new VCloudResponseException($"The answer to {response.Request} is no JSON. Something between here and vCloud Director may have answered instead.", inner: notJson);
        }
    }
}
