using CsePowerShell.Clusters.Contract;
using CsePowerShell.Extension.Diagnostics;
using CsePowerShell.Extension.Hosting;
using CsePowerShell.Extension.Tests.Broker;
using CsePowerShell.Extension.Transport;
using CsePowerShell.Extension.Transport.RabbitMq;

namespace CsePowerShell.Extension.Tests.Fakes;

/// <summary>A worker on a real broker in front of the fake vCD.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ExtensionWorker _worker;
    private readonly Task _run;

    public TestHost(FakeVCloud cloud, BrokerOptions broker, string name = "h1", Action<ServiceSettings>? configure = null)
    {
        Settings = new ServiceSettings
        {
            HostName = name,
            DefaultTemplate = "ubuntu-24.04_k8s-1.31",
            TakeoverDelay = TimeSpan.FromMilliseconds(300),
            ProgressInterval = TimeSpan.FromMilliseconds(200),
        };
        configure?.Invoke(Settings);
        broker.Logger = Log;
        broker.ConnectionName = name;
        Account = cloud.On(name);
        Transport = new RabbitMqTransport(broker);
        _worker = new ExtensionWorker(Transport, Account, Account, Account.ProbeAsync, Settings, broker.JobQueues, [], Metrics, new SecretRedactor(), Log);
        _run = Task.Run(() => _worker.RunAsync(_stop.Token));
    }

    public ServiceSettings Settings { get; }

    public LogSink Log { get; } = new();

    public FakeAccount Account { get; }

    public RabbitMqTransport Transport { get; }

    public ServiceMetrics Metrics { get; } = new();

    public ExtensionWorker Worker => _worker;

    public Task Finished => _run;

    public async Task<TestHost> ReadyAsync()
    {
        await Eventually.TrueAsync(() => _worker.IsConnected, "the host is connected", TimeSpan.FromSeconds(30));
        return this;
    }

    /// <summary>Ends it in order; jobs go back.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.WaitAsync(TimeSpan.FromSeconds(20));
        await _worker.DisposeAsync();
        _stop.Dispose();
    }
}

internal static class Eventually
{
    public static async Task TrueAsync(Func<bool> condition, string what, TimeSpan? limit = null)
    {
        DateTime until = DateTime.UtcNow + (limit ?? TimeSpan.FromSeconds(20));
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < until, "It did not come about that " + what);
            await Task.Delay(20);
        }
    }
}
