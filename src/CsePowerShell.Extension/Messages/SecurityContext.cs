namespace CsePowerShell.Extension.Messages;

/// <summary>What vCD says about the caller beside the request. Good for cheap refusals; what is permitted is asked with the caller's own token.</summary>
internal sealed class SecurityContext
{
    public static readonly SecurityContext Empty = new();

    /// <summary><c>urn:vcloud:user:UUID</c>; null when vCD did not tell.</summary>
    public string? User { get; set; }

    /// <summary><c>urn:vcloud:org:UUID</c>: the organization the user is logged in to.</summary>
    public string? Org { get; set; }

    /// <summary>URNs of the session's rights; null when vCD did not tell.</summary>
    public HashSet<string>? Rights { get; set; }
}
