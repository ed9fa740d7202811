using CsePowerShell.Clusters.Contract;
using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>An operation of the service as its vCD task shows it at one moment.</summary>
/// <param name="Record">Who, what and where it stands.</param>
/// <param name="Progress">What it does right now.</param>
internal sealed record ServiceTaskView(OperationRecord Record, ProgressText Progress)
{
    /// <summary>It ended well without changing anything.</summary>
    public bool WasUnchanged { get; init; }
}

/// <summary>Reads and cancels tasks of the service. A seam: the following of tasks is tested without a vCD.</summary>
internal interface IServiceTasks
{
    /// <summary>Reads a task; null when this session sees no such task of the service.</summary>
    Task<ServiceTaskView?> ReadAsync(string taskId, CancellationToken ct);

    /// <summary>Asks vCD to have a task canceled. The service looks for the wish at its next step.</summary>
    Task CancelAsync(string taskId, CancellationToken ct);
}

/// <summary>
/// The operations of the service, from their vCD tasks. The service itself has no part in it: so they can be seen and waited for from everywhere, in direct mode
/// as well, while the service is down, and when the cluster is gone.
/// </summary>
internal sealed class ServiceTasks(VCloudClient client, TimeProvider clock) : IServiceTasks
{
    public async Task<ServiceTaskView?> ReadAsync(string taskId, CancellationToken ct)
    {
        if (!Guid.TryParse(taskId, out Guid id))
            return null;
        try
        {
            return Of(await client.Tasks.GetAsync(Reference(id), ct).ConfigureAwait(false), client.Session.Org);
        }
        catch (VCloudForbiddenException)
        {
            return null;
        }
        catch (VCloudException error)
        {
            throw ClusterErrors.From(error);
        }
    }

    public async Task CancelAsync(string taskId, CancellationToken ct)
    {
        EntityReference reference = Reference(Guid.TryParse(taskId, out Guid id) ? id : throw NoTask(taskId));
        try
        {
            VCloudTask now = await client.Tasks.GetAsync(reference, ct).ConfigureAwait(false);
            // vCD offers it once, and not for what has ended.
            if (!now.IsFinished && !now.IsCancelRequested)
                await client.Tasks.CancelAsync(now, ct).ConfigureAwait(false);
        }
        catch (VCloudForbiddenException error) when (error.Request?.StartsWith("GET", StringComparison.Ordinal) == true)
        {
            throw NoTask(taskId);
        }
        catch (VCloudException error)
        {
            throw ClusterErrors.From(error);
        }
    }

    /// <summary>The latest operations, at most 128, with one request. The query service tells no phase, no cause of a failure and no VDC.</summary>
    public async Task<IReadOnlyList<OperationRecord>> ListAsync(CancellationToken ct)
    {
        var spec = new QuerySpec("task") { Filter = QueryFilter.Equal("serviceNamespace", TaskNames.Namespace), SortDescending = "startDate", FirstPageOnly = true };
        try
        {
            return [.. (await client.Query.ListAsync(spec, ct).ConfigureAwait(false)).Select(Of).OfType<OperationRecord>()];
        }
        catch (VCloudException error)
        {
            throw ClusterErrors.From(error);
        }
    }

    /// <summary>A task on a cluster that has not ended; null when there is none.</summary>
    public async Task<OperationRecord?> FindOpenAsync(string clusterId, CancellationToken ct)
    {
        try
        {
            IReadOnlyList<QueryRecord> open = await client.ExtensionTasks.ListOpenAsync(TaskNames.Namespace, org: null, ct).ConfigureAwait(false);
            return open.Select(Of).OfType<OperationRecord>().FirstOrDefault(task => string.Equals(task.ClusterId, clusterId, StringComparison.OrdinalIgnoreCase));
        }
        catch (VCloudException error)
        {
            throw ClusterErrors.From(error);
        }
    }

