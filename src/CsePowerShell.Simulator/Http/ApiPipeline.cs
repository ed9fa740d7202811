using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Extensions;
using CsePowerShell.Simulator.Sessions;
using CsePowerShell.Simulator.Transfers;
using CsePowerShell.Simulator.Wire;
using CsePowerShell.Simulator.Wire.Requests;
using Microsoft.AspNetCore.Http.Features;

namespace CsePowerShell.Simulator.Http;

/// <summary>What happens to every request: counting, faults, version, session, media types, route, answer, trace.</summary>
internal sealed class ApiPipeline(
    World world, Router router, SessionStore sessions, ContentNegotiation negotiation, RequestFaults faults, RequestCounters counters,
    TraceWriter? trace, TimeSpan latency, TimeProvider clock,
    ExtensionForwarder extensions, TransferEndpoint transfers)
{
    private const string TokenHeader = "x-vcloud-authorization";

    public async Task HandleAsync(HttpContext context)
    {
        Stopwatch watch = Stopwatch.StartNew();
        Exchange exchange = new(context, trace?.Next() ?? 0);
        bool isTransfer = TransferEndpoint.Takes(exchange.Path);
        string route = isTransfer ? TransferEndpoint.RouteName : router.Find(exchange.Method, exchange.Path, out _)?.Route.Name ?? "unknown";
        string? type = context.Request.Query["type"];
        counters.Add(type is null ? route : $"{route}?type={type}");
        if (latency > TimeSpan.Zero) await Task.Delay(latency, clock, context.RequestAborted);

        (bool lostBefore, bool lostAfter) = faults.LosesConnection(exchange.Method, exchange.Path);
        if (lostBefore)
        {
            context.Abort();
            return;
        }
        (TimeSpan before, TimeSpan after) = faults.Delay(exchange.Method, exchange.Path);
        await faults.WaitAsync(before, context.RequestAborted);

        // Disks do not fit into memory, nor into a trace.
        byte[] body = isTransfer ? [] : await ReadBodyAsync(context.Request);
        trace?.Write(exchange.Number, "request", context.Request.ContentType, body);
        ApiResponse response = isTransfer ? await TransferAsync(exchange) : extensions.Takes(exchange.Path) ? await ForwardAsync(exchange, body)
            : exchange is { Method: "POST", Path: ExtensionRoutes.TestPath } ? await TestBrokerAsync(exchange, body)
            : Serve(exchange, body);
        if (lostAfter)
        {
            context.Abort();
            return;
        }
        await faults.WaitAsync(after, context.RequestAborted);
        await WriteAsync(exchange, response, watch.ElapsedMilliseconds);
    }

    /// <summary>Bytes of an upload, off the wire: reading them must not hold the world's gate.</summary>
    private async Task<ApiResponse> TransferAsync(Exchange exchange)
    {
        exchange.Version = negotiation.Highest;
        try
        {
            faults.ThrowIfFailing(exchange.Method, exchange.Path);
            return Authenticate(exchange) ?? await transfers.ReceiveAsync(exchange.Context.Request, exchange.Path, exchange.Session!.User);
        }
        catch (VcdException refusal)
        {
            return Error(exchange, refusal);
        }
    }

    /// <summary>Paths of an extension: vCD authenticates, and leaves media types and everything else to the extension.</summary>
    private async Task<ApiResponse> ForwardAsync(Exchange exchange, byte[] body)
    {
        exchange.Version = negotiation.Highest;
        try
        {
            faults.ThrowIfFailing(exchange.Method, exchange.Path);
            return Authenticate(exchange) ?? await extensions.ForwardAsync(exchange, body) ?? Serve(exchange, body);
        }
        catch (VcdException refusal)
        {
            return Error(exchange, refusal);
        }
    }

    /// <summary>Talks to a broker, so it must not hold the world's gate as routes do.</summary>
    private async Task<ApiResponse> TestBrokerAsync(Exchange exchange, byte[] body)
    {
        exchange.Version = negotiation.Highest;
        try
        {
            if (Authenticate(exchange) is { } refusal) return refusal;
            if (!exchange.Session!.User.May(Rights.System)) throw Refuse.NoRight("Extension: Administer");
            BrokerSettings settings = ExtensionRoutes.ReadSettings(RequestBody.Parse(body), extensions.Settings);
            return ApiResponse.Ok(ExtensionDocuments.TestResult(await ExtensionForwarder.TestAsync(settings)), ExtensionDocuments.AmqpTest);
        }
        catch (VcdException refusal)
        {
            return Error(exchange, refusal);
        }
    }

    private ApiResponse Serve(Exchange exchange, byte[] body)
    {
        try
        {
            faults.ThrowIfFailing(exchange.Method, exchange.Path);
            return Route(exchange, body);
        }
        catch (VcdException refusal)
        {
            return Error(exchange, refusal);
        }
        catch (Exception defect) when (defect is not OperationCanceledException)
        {
            return Error(exchange, new VcdException(500, "INTERNAL_SERVER_ERROR", $"The simulator failed: {defect}"));
        }
    }

    private ApiResponse Route(Exchange exchange, byte[] body)
    {
        RouteMatch? match = router.Find(exchange.Method, exchange.Path, out bool isKnownPath);
        Negotiate(exchange, match);
        if (match is null) throw isKnownPath ? Refuse.MethodNotAllowed(exchange.Method) : Refuse.NoSuchPath(exchange.Path);

        if (!match.Route.IsOpen && Authenticate(exchange) is { } refusal) return refusal;
        if (match.Route.Accepts is { } expected) CheckContentType(exchange.Context.Request.ContentType, expected);

        ApiRequest request = new(world, match, exchange.Session, exchange.Hrefs, exchange.Version, body, exchange.Query,
            exchange.Context.Request.Headers.Authorization);
        ApiResponse response;
        lock (world.Gate) response = match.Route.Handle(request);
        if (response.MediaType is { } type && exchange.Acceptance is { } acceptance && !acceptance.Takes(type))
            throw Refuse.NotAcceptable(exchange.Accept);
        return response;
    }

    private void Negotiate(Exchange exchange, RouteMatch? match)
    {
        exchange.Version = negotiation.Highest;
        if (match is { Route.IgnoresAccept: true }) return;
        exchange.Acceptance = negotiation.Read(exchange.Accept) ?? throw Refuse.NotAcceptable(exchange.Accept);
        exchange.Version = exchange.Acceptance.Version;
    }

    /// <summary>Null when the caller has a session.</summary>
    private ApiResponse? Authenticate(Exchange exchange)
    {
        IHeaderDictionary headers = exchange.Context.Request.Headers;
        string? token = headers[TokenHeader];
        string? bearer = headers.Authorization.ToString() is { } header
            && header.StartsWith("bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : null;
        Session? session = sessions.Find(token, bearer ?? headers["X-VMWARE-VCLOUD-ACCESS-TOKEN"]);
        if (session is not null && faults.ExpiresSession(exchange.Method, exchange.Path, session.User.Name))
        {
            sessions.LogOut(session);
            session = null;
        }
        exchange.Session = session;
        return session is null
            ? Error(exchange, new VcdException(401, "UNAUTHORIZED", "This operation is denied: the session has expired or is invalid.")) : null;
    }

    private static void CheckContentType(string? given, string expected)
    {
        string type = given?.Split(';')[0].Trim() ?? "";
        if (!type.Equals(expected, StringComparison.OrdinalIgnoreCase)) throw Refuse.UnsupportedMediaType(given, expected);
    }

    private static ApiResponse Error(Exchange exchange, VcdException refusal)
    {
        string message = $"[ {exchange.RequestId} ] {refusal.Message}";
        ApiResponse response = exchange.Path.StartsWith("/cloudapi/", StringComparison.Ordinal)
            ? new ApiResponse
            {
                Status = refusal.Status,
                MediaType = "application/json",
                Json = JsonSerializer.Serialize(new { minorErrorCode = refusal.Minor, message, stackTrace = (string?)null }),
            }
            : new ApiResponse { Status = refusal.Status, Document = ErrorDocument.Write(refusal.Status, refusal.Minor, message),
                MediaType = MediaTypes.Error };
        if (refusal.RetryAfter is int seconds) response.Headers["Retry-After"] = seconds.ToString(CultureInfo.InvariantCulture);
        return response;
    }

    private async Task WriteAsync(Exchange exchange, ApiResponse response, long elapsed)
    {
        HttpResponse http = exchange.Context.Response;
        byte[] body = response.Raw
            ?? (response.Json is { } json ? Encoding.UTF8.GetBytes(json) : response.Document is { } document ? Serialize(document) : []);
        http.StatusCode = response.Status;
        http.Headers["X-VMWARE-VCLOUD-REQUEST-ID"] = exchange.RequestId.ToString();
        http.Headers["X-VMWARE-VCLOUD-REQUEST-EXECUTION-TIME"] = elapsed.ToString(CultureInfo.InvariantCulture);
        http.Headers.Vary = "Accept-Encoding, User-Agent";
        if (exchange.Session is { } session) http.Headers[TokenHeader] = session.Token;
        foreach ((string name, string value) in response.Headers) http.Headers[name] = value;

        // Recorded: the media type is in lower case, whatever the links say.
        if (response.MediaType is { } type && body.Length > 0) http.ContentType = $"{type.ToLowerInvariant()};version={exchange.Version}";
        if (response.RawType is { } given && body.Length > 0) http.ContentType = given;
        if (response.Status != 204) http.ContentLength = body.Length;
        trace?.Write(exchange.Number, "response", http.ContentType, body);
        trace?.Note(exchange.Number, exchange.Method, exchange.Target, response.Status);
        if (body.Length > 0) await http.Body.WriteAsync(body, exchange.Context.RequestAborted);
    }

    private static byte[] Serialize(XElement document)
    {
        using MemoryStream stream = new();
        XmlWriterSettings settings = new() { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), CheckCharacters = false,
            NewLineHandling = NewLineHandling.Entitize };
        using (XmlWriter writer = XmlWriter.Create(stream, settings)) Ns.Declare(document).Save(writer);
        return stream.ToArray();
    }

    private static async Task<byte[]> ReadBodyAsync(HttpRequest request)
    {
        using MemoryStream stream = new();
        byte[] buffer = new byte[16 * 1024];
        // A little more than the limit, so that the limit itself can refuse it in vCD's words; the rest is read and dropped.
        for (int read; (read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0;)
            if (stream.Length <= RequestBody.MaxBytes) stream.Write(buffer, 0, read);
        return stream.ToArray();
    }
}

/// <summary>One request and what was found out about it so far.</summary>
internal sealed class Exchange
{
    public Exchange(HttpContext context, int number)
    {
        (Context, Number, Method) = (context, number, context.Request.Method);
        Target = context.Features.Get<IHttpRequestFeature>()?.RawTarget is { Length: > 0 } raw ? raw : context.Request.Path.Value ?? "/";
        int mark = Target.IndexOf('?', StringComparison.Ordinal);
        (Path, Query) = mark < 0 ? (Target, "") : (Target[..mark], Target[(mark + 1)..]);
        Hrefs = new Hrefs($"https://{context.Request.Host.Value}/");
    }

    public HttpContext Context { get; }
    public int Number { get; }
    public string Method { get; }
    public string Target { get; }
    public string Path { get; }
    public string Query { get; }
    public Guid RequestId { get; } = Guid.NewGuid();
    public Hrefs Hrefs { get; }
    public string Accept => Context.Request.Headers.Accept.ToString();
    public ApiVersion Version { get; set; }
    public Acceptance? Acceptance { get; set; }
    public Session? Session { get; set; }
}
