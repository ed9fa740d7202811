using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Errors;

namespace CsePowerShell.Connections;

/// <summary>An operation that this process works on, or follows while the service does, and the live task object that the user has of it.</summary>
internal sealed class LocalOperation
{
    private readonly PhaseTimes _times;

    public LocalOperation(CseConnection connection, ClusterOperation operation, PhaseTimes times)
    {
        Connection = connection;
        Operation = operation;
        _times = times;
        // Where changes go through the service by default, the same command would ask the service to go on with what this process has begun. Templates are none of
        // its business.
        bool isAside = !operation.IsRemote && operation.Kind != OperationKind.Import && connection.Server.Mode == nameof(CseMode.Service);
        ResumeHint = operation.ResumeHint.Length > 0 && isAside ? ResumeCommand.With(operation.ResumeHint, " -Mode Direct") : operation.ResumeHint;
        Task = new CseTask
        {
            Id = operation.Id,
            Kind = operation.Kind.ToString(),
            ClusterId = operation.ClusterId,
            ClusterName = operation.ClusterName,
            Org = operation.Org,
            Vdc = operation.Vdc,
            Started = operation.Started.LocalDateTime,
            Actor = $"{connection.Server.User}@{connection.Server.Org}",
            ResumeCommand = operation.IsRemote ? $"Wait-CseTask {operation.Id}" : ResumeHint,
            IsLocal = !operation.IsRemote,
            IsServiceTask = operation.IsRemote,
            Server = connection.Id,
        };
        operation.Progress += (_, progress) => Refresh(progress.Activity);
        // It may have begun before anybody listened.
        Refresh(operation.Log.LastOrDefault()?.Text);
        Ended = EndAsync();
    }

    public CseConnection Connection { get; }

    public ClusterOperation Operation { get; }

    public CseTask Task { get; }

    /// <summary>The command that continues it after a stop or a failure.</summary>
    public string ResumeHint { get; }

    /// <summary>Ends with the operation and never fails: how it ended is in the task, its result in the operation.</summary>
    public Task Ended { get; }

    /// <summary>It goes on in the service, but is not followed any more: whoever asks for it has to ask vCD.</summary>
    public bool IsLost => Operation.IsLost;

    private void Refresh(string? activity)
    {
        Task.Phase = Operation.Phase;
        Task.PercentComplete = Operation.Percent;
        Task.Status = Operation.State.ToString();
        Task.Ended = Operation.Ended?.LocalDateTime;
        if (activity is { Length: > 0 })
        {
            Task.Activity = activity;
        }
    }

    private async Task EndAsync()
    {
        try
        {
            OperationResult result = await Operation.Completion;
            Refresh(result.Changed ? null : "no change");
            Task.ResumeCommand = "";
            if (result.Changed)
            {
                _times.Learn(Operation);
            }
        }
        catch (Exception exception)
        {
            Refresh(activity: null);
            if (Operation.IsLost)
            {
                Task.Activity = "not followed any more";
                return;
            }

            Task.ResumeCommand = ResumeHint;
            if (exception is not OperationCanceledException)
            {
                Task.ErrorCode = exception is ClusterException { Code: { } code } ? code : ErrorCodes.Internal;
                Task.ErrorMessage = ErrorMap.ToError(exception, target: null).Message;
            }
        }
    }
}
