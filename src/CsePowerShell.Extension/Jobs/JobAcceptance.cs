using CsePowerShell.Clusters;
using CsePowerShell.Clusters.Contract;
using CsePowerShell.Extension.Hosting;
using CsePowerShell.Extension.Transport;
using Microsoft.Extensions.Logging;

namespace CsePowerShell.Extension.Jobs;

/// <summary>
/// Turns a permitted request into a task and a job. The order is what makes 202 mean something: first the task, which is found again by its key; then the
/// job, confirmed by the broker; only then the answer. A host that dies between any two of these leaves a request that another host does again.
/// </summary>
internal sealed partial class JobAcceptance(IServiceAccount account, IMessageTransport transport, ServiceSettings settings, ILogger logger)
{
    private readonly ILogger _logger = logger;

    /// <param name="job">The job, without its task.</param>
    /// <param name="task">The task as it is to begin with.</param>
    /// <param name="lifetime">Ends when the request's connection is lost. A request's deadline is not looked at any more: half accepted would be worse than late.</param>
    /// <returns>The task.</returns>
    /// <exception cref="ClusterException">BROKER_UNAVAILABLE, VCD_UNAVAILABLE.</exception>
    public async Task<ServiceTask> AcceptAsync(JobDocument job, ServiceTask task, CancellationToken lifetime)
    {
        ServiceTask stored = await CreateAsync(job.OrgId, task, lifetime).ConfigureAwait(false);
        if (stored.IsFinished)
            return stored;

        job.Task = task with { Href = stored.Href, Started = stored.Started };
        using CancellationTokenSource confirm = settings.Clock.CreateCancellationTokenSource(settings.ConfirmDeadline);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(confirm.Token, lifetime);
        try
        {
            await transport.PublishJobAsync(new OutgoingJob(job.Id, job.ClusterId, job.ToBytes()), either.Token).ConfigureAwait(false);
            LogAccepted(job.Kind, job.ClusterName, job.ClusterId, job.Id, job.Actor);
            return job.Task;
        }
        catch (Exception error) when (error is TransportException or OperationCanceledException && !lifetime.IsCancellationRequested)
        {
            LogNotConfirmed(job.Id, error.Message);
            await EndAsync(job.Task).ConfigureAwait(false);
            throw new ClusterException(ErrorCodes.BrokerUnavailable, $"The work on cluster \"{job.ClusterName}\" could not be stored, and was not begun.", "Try again a little later.", error);
        }
    }

    private async Task<ServiceTask> CreateAsync(string orgId, ServiceTask task, CancellationToken lifetime)
    {
        try
        {
            return await account.CreateTaskAsync(orgId, task, lifetime).ConfigureAwait(false);
        }
        catch (ClusterException error) when (error.Code == ErrorCodes.VcdUnavailable)
        {
            // The task may be there although the answer was lost. Asked again with the same key, vCD gives the same one.
            return await account.CreateTaskAsync(orgId, task, lifetime).ConfigureAwait(false);
        }
    }

    private async Task EndAsync(ServiceTask task)
    {
        using CancellationTokenSource limit = settings.Clock.CreateCancellationTokenSource(settings.ConfirmDeadline);
        try
        {
            await account.UpdateTaskAsync(task with
            {
                Status = "error",
                Operation = TaskTexts.Failed(task.OperationName),
                ErrorMajor = ErrorStatus.Of(ErrorCodes.BrokerUnavailable),
                ErrorMinor = ErrorCodes.BrokerUnavailable,
                ErrorMessage = "The message broker did not store the work. Nothing was begun; try again a little later.",
            }, limit.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is ClusterException or OperationCanceledException)
        {
            // The sweep for tasks without a job ends it.
            LogTaskLeftOpen(task.Href, error.Message);
        }
    }

    [LoggerMessage(EventId = 200, Level = LogLevel.Information, Message = "Accepted: {Kind} of cluster {Cluster} ({ClusterId}) as operation {Operation} for {Actor}")]
    private partial void LogAccepted(JobKind kind, string cluster, string clusterId, string operation, string actor);

    [LoggerMessage(EventId = 201, Level = LogLevel.Warning, Message = "The broker did not confirm job {Operation}: {Error}")]
    private partial void LogNotConfirmed(string operation, string error);

    [LoggerMessage(EventId = 202, Level = LogLevel.Warning, Message = "Task {Task} could not be ended: {Error}")]
    private partial void LogTaskLeftOpen(string task, string error);
}
