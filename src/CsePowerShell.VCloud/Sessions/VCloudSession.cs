namespace CsePowerShell.VCloud;

/// <summary>Who the session is. The token is not here: it never leaves the client.</summary>
public sealed class VCloudSession
{
    internal VCloudSession(string user, string org, string orgHref, string? userId, IReadOnlyList<string> roles, bool isAdopted, LinkSet links)
    {
        User = user;
        Org = org;
        OrgHref = orgHref;
        UserId = userId;
        Roles = roles;
        IsAdopted = isAdopted;
        Links = links;
    }

    /// <summary>The user's name.</summary>
    public string User { get; }

    /// <summary>The organization the user is logged in to.</summary>
    public string Org { get; }

    /// <summary>The address of that organization.</summary>
    public string OrgHref { get; }

    /// <summary>The user's URN, <c>urn:vcloud:user:UUID</c>; null where the server does not tell.</summary>
    public string? UserId { get; }

    /// <summary>The user's roles in this organization.</summary>
    public IReadOnlyList<string> Roles { get; }

    /// <summary>True for a system administrator (organization System).</summary>
    public bool IsSystem => string.Equals(Org, "System", StringComparison.OrdinalIgnoreCase);

    /// <summary>True when the session was opened by somebody else and adopted by its token: it is not ended by this client.</summary>
    public bool IsAdopted { get; }

    /// <summary>The links of the session document.</summary>
    public LinkSet Links { get; }
}
