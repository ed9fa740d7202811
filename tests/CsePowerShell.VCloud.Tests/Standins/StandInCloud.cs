using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace CsePowerShell.VCloud.Tests;

/// <summary>As much of a vCloud Director as it takes to log in; what comes after, a test says with <see cref="On"/>.</summary>
internal sealed class StandInCloud : IAsyncDisposable
{
    public const string Password = "Pässw0rd:! with spaces";

    private readonly List<(string Method, string Path, Func<HttpContext, SeenRequest, Task> Answer)> _routes = [];
    private LoopbackServer? _server;
    private int _tokens;

    public LoopbackServer Server => _server!;

    public string Versions { get; init; } = VersionsDocument(("27.0", true), ("29.0", true), ("36.0", false));

    public string Org { get; init; } = "acme";

    public string User { get; init; } = "alice";

    /// <summary>The tokens that are good now.</summary>
    public HashSet<string> LiveTokens { get; } = [];

    public int Logins => _tokens;

    public static async Task<StandInCloud> StartAsync(StandInCloud? cloud = null, X509Certificate2? certificate = null)
    {
        cloud ??= new StandInCloud();
        cloud._server = await LoopbackServer.StartAsync(cloud.AnswerAsync, certificate);
        return cloud;
    }

    public static string VersionsDocument(params (string Version, bool Deprecated)[] versions) =>
        "<SupportedVersions xmlns=\"http://www.vmware.com/vcloud/versions\">"
        + string.Concat(versions.Select(v =>
            $"<VersionInfo deprecated=\"{(v.Deprecated ? "true" : "false")}\"><Version>{v.Version}</Version><LoginUrl>https://vcd.example/api/sessions</LoginUrl></VersionInfo>"))
        + "</SupportedVersions>";

    /// <summary>Says how a path is answered; what was said last counts.</summary>
    public StandInCloud On(string method, string path, Func<HttpContext, SeenRequest, Task> answer)
    {
        lock (_routes)
            _routes.Insert(0, (method, path, answer));
        return this;
    }

    public StandInCloud On(string method, string path, int status, string body = "", string mediaType = "application/vnd.vmware.vcloud.any+xml;version=36.0") =>
        On(method, path, (context, _) => Send(context, status, body, mediaType));

    public VCloudConnectionOptions Options(Action<VCloudConnectionOptions>? change = null)
    {
        var options = new VCloudConnectionOptions { Server = Server.Endpoint.ToString(), Org = Org, UserName = User, Password = Password, SkipCertificateCheck = true };
        change?.Invoke(options);
        return options;
    }

    public Task<VCloudClient> ConnectAsync(Action<VCloudConnectionOptions>? change = null) => VCloudClient.ConnectAsync(Options(change), Cancel);

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task Send(HttpContext context, int status, string body = "", string mediaType = "application/vnd.vmware.vcloud.any+xml;version=36.0")
    {
        context.Response.StatusCode = status;
        if (body.Length == 0)
            return;
        context.Response.ContentType = mediaType;
        await context.Response.WriteAsync(body, Encoding.UTF8);
    }

    public static string Error(int major, string minor, string message) =>
        $"<Error xmlns=\"http://www.vmware.com/vcloud/v1.5\" majorErrorCode=\"{major}\" minorErrorCode=\"{minor}\" message=\"[ 24e9f319-05bd-474e-bd1d-2b8bb3ea9c98 ] {message}\"/>";

