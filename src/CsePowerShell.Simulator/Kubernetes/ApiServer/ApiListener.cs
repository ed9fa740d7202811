using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CsePowerShell.Simulator.Kubernetes.Certificates;
using CsePowerShell.Simulator.Kubernetes.Kubeadm;
using CsePowerShell.Simulator.Kubernetes.Model;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace CsePowerShell.Simulator.Kubernetes.ApiServer;

/// <summary>The API server's port on the control plane's address: TLS with the cluster's certificate, users by client certificate.</summary>
internal sealed class ApiListener : IAsyncDisposable
{
    private const int LargestBody = 3 * 1024 * 1024;
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(200);

    private readonly SimulatedCluster _cluster;
    private readonly WebApplication _application;
    private readonly X509Certificate2 _certificate;
    private readonly CancellationTokenSource _stop = new();

    private ApiListener(SimulatedCluster cluster, IssuedCertificate certificate)
    {
        _cluster = cluster;
        _certificate = certificate.ForTls();
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = s_patience);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Listen(cluster.Address, cluster.Settings.BindPort, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(new HttpsConnectionAdapterOptions
                {
                    ServerCertificate = _certificate,
                    SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                    ClientCertificateMode = ClientCertificateMode.AllowCertificate,
                    // Who it is, is looked at per request; a stranger is answered with 401 rather than a torn handshake.
                    ClientCertificateValidation = (_, _, _) => true,
                });
            });
        });
        _application = builder.Build();
        _application.Run(AnswerAsync);
    }

    /// <summary>Opens the port.</summary>
    /// <exception cref="IOException">Address or port is taken.</exception>
    public static async Task<ApiListener> StartAsync(SimulatedCluster cluster, IssuedCertificate certificate)
    {
        ApiListener listener = new(cluster, certificate);
        try
        {
            await listener._application.StartAsync();
            return listener;
        }
        catch
        {
            await listener.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _application.StopAsync();
        await _application.DisposeAsync();
        _certificate.Dispose();
        _stop.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (UserOf(context) is not { } user)
        {
            await WriteAsync(context,
                ApiResponse.Json(new ApiException(System.Net.HttpStatusCode.Unauthorized, "Unauthorized", "Unauthorized").ToStatus(),
                System.Net.HttpStatusCode.Unauthorized));
            return;
        }
        using StreamReader body = new(context.Request.Body, Encoding.UTF8);
        ApiRequest request = new(context.Request.Method, context.Request.Path.Value ?? "/",
            context.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString()), user)
        {
            Accept = context.Request.Headers.Accept.ToString(),
            ContentType = context.Request.ContentType ?? "application/json",
            Body = await body.ReadToEndAsync(context.RequestAborted),
        };
        await WriteAsync(context, _cluster.Api.Handle(request));
    }

    private ApiUser? UserOf(HttpContext context)
    {
        if (context.Connection.ClientCertificate is { } certificate)
            return UserOf(certificate, _cluster);
        const string scheme = "Bearer ";
        string header = context.Request.Headers.Authorization.ToString();
        return header.StartsWith(scheme, StringComparison.Ordinal) ? UserOf(header[scheme.Length..]) : ApiUser.Anonymous;
    }

    // Of bearer tokens there are only bootstrap tokens here.
    private ApiUser? UserOf(string token) => _cluster.State.Read(() => _cluster.State.Store.List(ResourceKind.Secret, "kube-system")
        .Select(BootstrapToken.Read)
        .Where(one => one is { MayAuthenticate: true } && one.Text == token)
        .Select(one => new ApiUser($"system:bootstrap:{one!.Id}", [.. one.Groups, "system:bootstrappers", "system:authenticated"])).FirstOrDefault());

    /// <summary>The user that a certificate is for; null when it is not the cluster's.</summary>
    public static ApiUser? UserOf(X509Certificate2 certificate, SimulatedCluster cluster)
    {
        if (!cluster.Authority.HasIssuedClient(certificate, cluster.State.Now))
            return null;
        ILookup<string?, string?> parts = certificate.SubjectName.EnumerateRelativeDistinguishedNames()
            .ToLookup(part => part.GetSingleElementType().Value, part => part.GetSingleElementValue());
        return new ApiUser(parts["2.5.4.3"].FirstOrDefault() ?? "", [.. parts["2.5.4.10"].OfType<string>(), "system:authenticated"]);
    }

    private async Task WriteAsync(HttpContext context, ApiResponse response)
    {
        context.Response.StatusCode = (int)response.Status;
        context.Response.ContentType = response.ContentType;
        using ApiWatch? watch = response.Watch;
        if (watch is not null)
            await WriteWatchAsync(context, watch);
        else
            await context.Response.WriteAsync(response.Body, context.RequestAborted);
    }

    private async Task WriteWatchAsync(HttpContext context, ApiWatch watch)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stop.Token);
        end.CancelAfter(watch.Limit);
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        try
        {
            // Now, not with the first change: a client waits for the headers before it knows that its watch is on.
            await context.Response.StartAsync(end.Token);
            await context.Response.Body.FlushAsync(end.Token);
            await foreach (string line in watch.LinesAsync(end.Token))
            {
                await context.Response.WriteAsync(line + "\n", end.Token);
                await context.Response.Body.FlushAsync(end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The caller has gone, or its time or ours is over: the stream ends.
        }
    }
}
