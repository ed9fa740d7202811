using CsePowerShell.Extension.Diagnostics;
using CsePowerShell.Extension.Hosting;
using CsePowerShell.Extension.Tests.Fakes;
using CsePowerShell.VCloud;

namespace CsePowerShell.Extension.Tests.EndToEnd;

/// <summary>A worker in this process, in front of the simulated vCD.</summary>
internal sealed class CloudHost : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;

    public CloudHost(RegisteredCloud cloud, Action<ServiceSettings>? configure = null)
    {
        var settings = new ServiceSettings { HostName = "h1", DefaultTemplate = "ubuntu-24.04_k8s-1.31", ProgressInterval = TimeSpan.FromMilliseconds(300) };
        settings.Engine.NodeSshPort = cloud.Cloud.GuestSshPort;
        settings.Engine.SshKeyPath = Path.Combine(Folder, "management-key");
        configure?.Invoke(settings);
        cloud.Broker.Logger = Log;
        Worker = new ExtensionWorker(cloud.Broker, () => new VCloudConnectionOptions
        {
            Server = cloud.Cloud.Endpoint.AbsoluteUri, Org = "System", UserName = "administrator", Password = "Passw0rd!", CertificateThumbprint = cloud.Cloud.CertificateThumbprint, Logger = Log,
        }, settings, [], Metrics, new SecretRedactor(), Log);
        _run = Task.Run(() => Worker.RunAsync(_stop.Token));
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("cse-host-").FullName;

    public LogSink Log { get; } = new();

    public ServiceMetrics Metrics { get; } = new();

    public ExtensionWorker Worker { get; }

    public async Task<CloudHost> ReadyAsync()
    {
        await Eventually.TrueAsync(() => Worker.IsConnected, "the host is connected: " + string.Join("\n", Log.Lines.TakeLast(5)), TimeSpan.FromSeconds(60));
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.WaitAsync(TimeSpan.FromSeconds(30));
        await Worker.DisposeAsync();
        _stop.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
