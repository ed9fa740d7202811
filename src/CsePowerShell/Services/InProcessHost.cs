using CsePowerShell.Extension.Diagnostics;
using CsePowerShell.Extension.Hosting;
using CsePowerShell.VCloud;
using Microsoft.Extensions.Logging;

namespace CsePowerShell.Services;

/// <summary>A host of the service in this process: the worker, its log and its end.</summary>
internal sealed class InProcessHost
{
    private readonly ServiceDefinition _definition;
    private readonly ServiceMetrics _metrics = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ExtensionWorker _worker;
    private readonly TimeProvider _clock;
    private volatile bool _hasEnded;

    private InProcessHost(ServiceDefinition definition, Action<LogLevel, string> log, TimeProvider clock)
    {
        _definition = definition;
        _clock = clock;
        Started = clock.GetLocalNow().LocalDateTime;
        ServiceLog logger = new(definition.Redactor, LogLevel.Information, log);
        definition.Broker.Logger = logger;
        definition.Settings.Engine.Logger = logger;
        _worker = new ExtensionWorker(definition.Broker, Connection(definition, logger), definition.Settings, definition.Templates, _metrics, definition.Redactor, logger);
    }

    public string HostName => _definition.Settings.HostName;

    public DateTime Started { get; }

    /// <summary>Ends when the host has: stopped, drained, or failed.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    public static InProcessHost Start(ServiceDefinition definition, Action<LogLevel, string> log, TimeProvider clock)
    {
        InProcessHost host = new(definition, log, clock);
        host.Running = Task.Run(host.RunAsync);
        return host;
    }

    public CseServiceStatus Status => new()
    {
        HostName = HostName,
        State = _hasEnded ? "Stopped" : _worker.IsDraining ? "Draining" : !_worker.IsConnected ? "Connecting" : _worker.IsEnabled ? "Serving" : "Disabled",
        Version = typeof(ExtensionWorker).Assembly.GetName().Version.ToString(3),
        IsInProcess = true,
        JobsRunning = _worker.JobCount,
        RequestsAnswered = _metrics.RequestsAnswered,
        Started = Started,
        Broker = $"{_definition.Broker.Host}:{_definition.Broker.Port ?? (_definition.Broker.UseTls ? 5671 : 5672)}",
    };

    /// <summary>Takes nothing new, finishes what it began, and ends.</summary>
    public void Drain() => _worker.Drain();

    /// <summary>
    /// Drains for a while, then gives back what is not finished: jobs are continued by another host, or by the next start. Returns how many those were.
    /// </summary>
    public async Task<int> StopAsync(TimeSpan patience)
    {
        if (patience > TimeSpan.Zero)
        {
            _worker.Drain();
            using CancellationTokenSource limit = new();
            await Task.WhenAny(Running, _clock.Delay(patience, limit.Token)).ConfigureAwait(false);
            limit.Cancel();
        }

        int left = _hasEnded ? 0 : _worker.JobCount;
        _stop.Cancel();
        await Running.ConfigureAwait(false);
        return left;
    }

    private async Task RunAsync()
    {
        try
        {
            await _worker.RunAsync(_stop.Token).ConfigureAwait(false);
        }
        finally
        {
            _hasEnded = true;
            await _worker.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static Func<VCloudConnectionOptions> Connection(ServiceDefinition definition, ILogger logger) => () =>
    {
        VCloudConnectionOptions options = definition.VCloud();
        options.Logger = logger;
        return options;
    };
}
