using CsePowerShell.Clusters;
using CsePowerShell.Clusters.Contract;
using CsePowerShell.Extension.Diagnostics;
using CsePowerShell.Extension.Hosting;
using Microsoft.Extensions.Logging;

namespace CsePowerShell.Extension.Jobs;

/// <summary>Does one job: runs the engine with the service's account and brings the vCD task to its end, whatever happens.</summary>
internal sealed partial class JobRunner(IServiceAccount account, VCloudWatch watch, ServiceSettings settings, SecretRedactor redactor, ILogger logger)
{
    // Beyond the engine's own limit: by then it has not kept its word.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(30);

    private readonly ILogger _logger = logger;

    /// <returns>One word for the metrics: succeeded, failed, canceled, or skipped for a job whose task had ended before.</returns>
    /// <exception cref="OperationCanceledException">The connection was lost: the job is another host's.</exception>
    public async Task<string> RunAsync(RunningJob job)
    {
        JobDocument document = job.Document;
        if (job.IsTakeover)
        {
            LogTakeover(document.Kind, document.ClusterName, settings.TakeoverDelay.TotalSeconds);
            await settings.Clock.Delay(settings.TakeoverDelay, job.Lifetime).ConfigureAwait(false);
        }

        ServiceTask? task = await PersistAsync(() => account.GetTaskAsync(document.Task.Href, job.Lifetime), job.Lifetime).ConfigureAwait(false);
        if (task is null || task.IsFinished)
        {
            LogSkipped(document.Kind, document.ClusterName, task?.Status ?? "gone");
            return "skipped";
        }

        var reporter = new TaskReporter(document, redactor);
        ServiceTask end = task.IsCancelRequested ? reporter.Canceled() : await WorkAsync(job, reporter).ConfigureAwait(false);
        job.Lifetime.ThrowIfCancellationRequested();
        await PersistAsync(() => EndAsync(end, job.Lifetime), job.Lifetime).ConfigureAwait(false);
        LogEnded(document.Kind, document.ClusterName, end.Status, end.ErrorMinor ?? "");
        return end.Status switch { "success" => "succeeded", "canceled" => "canceled", _ => "failed" };
    }

