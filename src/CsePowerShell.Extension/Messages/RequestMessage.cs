namespace CsePowerShell.Extension.Messages;

/// <summary>A request of <c>/api/cse</c> as vCD forwards it.</summary>
internal sealed class RequestMessage
{
    private const string Bearer = "Bearer ";

    /// <summary>vCD's id of the message. It comes again with a redelivery, so work is made idempotent by it.</summary>
    public string Id { get; init; } = "";

    /// <summary>HTTP method in upper case.</summary>
    public string Method { get; init; } = "";

    /// <summary>Path as sent, still percent-encoded, without query.</summary>
    public string Path { get; init; } = "";

    /// <summary>Query without the question mark; null for none.</summary>
    public string? Query { get; init; }

    /// <summary>Headers by name, whatever case the client wrote them in.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Body, decoded; empty for none.</summary>
    public byte[] Body { get; init; } = [];

    public SecurityContext Security { get; init; } = SecurityContext.Empty;

    /// <summary>The caller's session token: a JWT, or the hexadecimal one of older versions. Null: the client sent none.</summary>
    public string? Token
    {
        get
        {
            if (Headers.TryGetValue("Authorization", out string? authorization) && authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
                return NullIfEmpty(authorization.Substring(Bearer.Length));
            if (Headers.TryGetValue("x-vmware-vcloud-access-token", out string? jwt) && NullIfEmpty(jwt) is { } token)
                return token;
            return Headers.TryGetValue("x-vcloud-authorization", out string? old) ? NullIfEmpty(old) : null;
        }
    }

    /// <summary>Never the headers or the body: both hold secrets.</summary>
    public override string ToString() => $"{Method} {Path}";

    private static string? NullIfEmpty(string text) => text.Trim() is { Length: > 0 } trimmed ? trimmed : null;
}
