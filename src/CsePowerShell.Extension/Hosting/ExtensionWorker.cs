using CsePowerShell.Clusters;
using CsePowerShell.Clusters.Contract;
using CsePowerShell.Extension.Authorization;
using CsePowerShell.Extension.Diagnostics;
using CsePowerShell.Extension.Jobs;
using CsePowerShell.Extension.Messages;
using CsePowerShell.Extension.Routes;
using CsePowerShell.Extension.Transport;
using CsePowerShell.Extension.Transport.RabbitMq;
using CsePowerShell.VCloud;
using Microsoft.Extensions.Logging;

namespace CsePowerShell.Extension.Hosting;

/// <summary>
/// The service: answers requests of vCD and does the jobs they lead to, until it is stopped. Any number of these, in any number of processes and on any number of
/// hosts, make one service.
/// </summary>
public sealed partial class ExtensionWorker : IAsyncDisposable
{
    private static readonly TimeSpan s_drainLimit = TimeSpan.FromHours(2);

    private readonly IMessageTransport _transport;
    private readonly IServiceAccount _account;
    private readonly Func<CancellationToken, Task> _probe;
    private readonly ServiceSettings _settings;
    private readonly CallerDirectory _callers;
    private readonly ServiceSwitch _switch;
    private readonly HostDirectory _hosts;
    private readonly VdcGate _vdcs;
    private readonly VCloudWatch _watch;
    private readonly JobService _jobs;
    private readonly RequestHandler _requests;
    private readonly int _jobQueues;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Makes one; it does nothing before <see cref="RunAsync"/>.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="vcloud">The service's account at vCD; asked at each connect, so that a changed password is used without a restart.</param>
    /// <param name="settings">How it behaves.</param>
    /// <param name="templates">Templates of a configuration of CSE 1.x, shown beside those in vCD.</param>
    /// <param name="metrics">What it counts.</param>
    /// <param name="redactor">Knows the secrets.</param>
    /// <param name="logger">Where it tells what it does.</param>
    public ExtensionWorker(BrokerOptions broker, Func<VCloudConnectionOptions> vcloud, ServiceSettings settings, IReadOnlyList<OldTemplate> templates,
        ServiceMetrics metrics, SecretRedactor redactor, ILogger logger)
        : this(new RabbitMqTransport(broker), new VCloudServiceAccount(vcloud, settings, logger), settings, broker.JobQueues, templates, metrics, redactor, logger)
    {
    }

    private ExtensionWorker(IMessageTransport transport, VCloudServiceAccount account, ServiceSettings settings, int jobQueues, IReadOnlyList<OldTemplate> templates,
        ServiceMetrics metrics, SecretRedactor redactor, ILogger logger)
        : this(transport, account, account, account.ProbeAsync, settings, jobQueues, templates, metrics, redactor, logger)
    {
    }

    internal ExtensionWorker(IMessageTransport transport, IServiceAccount account, ICallerSessions sessions, Func<CancellationToken, Task> probe, ServiceSettings settings, int jobQueues,
        IReadOnlyList<OldTemplate> templates, ServiceMetrics metrics, SecretRedactor redactor, ILogger logger)
    {
        _transport = transport;
        _account = account;
        _probe = probe;
        _settings = settings;
        _jobQueues = jobQueues;
        _logger = logger;
        _callers = new CallerDirectory(sessions, settings.Clock);
        _switch = new ServiceSwitch(account, transport, settings, logger);
        _switch.DrainRequested += () => _ = Task.Run(DrainAsync);
        _hosts = new HostDirectory(transport, settings, Self, logger);
        _watch = new VCloudWatch(probe, transport, _hosts, settings, logger);
        _vdcs = new VdcGate(account, transport, settings, logger);
        _jobs = new JobService(account, transport, _hosts, _watch, settings, jobQueues, metrics, redactor, logger);
        var list = new TemplateList(account, settings, templates);
        var changes = new ClusterChanges(account, new Permissions(account, settings), list, _vdcs, new JobAcceptance(account, transport, settings, logger), settings);
        _requests = new RequestHandler(Routes(changes, list, metrics), _callers, _switch, _watch, settings, metrics, redactor, logger);
        metrics.AddGauge("cse_broker_connected", () => transport.IsConnected ? 1 : 0);
        metrics.AddGauge("cse_enabled", () => _switch.IsEnabled ? 1 : 0);
        metrics.AddGauge("cse_draining", () => _switch.IsDraining ? 1 : 0);
        metrics.AddGauge("cse_jobs_held", () => _jobs.Count);
    }

