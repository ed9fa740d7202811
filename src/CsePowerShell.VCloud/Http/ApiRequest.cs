using System.Net.Http;

namespace CsePowerShell.VCloud;

/// <summary>One request as the services ask for it: no host, no headers of the connection.</summary>
internal sealed class ApiRequest
{
    private ApiRequest(HttpMethod method, string href)
    {
        Method = method;
        Href = href;
    }

    public HttpMethod Method { get; }

    /// <summary>An address from a document, or a path. Only path and query count: see <see cref="HttpDoor"/>.</summary>
    public string Href { get; }

    public byte[]? Body { get; private init; }

    public string? ContentType { get; private init; }

    /// <summary>True for /cloudapi, which speaks JSON.</summary>
    public bool IsJson { get; init; }

    /// <summary>False for the first contact with a server: a wrong host name is told at once, not after five tries.</summary>
    public bool MayRepeat { get; private init; } = true;

    public ApiRequest WithoutRepeats() => new(Method, Href) { Body = Body, ContentType = ContentType, IsJson = IsJson, MayRepeat = false };

    public static ApiRequest Get(string href) => new(HttpMethod.Get, href);

    public static ApiRequest Delete(string href) => new(HttpMethod.Delete, href);

    public static ApiRequest Post(string href, byte[]? body = null, string? contentType = null) =>
        new(HttpMethod.Post, href) { Body = body, ContentType = contentType };

    public static ApiRequest Put(string href, byte[] body, string contentType) =>
        new(HttpMethod.Put, href) { Body = body, ContentType = contentType };

    /// <summary>A login: a POST without a body.</summary>
    public static ApiRequest Login(string href, bool json) => new(HttpMethod.Post, href) { IsJson = json };
}
