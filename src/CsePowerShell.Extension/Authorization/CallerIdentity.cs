namespace CsePowerShell.Extension.Authorization;

/// <summary>Who a session token belongs to, as vCD says.</summary>
internal sealed record CallerIdentity
{
    /// <summary><c>urn:vcloud:user:UUID</c>.</summary>
    public string UserId { get; init; } = "";

    public string User { get; init; } = "";

    public string Org { get; init; } = "";

    /// <summary><c>urn:vcloud:org:UUID</c>.</summary>
    public string OrgId { get; init; } = "";

    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>A system administrator: a user of the organization System.</summary>
    public bool IsSystem => string.Equals(Org, "System", StringComparison.OrdinalIgnoreCase);

    /// <summary>vCD offers this caller the administration of extensions: more than being of the organization System.</summary>
    public bool MayAdministerExtensions { get; init; }

    /// <summary>As records and leases show it.</summary>
    public override string ToString() => User + "@" + Org;
}