    /// <summary>Whether messages can flow now.</summary>
    public bool IsConnected => _transport.IsConnected;

    /// <summary>Whether tenants are served.</summary>
    public bool IsEnabled => _switch.IsEnabled;

    /// <summary>Whether it finishes what it has begun, and takes nothing new.</summary>
    public bool IsDraining => _switch.IsDraining;

    /// <summary>How many jobs it holds.</summary>
    public int JobCount => _jobs.Count;

    /// <summary>How many jobs wait on the broker; null while it is not connected.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<long?> CountWaitingJobsAsync(CancellationToken cancellationToken) => _transport.CountWaitingJobsAsync(cancellationToken);

    /// <summary>Serves until it is stopped or drained. Running jobs are given up then and continued by other hosts, or by this one when it starts again.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        Task beside = Task.WhenAll(SweepRegularlyAsync(stop.Token), _hosts.RunAsync(stop.Token), _watch.RunAsync(stop.Token), _vdcs.RunAsync(stop.Token));
        try
        {
            await _transport.RunAsync(new Receiver(this, stop.Token), stop.Token).ConfigureAwait(false);
        }
        finally
        {
            stop.Cancel();
            await beside.ConfigureAwait(false);
            // The jobs have lost their lifetime; they let go within moments.
            using CancellationTokenSource limit = _settings.Clock.CreateCancellationTokenSource(TimeSpan.FromSeconds(10));
            try
            {
                await _jobs.DrainAsync(TimeSpan.FromSeconds(10), limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                LogJobsLeft(_jobs.Count);
            }
        }
    }

