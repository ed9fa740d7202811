using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CsePowerShell.VCloud.Tests;

/// <summary>A request as it came in.</summary>
internal sealed record SeenRequest(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, string Body, DateTimeOffset At)
{
    public string RawTarget => Path + Query;
}

/// <summary>A real HTTP or HTTPS server on a free port of the loopback interface that answers as the test says.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LoopbackServer(WebApplication app, string scheme)
    {
        _app = app;
        Uri listening = new(app.Urls.First());
        Endpoint = new Uri($"{scheme}://127.0.0.1:{listening.Port}/");
    }

    public Uri Endpoint { get; }

    public ConcurrentQueue<SeenRequest> Requests { get; } = new();

    public IReadOnlyList<SeenRequest> Sent(string method, string path) => [.. Requests.Where(r => r.Method == method && r.Path == path)];

    public static async Task<LoopbackServer> StartAsync(Func<HttpContext, SeenRequest, Task> answer, X509Certificate2? certificate = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
                listen.UseHttps(certificate);
        }));
        if (certificate is not null)
            builder.WebHost.UseKestrelHttpsConfiguration();
        WebApplication app = builder.Build();
        LoopbackServer? server = null;
        app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            string body = await reader.ReadToEndAsync();
            // The target as it was sent: what ASP.NET Core makes of it is decoded already.
            string target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
            int question = target.IndexOf('?', StringComparison.Ordinal);
            var seen = new SeenRequest(
                context.Request.Method,
                question < 0 ? target : target[..question],
                question < 0 ? "" : target[question..],
                context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                body,
                DateTimeOffset.UtcNow);
            server!.Requests.Enqueue(seen);
            await answer(context, seen);
        });
        await app.StartAsync();
        server = new LoopbackServer(app, certificate is null ? "http" : "https");
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
