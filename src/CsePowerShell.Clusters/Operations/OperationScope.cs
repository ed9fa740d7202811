using System.Diagnostics;
using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>
/// Runs the steps of one operation: each with a deadline, none begun after a stop was asked for, every failure with the name of its step.
/// A user's stop is <see cref="OperationCanceledException"/>, a deadline is DEADLINE_EXCEEDED.
/// </summary>
internal sealed class OperationScope : IDisposable
{
    private readonly CancellationTokenSource _whole;
    private readonly CancellationToken _stop;
    private readonly TimeSpan _wholeLimit;
    private readonly bool _isReading;

    private OperationScope(VCloudClient client, EngineOptions options, ClusterOperation operation, TimeSpan limit, CancellationToken stop, bool isReading = false)
    {
        Client = client;
        Options = options;
        Operation = operation;
        _wholeLimit = limit;
        _stop = stop;
        _isReading = isReading;
        _whole = options.Clock.StartLimit(limit);
    }

    public VCloudClient Client { get; }

    public EngineOptions Options { get; }

    public ClusterOperation Operation { get; }

    public TimeProvider Clock => Options.Clock;

    public PhaseLimits Limits => Options.Limits;

    public static OperationScope For(VCloudClient client, EngineOptions options, ClusterOperation operation, TimeSpan? limit) =>
        new(client, options, operation, limit ?? options.Limits.Whole, operation.StopToken);

    /// <summary>A scope that changes nothing: every step of it may be left at once.</summary>
    public static OperationScope ForReading(VCloudClient client, EngineOptions options, ClusterOperation operation, CancellationToken stop) =>
        new(client, options, operation, options.Limits.Whole, stop, isReading: true);

    /// <summary>How long a node that does not answer is asked again. Who only reads wants to know at once.</summary>
    public TimeSpan Patience => _isReading ? TimeSpan.Zero : Limits.Connect;

    /// <summary>A scope for cleaning up after a failure: neither the user's stop nor the deadline that has passed ends it, but a deadline of its own does.</summary>
    public OperationScope ForCleaningUp() => new(Client, Options, Operation, Limits.Delete + Limits.Delete, CancellationToken.None);

    public void Dispose() => _whole.Dispose();

    /// <summary>A step that may be left at once when a stop is asked for, because it only waits: what it waits for goes on without us.</summary>
    public Task<T> WaitAsync<T>(string step, TimeSpan limit, Func<CancellationToken, Task<T>> body) => RunAsync(step, null, limit, _stop, body);

    /// <summary>A step that is finished once it was begun.</summary>
    public Task<T> StepAsync<T>(string step, string? node, TimeSpan limit, Func<CancellationToken, Task<T>> body) => RunAsync(step, node, limit, _isReading ? _stop : CancellationToken.None, body);

    /// <summary>Waits for a task of vCD and shows how far it is.</summary>
    public Task<VCloudTask> TaskAsync(string step, TimeSpan limit, Func<CancellationToken, Task<VCloudTask>> start) => WaitAsync(step, limit, async ct =>
    {
        VCloudTask task = await start(ct).ConfigureAwait(false);
        if (task.Status == VCloudTaskStatus.Success)
            return task;
        return await Client.Tasks.WaitAsync(task, new TaskWaitOptions { OnProgress = Show }, ct).ConfigureAwait(false);

        Task Show(VCloudTask now)
        {
            if (now.Progress is { } percent && !now.IsFinished)
                Operation.Advance(Phases.PercentOf(Operation.Kind, Operation.Phase, percent), $"{step}: {percent} %");
            return Task.CompletedTask;
        }
    });

    /// <summary>What a failure of the operation is to be called; null when it is the stop that was asked for.</summary>
    public ClusterException? FailureOf(Exception error) =>
        error is OperationCanceledException && Operation.StopToken.IsCancellationRequested ? null : ClusterErrors.From(error, Operation.Phase);

    /// <summary>Ends here when a stop was asked for.</summary>
    public void StopIfAsked() => _stop.ThrowIfCancellationRequested();

    /// <summary>Does something for every item, side by side within the bound. The first failure lets what runs come to its end, begins nothing more, and is the one that is told.</summary>
    public async Task ForEachNodeAsync<T>(IEnumerable<T> items, Func<T, Task> body)
    {
        using var slots = new SemaphoreSlim(Math.Max(1, Options.MaxParallelNodes));
        Exception? failure = null;
        var running = new List<Task>();
        foreach (T item in items)
        {
            await slots.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            if (Volatile.Read(ref failure) is not null || _stop.IsCancellationRequested)
                break;
            running.Add(RunOneAsync(item));
        }

        await Task.WhenAll(running).ConfigureAwait(false);
        if (failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(failure).Throw();
        StopIfAsked();

        async Task RunOneAsync(T item)
        {
            try
            {
                await Task.Yield();
                await body(item).ConfigureAwait(false);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                Interlocked.CompareExchange(ref failure, error, null);
            }
            finally
            {
                slots.Release();
            }
        }
    }

    private async Task<T> RunAsync<T>(string step, string? node, TimeSpan limit, CancellationToken stop, Func<CancellationToken, Task<T>> body)
    {
        StopIfAsked();
        long begun = Clock.GetTimestamp();
        using CancellationTokenSource own = Clock.StartLimit(limit);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(own.Token, _whole.Token, stop);
        try
        {
            return await body(linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw new OperationCanceledException(_stop);
        }
        catch (OperationCanceledException) when (own.IsCancellationRequested)
        {
            throw ClusterErrors.Deadline(step, node, Clock.GetElapsedTime(begun));
        }
        catch (OperationCanceledException) when (_whole.IsCancellationRequested)
        {
            throw ClusterErrors.Deadline(step, node, Clock.GetElapsedTime(begun), $"The whole operation may take {ClusterErrors.Seconds(_wholeLimit)}.");
        }
        catch (Exception error) when (error is not OperationCanceledException and not OutOfMemoryException)
        {
            ClusterException told = ClusterErrors.From(error, step, Clock.GetElapsedTime(begun));
            told.Node ??= node;
            if (ReferenceEquals(told, error))
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(error).Throw();
            throw told;
        }
    }
}
