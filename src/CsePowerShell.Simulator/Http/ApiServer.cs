using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CsePowerShell.Simulator.Http;

/// <summary>Kestrel with TLS in front of a pipeline.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly X509Certificate2 _certificate;

    private ApiServer(WebApplication application, X509Certificate2 certificate, Uri endpoint)
    {
        (_application, _certificate, Endpoint) = (application, certificate, endpoint);
        Thumbprint = certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256);
    }

    public Uri Endpoint { get; }
    public string Thumbprint { get; }

    public static async Task<ApiServer> StartAsync(string listenAddress, int port, RequestDelegate handle, CancellationToken cancellationToken)
    {
        X509Certificate2 certificate = CertificateMaker.Create(listenAddress);
        IPAddress address = listenAddress is "*" or "0.0.0.0" ? IPAddress.Any : listenAddress == "localhost"
            ? IPAddress.Loopback : IPAddress.Parse(listenAddress);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 16 * 1024 * 1024;
            kestrel.Listen(address, port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.UseHttps(certificate);
            });
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));

        WebApplication application = builder.Build();
        application.Run(handle);
        await application.StartAsync(cancellationToken);
        int bound = new Uri(
            application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First().Replace("0.0.0.0",
            "127.0.0.1", StringComparison.Ordinal)).Port;
        string host = address.Equals(IPAddress.Any) ? "127.0.0.1" : listenAddress;
        return new ApiServer(application, certificate, new Uri($"https://{host}:{bound}/"));
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _certificate.Dispose();
    }
}
