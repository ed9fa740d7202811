using System.Diagnostics;
using System.Globalization;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Logging;

namespace CsePowerShell.VCloud;

/// <summary>
/// The one door to the network. Whatever is sent goes through here, so that headers, limits, timeouts, trust, counting, logging and redaction are
/// nobody else's business. Addresses in documents name the server as vCD knows itself, which may be another name than the one the caller trusts: only
/// their path is used, and so a token cannot be lured to another host.
/// </summary>
internal sealed class HttpDoor : IDisposable
{
    /// <summary>The largest request vCD takes (vCloud API Programming Guide 5.5, page 20).</summary>
    public const int MaxRequestBytes = 512 * 1024;

    private static readonly ProductInfoHeaderValue s_userAgent = new("CsePowerShell", typeof(HttpDoor).Assembly.GetName().Version.ToString(3));

    private readonly HttpClient _client;
    private readonly CertificateCheck _check;
    private readonly RepeatRules _repeats;
    private readonly ILogger _logger;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _timeout;
    private readonly long _maxResponseBytes;
    private readonly WireTrace? _trace;
    private string? _apiVersion;

    public HttpDoor(VCloudConnectionOptions options)
    {
        Endpoint = ServerAddress.Parse(options.Server, options.Port);
        _check = new CertificateCheck(Endpoint.Host, options.CertificateThumbprint, options.SkipCertificateCheck);
        _client = new HttpClient(ConnectionHandler.Create(Endpoint, _check, options))
        {
            // Each request has its own time limit, on the caller's clock.
            Timeout = Timeout.InfiniteTimeSpan,
        };
        Proxy = options.Proxy ?? (options.NoProxy ? null : SystemProxy.For(Endpoint));
        _logger = options.Logger;
        _clock = options.Clock;
        _timeout = options.RequestTimeout;
        _maxResponseBytes = options.MaxResponseBytes;
        Redaction.Learn(options.Password);
        Redaction.Learn(options.SessionToken);
        Redaction.Learn(options.ApiToken);
        Redaction.Learn(options.ProxyPassword);
        _trace = options.TraceFolder is null ? null : new WireTrace(options.TraceFolder, Redaction);
        _repeats = new RepeatRules(_clock, _logger, Traffic);
        if (options.SkipCertificateCheck && options.CertificateThumbprint is null)
            _logger.CertificateNotChecked(Endpoint.Host);
    }

    public Uri Endpoint { get; }

    /// <summary>The proxy that requests go through: the caller's, else the system's; null for none.</summary>
    public Uri? Proxy { get; }

    public VCloudTraffic Traffic { get; } = new();

    public Redaction Redaction { get; } = new();

    /// <summary>From now on every request asks for this version.</summary>
    public void Speak(ApiVersion version) => _apiVersion = version.ToString();

    public static string Describe(ApiRequest request) => request.Method.Method + " " + PathOf(request.Href);

    /// <summary>Sends a request, again where that is safe and promising.</summary>
    /// <exception cref="VCloudConnectionException">There was no answer.</exception>
    public Task<ApiResponse> SendAsync(ApiRequest request, Authorization? authorization, CancellationToken cancellationToken)
    {
        if (request.Body is { Length: > MaxRequestBytes } body)
        {
            throw new VCloudException(
                $"The request {Describe(request)} has {(body.Length / 1024).ToString(CultureInfo.InvariantCulture)} KB; vCloud Director takes 512 KB. Split it into smaller ones.");
        }

        return _repeats.RunAsync(request, (r, token) => SendOnceAsync(r, authorization, token), cancellationToken);
    }

    public void Dispose() => _client.Dispose();

    private static string PathOf(string href) =>
        Uri.TryCreate(href, UriKind.Absolute, out Uri? absolute) && absolute.Scheme.StartsWith("http", StringComparison.Ordinal) ? absolute.PathAndQuery : href;

