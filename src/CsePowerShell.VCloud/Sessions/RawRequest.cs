namespace CsePowerShell.VCloud;

/// <summary>A request as a user wrote it, for what this client has no method for.</summary>
public sealed class RawRequest
{
    // What says who asks and whom: the connection's business, and nothing to be told otherwise by hand.
    private static readonly HashSet<string> s_own = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authorization", "x-vcloud-authorization", "X-VMWARE-VCLOUD-ACCESS-TOKEN", "Cookie", "Host", "Accept", "Accept-Encoding", "Content-Length", "Content-Type", "Transfer-Encoding",
    };

    /// <summary>Makes one.</summary>
    /// <param name="method">HTTP method, such as <c>GET</c>.</param>
    /// <param name="address">A path such as <c>/api/org</c>, or an address that a document of the same server gave.</param>
    /// <param name="endpoint">The server of the connection; an address of another one is refused, since the token would go there in the user's mind.</param>
    /// <exception cref="ArgumentException">The address is none, or another server's.</exception>
    public RawRequest(string method, string address, Uri endpoint)
    {
        Method = method;
        string text = address.Trim();
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? absolute) && absolute.Scheme is "https" or "http" && text.Contains("://"))
        {
            if (!string.Equals(absolute!.Host, endpoint.Host, StringComparison.OrdinalIgnoreCase) || absolute.Port != endpoint.Port)
                throw new ArgumentException($"\"{absolute.GetLeftPart(UriPartial.Authority)}\" is not the server of this connection, {endpoint.GetLeftPart(UriPartial.Authority)}. Give a path, such as /api/org.");
            text = absolute.PathAndQuery;
        }

        Path = text.StartsWith("/", StringComparison.Ordinal) ? text : "/" + text;
        if (Path.StartsWith("//", StringComparison.Ordinal) || !Uri.TryCreate(endpoint, Path, out Uri? whole) || whole.Authority != endpoint.Authority)
            throw new ArgumentException($"\"{address}\" is no path of the server. Give one such as /api/org.");
        Accept = Path.StartsWith("/cloudapi/", StringComparison.Ordinal) || Path.StartsWith("/oauth/", StringComparison.Ordinal) ? "application/json"
            : Path.StartsWith("/api/cse", StringComparison.Ordinal) ? "application/*+json"
            : "application/*+xml";
    }

    /// <summary>HTTP method.</summary>
    public string Method { get; }

    /// <summary>Path and query on the server.</summary>
    public string Path { get; }

    /// <summary>What the answer may be; the API version is added to it. By default what speaks the part of the API that the path is in.</summary>
    public string Accept { get; set; }

    /// <summary>The body; null for none.</summary>
    public byte[]? Body { get; set; }

    /// <summary>Media type of the body.</summary>
    public string? ContentType { get; set; }

    internal Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds a header.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <exception cref="ArgumentException">The header is one that the connection sets, or has line breaks.</exception>
    public void AddHeader(string name, string value)
    {
        if (s_own.Contains(name))
            throw new ArgumentException($"The header \"{name}\" is set by the connection and cannot be given.");
        if (name.Length == 0 || (name + value).IndexOfAny(['\r', '\n', '\0']) >= 0)
            throw new ArgumentException("A header needs a name, and must not have line breaks.");
        Headers[name] = value;
    }
}

/// <summary>The answer to a <see cref="RawRequest"/>.</summary>
public sealed class RawResponse
{
    private readonly ApiResponse _response;

    internal RawResponse(ApiResponse response) => _response = response;

    /// <summary>HTTP status.</summary>
    public int Status => _response.Status;

    /// <summary>Media type of the body; null where there is none.</summary>
    public string? MediaType => _response.MediaType;

    /// <summary>vCD's request id, to be looked for in a cell's log.</summary>
    public string? RequestId => _response.RequestId;

    /// <summary>The body as text.</summary>
    public string Text => System.Text.Encoding.UTF8.GetString(_response.Body);

    /// <summary>Whether the status is 200 to 299.</summary>
    public bool IsSuccess => _response.IsSuccess;

    /// <summary>Turns a refusal into the exception that every other method would have thrown.</summary>
    /// <exception cref="VCloudException">The status is not 200 to 299.</exception>
    public void EnsureSuccess()
    {
        if (!IsSuccess)
            throw RequestFailure.From(_response);
    }
}
