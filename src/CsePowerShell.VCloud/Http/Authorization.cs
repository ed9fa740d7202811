using System.Net.Http.Headers;
using System.Text;

namespace CsePowerShell.VCloud;

/// <summary>What proves who sends a request.</summary>
internal abstract class Authorization
{
    public abstract void Apply(HttpRequestHeaders headers);

    public sealed override string ToString() => "********";
}

/// <summary>User, organization and password, for logging in.</summary>
internal sealed class BasicAuthorization : Authorization
{
    private readonly string _parameter;

    public BasicAuthorization(string user, string org, string password) =>
        // vCD reads the pair as UTF-8. It splits the user at the last '@', so a user's own '@' does no harm.
        _parameter = Convert.ToBase64String(Encoding.UTF8.GetBytes(user + "@" + org + ":" + password));

    public string Parameter => _parameter;

    public override void Apply(HttpRequestHeaders headers) => headers.Authorization = new AuthenticationHeaderValue("Basic", _parameter);
}

/// <summary>A session's token: a JWT from API 30 on, 32 hexadecimal digits before.</summary>
internal sealed class SessionToken(string value, bool isBearer) : Authorization
{
    public string Value { get; } = value;

    public bool IsBearer { get; } = isBearer;

    /// <summary>Tells from a token's looks how it is sent: a JWT has three parts.</summary>
    public static SessionToken Adopt(string value)
    {
        string token = value.Trim();
        const string Bearer = "Bearer ";
        if (token.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return new SessionToken(token.Substring(Bearer.Length).Trim(), true);
        return new SessionToken(token, token.Split('.').Length == 3);
    }

    public override void Apply(HttpRequestHeaders headers)
    {
        if (IsBearer)
            headers.TryAddWithoutValidation("Authorization", "Bearer " + Value);
        else
            headers.TryAddWithoutValidation("x-vcloud-authorization", Value);
    }
}
