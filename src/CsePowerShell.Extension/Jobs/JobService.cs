using CsePowerShell.Clusters;
using CsePowerShell.Extension.Diagnostics;
using CsePowerShell.Extension.Hosting;
using CsePowerShell.Extension.Transport;
using Microsoft.Extensions.Logging;

namespace CsePowerShell.Extension.Jobs;

/// <summary>
/// The jobs of this host: takes what is delivered, runs the jobs of one cluster one after the other and those of different clusters side by side, renews
/// their deliveries, and lets go of everything at once when the connection is lost.
/// </summary>
internal sealed partial class JobService
{
    private readonly object _gate = new();
    private readonly Dictionary<string, RunningJob> _running = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task> _lastOfCluster = new(StringComparer.Ordinal);
    private readonly IMessageTransport _transport;
    private readonly ServiceSettings _settings;
    private readonly HostDirectory _hosts;
    private readonly VCloudWatch _watch;
    private readonly JobRunner _runner;
    private readonly OrphanSweep _sweep;
    private readonly ServiceMetrics _metrics;
    private readonly ILogger _logger;

    public JobService(IServiceAccount account, IMessageTransport transport, HostDirectory hosts, VCloudWatch watch, ServiceSettings settings, int jobQueues, ServiceMetrics metrics, SecretRedactor redactor, ILogger logger)
    {
        _transport = transport;
        _settings = settings;
        _metrics = metrics;
        _logger = logger;
        _hosts = hosts;
        _watch = watch;
        _runner = new JobRunner(account, watch, settings, redactor, logger);
        _sweep = new OrphanSweep(account, settings, jobQueues, Knows, logger);
    }

    /// <summary>How many jobs this host holds, waiting ones included.</summary>
    public int Count
    {
        get { lock (_gate) return _running.Count; }
    }

    /// <summary>Takes a delivery. Up to the point where it waits this runs in the order of deliveries.</summary>
    public async Task OnJobAsync(IncomingJob delivery)
    {
        JobDocument document;
        try
        {
            document = JobDocument.Read(delivery.Body);
        }
        catch (NewerJobException error)
        {
            // While hosts of two versions run side by side, the newer one does what only it can do. It becomes the active host when this one steps back.
            if (_hosts.Others.Any(host => host.JobVersion >= error.JobVersion) && _watch.LeaveToOthers($"{error.Message} A newer host is there"))
                return;
            LogUnreadable(delivery.Id, error.Message);
            await delivery.SetAsideAsync().ConfigureAwait(false);
            return;
        }
        catch (ClusterException error)
        {
            LogUnreadable(delivery.Id, error.Message);
            await delivery.SetAsideAsync().ConfigureAwait(false);
            return;
        }

        if (document.Kind == JobKind.Sweep)
        {
            await delivery.AcknowledgeAsync().ConfigureAwait(false);
            await _sweep.RunAsync(delivery.Queue, delivery.Lifetime).ConfigureAwait(false);
            return;
        }

        RunningJob? known;
        lock (_gate)
        {
            if (!_running.TryGetValue(document.Id, out known) || known.Lifetime.IsCancellationRequested)
            {
                known = null;
                Start(new RunningJob(document, delivery));
            }
        }

        if (known is not null)
            await known.AttachAsync(delivery).ConfigureAwait(false);
    }

    /// <summary>Asks the active host of each queue, whoever that is, to look for tasks that have no job.</summary>
    public async Task RequestSweepsAsync(int jobQueues, CancellationToken cancellationToken)
    {
        for (int queue = 0; queue < jobQueues; queue++)
        {
            var document = new JobDocument { Kind = JobKind.Sweep, Id = Guid.NewGuid().ToString("D"), Accepted = _settings.Clock.GetUtcNow() };
            try
            {
                await _transport.PublishJobAsync(new OutgoingJob(document.Id, "", document.ToBytes()) { Queue = queue, Expiry = _settings.OrphanInterval }, cancellationToken).ConfigureAwait(false);
            }
            catch (TransportException error)
            {
                LogSweepNotRequested(error.Message);
            }
        }
    }