    /// <summary>Finishes what was begun and takes nothing new; <see cref="RunAsync"/> returns then.</summary>
    public void Drain() => _switch.BeginDrain();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _stop.Cancel();
        _callers.Dispose();
        if (_account is IAsyncDisposable disposable)
            await disposable.DisposeAsync().ConfigureAwait(false);
    }

    private HostDocument Self() => new()
    {
        Host = _settings.HostName,
        Version = SystemRoutes.ProductVersion,
        JobVersion = JobDocument.CurrentVersion,
        Status = _switch.Health,
        Jobs = _jobs.Count,
    };

    private void OnAnnouncement(byte[] bytes, CancellationToken stop)
    {
        Announcement announcement;
        try
        {
            announcement = ContractJson.Read<Announcement>(bytes);
        }
        catch (ClusterException error)
        {
            LogUnreadable(error.Message);
            return;
        }

        _switch.OnAnnouncement(announcement);
        _vdcs.OnAnnouncement(announcement);
        _hosts.Note(announcement, stop);
    }

    private RouteTable Routes(ClusterChanges changes, TemplateList templates, ServiceMetrics metrics)
    {
        var routes = new List<Route>();
        routes.AddRange(new OldRoutes(changes, templates, _settings).All());
        routes.AddRange(new SystemRoutes(_account, _vdcs, _switch, _hosts, metrics, _settings).All());
        routes.AddRange(new NewRoutes(changes, new ClusterForecast(changes, _account, _vdcs), templates, _settings).All());
        routes.AddRange(new ProviderRoutes(_transport, _settings).All());
        var openApi = new Lazy<byte[]>(() => OpenApiDocument.Write(routes, SystemRoutes.ProductVersion));
        foreach (string path in new[] { "/api/cse/swagger", "/api/cse/swagger.json", "/api/cse/_1/openapi.json" })
            routes.Add(new Route("GET", path, "Reads this document.", (_, _) => Task.FromResult(new ResponseMessage(200, openApi.Value))) { IsAlwaysOn = true });
        // JSON is YAML, too.
        routes.Add(new Route("GET", "/api/cse/swagger.yaml", "Reads this document as YAML.", (_, _) => Task.FromResult(new ResponseMessage(200, openApi.Value, ResponseMessage.Yaml))) { IsAlwaysOn = true });
        return new RouteTable(routes);
    }

    private async Task DrainAsync()
    {
        try
        {
            await _hosts.LeaveAsync(_stop.Token).ConfigureAwait(false);
            await _transport.StopReceivingAsync(_stop.Token).ConfigureAwait(false);
            await _jobs.DrainAsync(s_drainLimit, _stop.Token).ConfigureAwait(false);
            // Answers that are on their way.
            await _settings.Clock.Delay(TimeSpan.FromMilliseconds(500), _stop.Token).ConfigureAwait(false);
            _stop.Cancel();
        }
        catch (OperationCanceledException)
        {
            // Stopped meanwhile.
        }
    }

    private async Task SweepRegularlyAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await _settings.Clock.Delay(_settings.OrphanInterval, cancellationToken).ConfigureAwait(false);
                if (_transport.IsConnected && !_switch.IsDraining)
                    await _jobs.RequestSweepsAsync(_jobQueues, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task AwaitVCloudAsync(CancellationToken cancellationToken)
    {
        TimeSpan pause = TimeSpan.FromSeconds(1);
        while (true)
        {
            try
            {
                await _probe(cancellationToken).ConfigureAwait(false);
                // Before the first request can come: a service that was switched off must not serve even one.
                await _switch.ReadAsync(cancellationToken).ConfigureAwait(false);
                await _vdcs.ReadAsync(cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (ClusterException error)
            {
                LogNotReady(error.Message, pause.TotalSeconds);
            }

            await _settings.Clock.Delay(pause, cancellationToken).ConfigureAwait(false);
            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, TimeSpan.FromSeconds(15).Ticks));
        }
    }

    private async Task GreetAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _hosts.GreetAsync(cancellationToken).ConfigureAwait(false);
            // Again: an announcement between the first look and the connection was not heard.
            await _switch.ReadAsync(cancellationToken).ConfigureAwait(false);
            await _jobs.RequestSweepsAsync(_jobQueues, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    [LoggerMessage(EventId = 500, Level = LogLevel.Warning, Message = "vCloud Director cannot be used from here: {Error} Trying again in {Seconds} s")]
    private partial void LogNotReady(string error, double seconds);

    [LoggerMessage(EventId = 501, Level = LogLevel.Warning, Message = "Stopped while {Count} jobs had not let go")]
    private partial void LogJobsLeft(int count);

    [LoggerMessage(EventId = 502, Level = LogLevel.Warning, Message = "An announcement could not be read: {Error}")]
    private partial void LogUnreadable(string error);

    private sealed class Receiver(ExtensionWorker worker, CancellationToken stop) : ITransportReceiver
    {
        public Task OnRequestAsync(IncomingRequest request) => worker._requests.HandleAsync(request);

        public Task OnJobAsync(IncomingJob job) => worker._jobs.OnJobAsync(job);

        public Task OnAnnouncementAsync(byte[] announcement)
        {
            worker.OnAnnouncement(announcement, stop);
            return Task.CompletedTask;
        }

        public Task WaitUntilReadyAsync(CancellationToken cancellationToken) => worker.AwaitVCloudAsync(cancellationToken);

        public void OnConnected() => _ = Task.Run(() => worker.GreetAsync(stop));

        public void OnDisconnected()
        {
        }
    }
}