    private async Task<ServiceTask> WorkAsync(RunningJob job, TaskReporter reporter)
    {
        TimeSpan pause = TimeSpan.FromSeconds(5);
        while (true)
        {
            try
            {
                return await OperateAsync(job, reporter).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (job.Lifetime.IsCancellationRequested)
            {
                throw;
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                ClusterException failure = ClusterErrors.From(error);
                if (failure.Code == ErrorCodes.ClusterNotFound && job.Document.Kind == JobKind.Remove)
                    return reporter.Succeeded("The cluster was gone already.");
                if (failure.Code == ErrorCodes.Internal)
                    LogUnforeseen(error, job.Document.Kind, job.Document.ClusterName);
                if (failure.Code is not (ErrorCodes.VcdUnavailable or ErrorCodes.Unauthenticated) || HasExpired(job.Document))
                    return reporter.Failed(failure);

                // A host that cannot reach vCD can neither go on nor roll back nor end the task. Another host can; where there is none, this one goes on later.
                LogVCloudLost(failure.Message);
                watch.LeaveToOthers("vCloud Director cannot be reached from this host");
                await settings.Clock.Delay(pause, job.Lifetime).ConfigureAwait(false);
                pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, s_longestPause.Ticks));
            }
        }
    }

    private bool HasExpired(JobDocument document) => settings.Clock.GetUtcNow() > document.Accepted + Limit(document) + s_patience;

    private TimeSpan Limit(JobDocument document) =>
        document.TimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : settings.OperationTimeout ?? settings.Engine.Limits.Whole;

    private async Task<ServiceTask> OperateAsync(RunningJob job, TaskReporter reporter)
    {
        ClusterOperation operation = await StartAsync(job.Document, job.Lifetime).ConfigureAwait(false);
        operation.Progress += (_, progress) => reporter.Note(progress);
        DateTimeOffset end = settings.Clock.GetUtcNow() + Limit(job.Document) + s_patience;
        bool isCanceled = false;
        using CancellationTokenRegistration stop = job.Lifetime.Register(operation.Cancel);
        while (!operation.Completion.IsCompleted)
        {
            using var interval = CancellationTokenSource.CreateLinkedTokenSource(job.Lifetime);
            await Task.WhenAny(operation.Completion, settings.Clock.Delay(settings.ProgressInterval, interval.Token)).ConfigureAwait(false);
            interval.Cancel();
            if (operation.Completion.IsCompleted || job.Lifetime.IsCancellationRequested)
                break;
            if (!isCanceled && (await ReportAsync(reporter.Running(), job.Lifetime).ConfigureAwait(false)))
            {
                LogCanceling(job.Document.Kind, job.Document.ClusterName);
                isCanceled = true;
                operation.Cancel();
            }

            if (settings.Clock.GetUtcNow() > end)
            {
                operation.Cancel();
                throw new ClusterException(ErrorCodes.DeadlineExceeded, $"The operation on cluster \"{job.Document.ClusterName}\" did not end within its limit.", "Send the request again to continue it.");
            }
        }

        try
        {
            OperationResult result = await operation.Completion.ConfigureAwait(false);
            return reporter.Succeeded(Describe(job.Document, result));
        }
        catch (OperationCanceledException) when (!job.Lifetime.IsCancellationRequested)
        {
            return reporter.Canceled();
        }
    }

    private Task<ClusterOperation> StartAsync(JobDocument document, CancellationToken cancellationToken)
    {
        TimeSpan timeout = Limit(document);
        return document.Kind switch
        {
            JobKind.Create => account.Operations.StartCreateAsync(document.Spec!, new CreateOptions { NoRollback = document.NoRollback, Timeout = timeout, Origin = document.Origin() }, cancellationToken),
            JobKind.Resize => account.Operations.StartResizeAsync(document.Reference(), Wanted(document.Resize!, document.Force, timeout, document.Origin()), cancellationToken),
            _ => account.Operations.StartRemoveAsync(document.Reference(), new RemoveOptions { Force = document.Force, Timeout = timeout, Origin = document.Origin() }, cancellationToken),
        };
    }

    /// <summary>A wanted size in the engine's words.</summary>
    internal static ResizeRequest Wanted(ResizeClusterDocument document, bool force = false, TimeSpan? timeout = null, OperationOrigin? origin = null) => new()
    {
        Pool = document.Pool,
        WorkerCount = document.WorkerCount,
        Add = document.Add,
        Remove = document.Remove,
        RemoveNodes = document.RemoveNodes,
        NoRollback = document.NoRollback,
        Force = force || document.Force,
        DrainTimeout = document.DrainTimeoutSeconds is { } drain ? TimeSpan.FromSeconds(drain) : null,
        Timeout = timeout,
        Origin = origin,
    };

    /// <summary>Writes progress. True: somebody wants it to be canceled.</summary>
    private async Task<bool> ReportAsync(ServiceTask task, CancellationToken cancellationToken)
    {
        try
        {
            ServiceTask answer = await account.UpdateTaskAsync(task, cancellationToken).ConfigureAwait(false);
            return answer.IsCancelRequested || answer.Status is "canceled" or "aborted";
        }
        catch (ClusterException error)
        {
            // Telling about work must not break the work. But vCD refuses to change a task that has ended, and then it was canceled.
            LogNotReported(error.Message);
            try
            {
                return await account.GetTaskAsync(task.Href, cancellationToken).ConfigureAwait(false) is { } now && (now.IsCancelRequested || now.Status is "canceled" or "aborted");
            }
            catch (ClusterException)
            {
                return false;
            }
        }
    }

    private async Task<bool> EndAsync(ServiceTask task, CancellationToken cancellationToken)
    {
        try
        {
            await account.UpdateTaskAsync(task, cancellationToken).ConfigureAwait(false);
        }
        catch (ClusterException)
        {
            if (await account.GetTaskAsync(task.Href, cancellationToken).ConfigureAwait(false) is { IsFinished: false })
                throw;
            // Canceled in vCD before we could say how it ended: it has ended.
        }

        return true;
    }

    /// <summary>Repeats until vCD answers or the job is not ours any more: every task has to end.</summary>
    private async Task<T> PersistAsync<T>(Func<Task<T>> action, CancellationToken lifetime)
    {
        TimeSpan pause = TimeSpan.FromSeconds(1);
        int failures = 0;
        while (true)
        {
            try
            {
                return await action().ConfigureAwait(false);
            }
            catch (ClusterException error)
            {
                LogNotReported(error.Message);
                if (++failures % 4 == 0)
                    watch.LeaveToOthers("vCloud Director does not take the end of a task from this host");
                await settings.Clock.Delay(pause, lifetime).ConfigureAwait(false);
                pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, s_longestPause.Ticks));
            }
        }
    }

    private static string Describe(JobDocument document, OperationResult result)
    {
        if (!result.Changed)
            return ProgressText.Unchanged;
        return result.Cluster is { } cluster
            ? $"{cluster.ReadyNodes} of {cluster.DesiredNodes} nodes are Ready; API server {cluster.ControlPlaneEndpoint}."
            : $"Cluster {document.ClusterName} was removed.";
    }

    [LoggerMessage(EventId = 230, Level = LogLevel.Information, Message = "{Kind} of cluster {Cluster} was another host's; looking at vCD in {Seconds} s")]
    private partial void LogTakeover(JobKind kind, string cluster, double seconds);

    [LoggerMessage(EventId = 231, Level = LogLevel.Information, Message = "{Kind} of cluster {Cluster} needs no work: its task is {Status}")]
    private partial void LogSkipped(JobKind kind, string cluster, string status);

    [LoggerMessage(EventId = 232, Level = LogLevel.Information, Message = "{Kind} of cluster {Cluster} ended: {Status} {Code}")]
    private partial void LogEnded(JobKind kind, string cluster, string status, string code);

    [LoggerMessage(EventId = 233, Level = LogLevel.Information, Message = "{Kind} of cluster {Cluster} is canceled on request")]
    private partial void LogCanceling(JobKind kind, string cluster);

    [LoggerMessage(EventId = 234, Level = LogLevel.Warning, Message = "The task was not written: {Error}")]
    private partial void LogNotReported(string error);

    [LoggerMessage(EventId = 235, Level = LogLevel.Warning, Message = "vCloud Director cannot be reached: {Error}")]
    private partial void LogVCloudLost(string error);

    [LoggerMessage(EventId = 236, Level = LogLevel.Error, Message = "A defect in {Kind} of cluster {Cluster}")]
    private partial void LogUnforeseen(Exception error, JobKind kind, string cluster);
}
