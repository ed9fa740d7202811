using CsePowerShell.Clusters;
using CsePowerShell.Clusters.Contract;
using CsePowerShell.Extension.Hosting;
using CsePowerShell.Extension.Transport.RabbitMq;
using Microsoft.Extensions.Logging;

namespace CsePowerShell.Extension.Jobs;

/// <summary>
/// Ends tasks that nobody works on: a host died after it had made the task and before the job was stored, and the request expired meanwhile. The wish to sweep
/// travels through the job queue itself: whoever gets it is the active host, and has got every job that was stored before it.
/// </summary>
internal sealed partial class OrphanSweep(IServiceAccount account, ServiceSettings settings, int jobQueues, Func<string, bool> isRunning, ILogger logger)
{
    // A renewed copy may still be behind the wish in the queue when the host that held it has just died.
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(15);

    private readonly ILogger _logger = logger;
    private int _atWork;

    public async Task RunAsync(int queue, CancellationToken lifetime)
    {
        if (Interlocked.Exchange(ref _atWork, 1) != 0)
            return;
        try
        {
            if ((await OrphansAsync(queue, lifetime).ConfigureAwait(false)).Count == 0)
                return;
            await settings.Clock.Delay(s_settle, lifetime).ConfigureAwait(false);
            foreach (OpenTask task in await OrphansAsync(queue, lifetime).ConfigureAwait(false))
                await EndAsync(task, lifetime).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Another host is the active one now, or this one stops.
        }
        catch (ClusterException error)
        {
            LogFailed(error.Message);
        }
        finally
        {
            Interlocked.Exchange(ref _atWork, 0);
        }
    }

    private async Task<IReadOnlyList<OpenTask>> OrphansAsync(int queue, CancellationToken cancellationToken)
    {
        DateTimeOffset before = settings.Clock.GetUtcNow() - settings.OrphanAge;
        IReadOnlyList<OpenTask> open = await account.ListOpenTasksAsync(null, cancellationToken).ConfigureAwait(false);
        return [.. open.Where(task => (task.Started ?? DateTimeOffset.MinValue) < before
            && BrokerNames.QueueOf(task.ClusterId, jobQueues) == queue && !isRunning(task.ClusterId))];
    }

    private async Task EndAsync(OpenTask open, CancellationToken cancellationToken)
    {
        if (await account.GetTaskAsync(open.Href, cancellationToken).ConfigureAwait(false) is not { IsFinished: false } task)
            return;
        await account.UpdateTaskAsync(task with
        {
            Status = "error",
            Operation = TaskTexts.Failed(task.OperationName),
            ErrorMajor = ErrorStatus.Of(ErrorCodes.Internal),
            ErrorMinor = ErrorCodes.Internal,
            ErrorMessage = "Nobody works on this task: its host ended before the work was stored, or the work was set aside after it had failed too often. "
                + "Send the request again; it continues where something was made.",
        }, cancellationToken).ConfigureAwait(false);
        LogEnded(open.Href, open.ClusterName);
    }

    [LoggerMessage(EventId = 220, Level = LogLevel.Warning, Message = "Ended task {Task} of cluster {Cluster}: no job belongs to it")]
    private partial void LogEnded(string task, string cluster);

    [LoggerMessage(EventId = 221, Level = LogLevel.Warning, Message = "Tasks without a job could not be looked for: {Error}")]
    private partial void LogFailed(string error);
}