    /// <summary>Returns when no job is left, or when the time is over.</summary>
    public async Task DrainAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        DateTimeOffset until = _settings.Clock.GetUtcNow() + limit;
        while (Count > 0 && _settings.Clock.GetUtcNow() < until)
            await _settings.Clock.Delay(TimeSpan.FromMilliseconds(200), cancellationToken).ConfigureAwait(false);
    }

    private bool Knows(string clusterId)
    {
        lock (_gate)
            return _running.Values.Any(job => string.Equals(job.Document.ClusterId, clusterId, StringComparison.OrdinalIgnoreCase));
    }

    private void Start(RunningJob job)
    {
        string cluster = job.Document.ClusterId;
        Task before = _lastOfCluster.TryGetValue(cluster, out Task? last) ? last : Task.CompletedTask;
        _running[job.Document.Id] = job;
        Task run = Task.Run(() => RunAsync(job, before));
        _lastOfCluster[cluster] = run;
    }

    private async Task RunAsync(RunningJob job, Task before)
    {
        await before.ConfigureAwait(false);
        using IDisposable? scope = _logger.BeginScope(new Dictionary<string, object>
        {
            ["requestId"] = job.Document.RequestId,
            ["cluster"] = job.Document.ClusterId,
            ["operation"] = job.Document.Id,
            ["host"] = _settings.HostName,
        });
        DateTimeOffset began = _settings.Clock.GetUtcNow();
        _metrics.JobBegan();
        using var renewing = CancellationTokenSource.CreateLinkedTokenSource(job.Lifetime);
        Task renewal = RenewAsync(job, renewing.Token);
        string outcome = "handed-over";
        try
        {
            outcome = await _runner.RunAsync(job).ConfigureAwait(false);
            await job.Delivery.AcknowledgeAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (job.Lifetime.IsCancellationRequested)
        {
            LogHandedOver(job.Document.Kind, job.Document.ClusterName);
        }
        catch (Exception error)
        {
            // It would fail in the same way again. It lies with the failed jobs now, and the sweep for tasks without a job ends its task.
            LogDefect(error, job.Document.Kind, job.Document.ClusterName);
            outcome = "defect";
            await job.Delivery.SetAsideAsync().ConfigureAwait(false);
        }
        finally
        {
            renewing.Cancel();
            await renewal.ConfigureAwait(false);
            _metrics.JobEnded(job.Document.Kind.ToString(), outcome, _settings.Clock.GetUtcNow() - began);
            Forget(job);
        }
    }

    private void Forget(RunningJob job)
    {
        lock (_gate)
        {
            if (_running.TryGetValue(job.Document.Id, out RunningJob? current) && ReferenceEquals(current, job))
                _running.Remove(job.Document.Id);
            foreach (string cluster in _lastOfCluster.Where(entry => entry.Value.IsCompleted).Select(entry => entry.Key).ToList())
                _lastOfCluster.Remove(cluster);
        }
    }

    private async Task RenewAsync(RunningJob job, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await _settings.Clock.Delay(_settings.JobRenewal, cancellationToken).ConfigureAwait(false);
                IncomingJob old = job.Delivery;
                try
                {
                    var copy = new OutgoingJob(job.Document.Id, job.Document.ClusterId, old.Body, old.Copies + 1) { Queue = old.Queue };
                    await _transport.PublishJobAsync(copy, cancellationToken).ConfigureAwait(false);
                    // The copy is safe. The old one has to go before the copy can come where this host holds as many as it may.
                    await old.AcknowledgeAsync().ConfigureAwait(false);
                    LogRenewed(old.Copies + 1);
                }
                catch (TransportException error)
                {
                    LogNotRenewed(error.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The job has ended, or is another host's now.
        }
    }

    [LoggerMessage(EventId = 210, Level = LogLevel.Error, Message = "Job {Id} cannot be read and was set aside: {Error}")]
    private partial void LogUnreadable(string id, string error);

    [LoggerMessage(EventId = 211, Level = LogLevel.Warning, Message = "The connection to the broker is gone: {Kind} of cluster {Cluster} is left to the next host")]
    private partial void LogHandedOver(JobKind kind, string cluster);

    [LoggerMessage(EventId = 212, Level = LogLevel.Error, Message = "A defect ended {Kind} of cluster {Cluster}; the job was set aside")]
    private partial void LogDefect(Exception error, JobKind kind, string cluster);

    [LoggerMessage(EventId = 213, Level = LogLevel.Debug, Message = "Renewed the delivery, copy {Copy}")]
    private partial void LogRenewed(int copy);

    [LoggerMessage(EventId = 214, Level = LogLevel.Warning, Message = "The delivery was not renewed: {Error}")]
    private partial void LogNotRenewed(string error);

    [LoggerMessage(EventId = 215, Level = LogLevel.Debug, Message = "No sweep was requested: {Error}")]
    private partial void LogSweepNotRequested(string error);
}