    /// <summary>Waits until a task has ended, however.</summary>
    public async Task<OperationRecord> WaitAsync(OperationRecord operation, TimeSpan timeout, Action<OperationRecord>? onProgress, CancellationToken ct)
    {
        long begun = clock.GetTimestamp();
        for (int round = 0; ; round++)
        {
            ServiceTaskView view = await ReadAsync(operation.Id, ct).ConfigureAwait(false)
                ?? throw new ClusterException(ErrorCodes.NotFound, $"There is no task {operation.Id} any more that this user can see.", "Get-CseTask lists those there are.");
            // Tasks do not know the VDC of their cluster.
            view.Record.Vdc = operation.Vdc;
            onProgress?.Invoke(view.Record);
            if (view.Record.State != OperationState.Running)
                return view.Record;
            if (clock.GetElapsedTime(begun) >= timeout)
                throw ClusterErrors.Deadline($"{view.Record.Kind} of \"{view.Record.ClusterName}\"", null, clock.GetElapsedTime(begun), $"It is at \"{view.Record.Phase}\" and goes on; task {operation.Id}.");
            await clock.Delay(Backoff.Of(round), ct).ConfigureAwait(false);
        }
    }

    /// <summary>A task as an operation; null when it is none of the service's.</summary>
    internal static ServiceTaskView? Of(VCloudTask task, string org)
    {
        if (task.ServiceNamespace != TaskNames.Namespace || TaskNames.KindOf(task.OperationName) is not { } kind || !VCloudUrn.TryGetUuid(task.Id ?? task.Href, out Guid id))
            return null;
        OperationState state = TaskNames.StateOf(task.Status);
        ProgressText progress = state == OperationState.Running ? ProgressText.Read(task.Details) : new ProgressText();
        ClusterException? failure = state == OperationState.Failed
            ? FailureText.Read(task.Error?.MajorErrorCode ?? 500, task.Error?.MinorErrorCode, task.Error?.Message ?? "", task.Details)
            : null;
        string owner = task.Organization?.Name is { Length: > 0 } name ? name : org;
        var record = new OperationRecord
        {
            Id = id.ToString("D"),
            IsTask = true,
            Kind = kind,
            State = state,
            Phase = progress.Phase.Length > 0 || state != OperationState.Running ? progress.Phase : task.Operation,
            Activity = state == OperationState.Running ? progress.Activity : "",
            Nodes = progress.Nodes,
            Percent = state == OperationState.Succeeded ? 100 : task.Progress ?? 0,
            Actor = task.User?.Name is { Length: > 0 } user ? $"{user}@{owner}" : "",
            Started = task.StartTime ?? default,
            Ended = state == OperationState.Running ? null : task.EndTime,
            ErrorCode = failure?.Code,
            ErrorMessage = failure?.Summary,
            Failure = failure,
            ClusterId = TaskNames.ClusterIdOf(task.Owner?.Href),
            ClusterName = task.Owner?.Name ?? "",
            Org = owner,
        };
        return new ServiceTaskView(record, progress) { WasUnchanged = state == OperationState.Succeeded && task.Details == ProgressText.Unchanged };
    }

    private OperationRecord? Of(QueryRecord record)
    {
        if (TaskNames.KindOf(record.Name) is not { } kind || !VCloudUrn.TryGetUuid(record.Id ?? record.Href, out Guid id))
            return null;
        OperationState state = record["status"] switch
        {
            "success" => OperationState.Succeeded,
            "error" => OperationState.Failed,
            "canceled" or "cancelled" or "aborted" => OperationState.Canceled,
            _ => OperationState.Running,
        };
        string org = record["orgName"] is { Length: > 0 } name ? name : client.Session.Org;
        return new OperationRecord
        {
            Id = id.ToString("D"),
            IsTask = true,
            Kind = kind,
            State = state,
            Percent = state == OperationState.Succeeded ? 100 : (int)(record.GetNumber("progress") ?? 0),
            Actor = record["ownerName"] is { Length: > 0 } user ? $"{user}@{org}" : "",
            Started = record.GetTime("startDate") ?? default,
            Ended = state == OperationState.Running ? null : record.GetTime("endDate"),
            ClusterId = TaskNames.ClusterIdOf(record["object"]),
            ClusterName = record["objectName"] ?? "",
            Org = org,
        };
    }

    private static ClusterException NoTask(string taskId) => new(ErrorCodes.NotFound, $"There is no task {taskId} that this user can see.", "Get-CseTask lists those there are.");

    private EntityReference Reference(Guid id) => new("task", new Uri(client.Server.Endpoint, "api/task/" + id.ToString("D")).ToString(), null, MediaTypes.Task);
}