    private async Task<ApiResponse> SendOnceAsync(ApiRequest request, Authorization? authorization, CancellationToken cancellationToken)
    {
        string what = Describe(request);
        var watch = Stopwatch.StartNew();
        int number = _trace?.Next() ?? 0;
        using var limit = new IdleLimit(_clock, _timeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using HttpRequestMessage message = Compose(request, authorization, limit, either.Token);
        _trace?.Request(number, request.Body, request.ContentType);
        if (request.Body is not null && _logger.IsEnabled(LogLevel.Trace))
            _logger.SendingBody(what, Readable(request.Body));
        Traffic.Sent(request.Body?.Length ?? request.Streamed?.Length ?? 0);
        ApiResponse response;
        byte[] body;
        try
        {
            using HttpResponseMessage answer = await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            // On .NET Framework a canceled token does not wake a parked read; closing the connection does.
            using CancellationTokenRegistration cut = either.Token.Register(static m => ((HttpResponseMessage)m!).Dispose(), answer);
            (body, long wireBytes) = await BodyReader.ReadAsync(answer.Content, _maxResponseBytes, either.Token).ConfigureAwait(false);
            Traffic.Received(wireBytes);
            response = Read(answer, body, what);
        }
        // What is wrong with the package that is being sent is no failure of the connection either.
        catch (Exception failure) when (failure is not (VCloudException or OvfPackageException))
        {
            cancellationToken.ThrowIfCancellationRequested();
            VCloudConnectionException explained = limit.HasPassed
                ? ConnectionFailures.TimedOut(Endpoint, _timeout)
                : ConnectionFailures.Explain(failure, Endpoint, _check, Proxy);
            _logger.NotAnswered(what, watch.ElapsedMilliseconds, explained.Kind.ToString());
            throw explained;
        }

        // Out of the try: a full disk under the trace is no broken connection, and nothing to repeat a request for.
        _trace?.Response(number, body, response.MediaType);
        _logger.Answered(what, response.Status, watch.ElapsedMilliseconds, body.Length, response.RequestId);
        if (body.Length > 0 && _logger.IsEnabled(LogLevel.Trace))
            _logger.ReceivedBody(what, Readable(body));
        return response;
    }

    private HttpRequestMessage Compose(ApiRequest request, Authorization? authorization, IdleLimit limit, CancellationToken cancellationToken)
    {
        string path = PathOf(request.Href);
        var message = new HttpRequestMessage(request.Method, new Uri(Endpoint, path.StartsWith("/", StringComparison.Ordinal) ? path : "/" + path));
        string version = _apiVersion is null ? "" : ";version=" + _apiVersion;
        message.Headers.TryAddWithoutValidation("Accept", request.Accept + version);
        message.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        message.Headers.UserAgent.Add(s_userAgent);
        message.Headers.ExpectContinue = false;
        authorization?.Apply(message.Headers);
        message.Content = request.Streamed?.ToContent(limit, cancellationToken) ?? (request.Body is null ? null : new ByteArrayContent(request.Body));
        foreach (KeyValuePair<string, string> header in request.Headers ?? new Dictionary<string, string>())
        {
            // Content-Range belongs to the body.
            if (!message.Headers.TryAddWithoutValidation(header.Key, header.Value))
                message.Content?.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        if (message.Content is not null)
        {
            message.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        }
        else if (request.Method == HttpMethod.Post)
        {
            // "Content-Length: 0", which some proxies insist on; and no Content-Type, which vCD does not want with an empty body.
            message.Content = new ByteArrayContent([]);
        }

        return message;
    }

    private ApiResponse Read(HttpResponseMessage message, byte[] body, string what)
    {
        string? accessToken = Header(message, "X-VMWARE-VCLOUD-ACCESS-TOKEN");
        string? legacyToken = Header(message, "x-vcloud-authorization");
        Redaction.Learn(accessToken);
        Redaction.Learn(legacyToken);
        return new ApiResponse
        {
            Status = (int)message.StatusCode,
            // What a refusal says ends up in messages, and a proxy may quote the headers it did not like.
            Body = (int)message.StatusCode < 400 ? body : Encoding.UTF8.GetBytes(Readable(body)),
            MediaType = message.Content?.Headers.ContentType?.MediaType,
            RequestId = Header(message, "X-VMWARE-VCLOUD-REQUEST-ID"),
            RetryAfter = RetryAfter(message.Headers.RetryAfter),
            AccessToken = accessToken,
            LegacyToken = legacyToken,
            Request = what,
        };
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? value)
    {
        TimeSpan? wait = value?.Delta ?? (value?.Date is { } date ? date - _clock.GetUtcNow() : null);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static string? Header(HttpResponseMessage message, string name) =>
        message.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.FirstOrDefault() : null;

    private string Readable(byte[] body) => Redaction.Clean(Encoding.UTF8.GetString(body));
}
