using System.Net.Http;

namespace CsePowerShell.VCloud;

/// <summary>One request as the services ask for it: no host, no headers of the connection.</summary>
internal sealed class ApiRequest
{
    private ApiRequest(HttpMethod method, string href)
    {
        Method = method;
        Href = href;
        IsRepeatSafe = method == HttpMethod.Get || method == HttpMethod.Put || method == HttpMethod.Delete;
    }

    public HttpMethod Method { get; }

    /// <summary>An address from a document, or a path. Only path and query count: see <see cref="HttpDoor"/>.</summary>
    public string Href { get; }

    public byte[]? Body { get; private init; }

    /// <summary>A body that does not fit into memory, in place of <see cref="Body"/>.</summary>
    public StreamedBody? Streamed { get; private init; }

    public string? ContentType { get; private init; }

    /// <summary>True for /cloudapi, which speaks JSON.</summary>
    public bool IsJson { get; init; }

    /// <summary>What the answer may be, without the version.</summary>
    public string Accept { get => field ?? (IsJson ? "application/json" : "application/*+xml"); private init; }

    /// <summary>Headers besides those of the connection.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; private init; }

    /// <summary>False for the first contact with a server: a wrong host name is told at once, not after five tries.</summary>
    public bool MayRepeat { get; private init; } = true;

    /// <summary>True when it does no harm to send it again although an earlier try may have been carried out.</summary>
    public bool IsRepeatSafe { get; private init; }

    public ApiRequest WithoutRepeats() => new(Method, Href) { Body = Body, ContentType = ContentType, IsJson = IsJson, Accept = Accept, MayRepeat = false };

    /// <summary>For a POST that says how something is to be, rather than what is to be done.</summary>
    public ApiRequest ThatMayBeDoneTwice() => new(Method, Href) { Body = Body, ContentType = ContentType, IsJson = IsJson, Accept = Accept, MayRepeat = MayRepeat, IsRepeatSafe = true };

    public static ApiRequest Get(string href) => new(HttpMethod.Get, href);

    public static ApiRequest Delete(string href) => new(HttpMethod.Delete, href);

    public static ApiRequest Post(string href, byte[]? body = null, string? contentType = null) =>
        new(HttpMethod.Post, href) { Body = body, ContentType = contentType };

    public static ApiRequest Put(string href, byte[] body, string contentType) =>
        new(HttpMethod.Put, href) { Body = body, ContentType = contentType };

    /// <summary>
    /// A range of a file for vCD's transfer service. It is not repeated as it is: what became of it is asked for first.
    /// </summary>
    public static ApiRequest Transfer(string href, StreamedBody body, string contentType, string? range) => new(HttpMethod.Put, href)
    {
        Streamed = body,
        ContentType = contentType,
        Accept = "*/*",
        Headers = range is null ? null : new Dictionary<string, string> { ["Content-Range"] = range },
        MayRepeat = false,
    };

    /// <summary>A request that vCD hands to an extension. Clients of CSE 1.x ask in the same words.</summary>
    public static ApiRequest ToExtension(HttpMethod method, string href, byte[]? json) =>
        new(method, href) { Body = json, ContentType = json is null ? null : "application/json", Accept = "application/*+json", MayRepeat = false };

    /// <summary>A request that a user wrote. It is sent once: only the user knows whether it may be repeated.</summary>
    public static ApiRequest AsWritten(RawRequest raw) => new(new HttpMethod(raw.Method.ToUpperInvariant()), raw.Path)
    {
        Body = raw.Body,
        ContentType = raw.ContentType,
        Accept = raw.Accept,
        Headers = raw.Headers,
        MayRepeat = false,
    };

    /// <summary>A form, answered in JSON; how API tokens are exchanged.</summary>
    public static ApiRequest Form(string href, string form) =>
        new(HttpMethod.Post, href) { Body = System.Text.Encoding.ASCII.GetBytes(form), ContentType = "application/x-www-form-urlencoded", IsJson = true };

    /// <summary>A login: a POST without a body.</summary>
    public static ApiRequest Login(string href, bool json) => new(HttpMethod.Post, href) { IsJson = json };
}