    public string SessionDocument() =>
        $"""
        <Session xmlns="http://www.vmware.com/vcloud/v1.5" org="{Org}" user="{User}" roles="Organization Administrator" userId="urn:vcloud:user:4e1fe1f6-44a4-4ee8-a1ab-758d66a1e90d"
                 href="https://vcd.example/api/session" type="application/vnd.vmware.vcloud.session+xml">
          <Link rel="down" href="https://vcd.example/api/org/" type="application/vnd.vmware.vcloud.orgList+xml"/>
          <Link rel="down" href="https://vcd.example/api/org/8f03aa58-b618-4c32-836b-dc6b612ed3a4" name="{Org}" type="application/vnd.vmware.vcloud.org+xml"/>
          <Link rel="down" href="https://vcd.example/api/org/8f03aa58-b618-4c32-836b-dc6b612ed3a4" name="{Org}" type="application/vnd.vmware.vcloud.org+json"/>
          <Link rel="down" href="https://vcd.example/api/query" type="application/vnd.vmware.vcloud.query.queryList+xml"/>
          <AuthorizedLocations/>
        </Session>
        """;

    /// <summary>Answers a login with a new token, in the header a server of this version has.</summary>
    public Task LogIn(HttpContext context, SeenRequest request, bool json)
    {
        string wanted = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}@{Org}:{Password}"));
        if (!request.Headers.TryGetValue("Authorization", out string? given) || given != wanted)
            return Send(context, 401);
        int number = Interlocked.Increment(ref _tokens);
        string token = json ? $"eyJhbGciOiJSUzI1NiJ9.c2Vzc2lvbi{number:00}.c2lnbmF0dXJl" : $"{number:00}dc6b612ed3a48f03aa58b6184c32{number:00}";
        lock (LiveTokens)
            LiveTokens.Add(token);
        context.Response.Headers[json ? "X-VMWARE-VCLOUD-ACCESS-TOKEN" : "x-vcloud-authorization"] = token;
        if (json)
            context.Response.Headers["X-VMWARE-VCLOUD-TOKEN-TYPE"] = "Bearer";
        return json ? Send(context, 200, """{"id":"urn:vcloud:session:1"}""", "application/json") : Send(context, 200, SessionDocument());
    }

    public bool IsLive(SeenRequest request)
    {
        string token = request.Headers.TryGetValue("Authorization", out string? bearer) ? bearer.Replace("Bearer ", "", StringComparison.Ordinal)
            : request.Headers.GetValueOrDefault("x-vcloud-authorization", "");
        lock (LiveTokens)
            return LiveTokens.Contains(token);
    }

    public async ValueTask DisposeAsync() => await Server.DisposeAsync();

    private Task AnswerAsync(HttpContext context, SeenRequest request)
    {
        context.Response.Headers["X-VMWARE-VCLOUD-REQUEST-ID"] = "24e9f319-05bd-474e-bd1d-2b8bb3ea9c98";
        Func<HttpContext, SeenRequest, Task>? answer;
        lock (_routes)
            answer = _routes.FirstOrDefault(route => route.Method == request.Method && route.Path == request.Path).Answer;
        bool isLogin = request.Path is "/api/versions" or "/api/sessions" || request.Path.StartsWith("/cloudapi/", StringComparison.Ordinal) || request.Path.StartsWith("/oauth/", StringComparison.Ordinal);
        if (answer is not null && (isLogin || IsLive(request)))
            return answer(context, request);
        return (request.Method, request.Path) switch
        {
            ("GET", "/api/versions") => Send(context, 200, Versions, "text/xml"),
            ("POST", "/api/sessions") => LogIn(context, request, json: false),
            ("POST", "/cloudapi/1.0.0/sessions") when Org != "System" => LogIn(context, request, json: true),
            ("POST", "/cloudapi/1.0.0/sessions/provider") when Org == "System" => LogIn(context, request, json: true),
            _ when !IsLive(request) => Send(context, 401),
            ("GET", "/api/session") => Send(context, 200, SessionDocument()),
            ("DELETE", "/api/session") => LogOut(context, request),
            _ => Send(context, 404),
        };
    }

    private Task LogOut(HttpContext context, SeenRequest request)
    {
        string token = request.Headers.TryGetValue("Authorization", out string? bearer) ? bearer.Replace("Bearer ", "", StringComparison.Ordinal)
            : request.Headers.GetValueOrDefault("x-vcloud-authorization", "");
        lock (LiveTokens)
            LiveTokens.Remove(token);
        return Send(context, 204);
    }
}
