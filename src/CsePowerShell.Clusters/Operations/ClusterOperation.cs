namespace CsePowerShell.Clusters;

/// <summary>
/// An operation at work: in this process, or (<see cref="IsRemote"/>) in the service, followed from here. It goes on by itself; dropping this object does not stop it.
/// Safe to use from several threads; <see cref="Progress"/> is raised on the thread that does the work.
/// </summary>
public sealed class ClusterOperation
{
    private const int LogLines = 500;

    private readonly object _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<OperationResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, NodeProgress> _nodes = new(StringComparer.Ordinal);
    private readonly Queue<OperationLogLine> _log = new();
    private readonly TimeProvider _clock;
    private string _phase = "";
    private int _percent;
    private OperationState _state;
    private DateTimeOffset? _ended;
    private Exception? _error;

    internal ClusterOperation(string id, OperationKind kind, string clusterId, string clusterName, string org, string vdc, string resumeHint, TimeProvider clock)
    {
        Id = id;
        Kind = kind;
        ClusterId = clusterId;
        ClusterName = clusterName;
        Org = org;
        Vdc = vdc;
        ResumeHint = resumeHint;
        _clock = clock;
        Started = clock.GetUtcNow();
    }

    /// <summary>Raised at every change. A handler that throws is ignored: telling about work must not break the work.</summary>
    public event Action<ClusterOperation, OperationProgress>? Progress;

    /// <summary>Id, a uuid; one that continues an interrupted operation has an id of its own.</summary>
    public string Id { get; }

    /// <summary>Id of the vCD task that tells how it goes, a uuid; null when it has none.</summary>
    public string? TaskId { get; internal init; }

    /// <summary>Whether the service does it. Then it outlives this process, and <see cref="Cancel"/> is a wish that vCD hands on.</summary>
    public bool IsRemote { get; internal init; }

    /// <summary>Whether it was lost sight of before it ended, as when the connection was closed: it goes on in the service.</summary>
    public bool IsLost => IsRemote && State == OperationState.Running && _completion.Task.IsCompleted;

    /// <summary>What it does.</summary>
    public OperationKind Kind { get; }

    /// <summary>Id of the cluster.</summary>
    public string ClusterId { get; }

    /// <summary>Name of the cluster.</summary>
    public string ClusterName { get; }

    /// <summary>Organization of the cluster.</summary>
    public string Org { get; }

    /// <summary>VDC of the cluster.</summary>
    public string Vdc { get; }

    /// <summary>When it began in this process.</summary>
    public DateTimeOffset Started { get; }

    /// <summary>When it ended; null while it runs.</summary>
    public DateTimeOffset? Ended
    {
        get { lock (_gate) return _ended; }
    }

    /// <summary>Where it stands.</summary>
    public OperationState State
    {
        get { lock (_gate) return _state; }
    }

    /// <summary>What it failed with; null otherwise. Known as soon as <see cref="State"/> says so, which is before <see cref="Completion"/> ends.</summary>
    internal Exception? Error
    {
        get { lock (_gate) return _error; }
    }

    /// <summary>The phase it is in.</summary>
    public string Phase
    {
        get { lock (_gate) return _phase; }
    }

    /// <summary>0 to 100, never falling.</summary>
    public int Percent
    {
        get { lock (_gate) return _percent; }
    }

    /// <summary>The command that continues it after a stop or a death of this process.</summary>
    public string ResumeHint { get; }

    /// <summary>Where each node stands, by name.</summary>
    public IReadOnlyList<NodeProgress> Nodes
    {
        get { lock (_gate) return [.. _nodes.Values.Select(node => node.Clone()).OrderBy(node => node.Node, StringComparer.Ordinal)]; }
    }

    /// <summary>The last lines of what happened.</summary>
    public IReadOnlyList<OperationLogLine> Log
    {
        get { lock (_gate) return [.. _log]; }
    }

    /// <summary>Ends with the operation: its result, its <see cref="ClusterException"/>, or <see cref="OperationCanceledException"/> after <see cref="Cancel"/>.</summary>
    public Task<OperationResult> Completion => _completion.Task;

    /// <summary>Set when <see cref="Cancel"/> was called; the work looks at it between steps and while it merely waits.</summary>
    internal CancellationToken StopToken => _stop.Token;

    /// <summary>Asks it to stop at the next step boundary. What was made stays; the same command continues.</summary>
    public void Cancel() => _stop.Cancel();

    internal void Enter(string phase, int percent, string activity)
    {
        lock (_gate)
        {
            _phase = phase;
            _percent = Math.Max(_percent, percent);
        }

        Write(activity, isWarning: false);
    }

    internal void Advance(int percent, string activity)
    {
        lock (_gate)
            _percent = Math.Max(_percent, percent);
        Raise(activity, null, null);
    }

    internal void Tell(string text) => Write(text, isWarning: false);

    internal void Warn(string text) => Write(text, isWarning: true);

    internal void Tell(string node, string activity, int percent, bool isDone = false)
    {
        NodeProgress progress;
        lock (_gate)
        {
            progress = new NodeProgress { Node = node, Activity = activity, Percent = percent, IsDone = isDone };
            _nodes[node] = progress;
        }

        Raise(activity, progress.Clone(), null);
    }

    internal void Succeed(OperationResult result)
    {
        lock (_gate)
        {
            _percent = 100;
            _phase = Phases.Done;
            _state = OperationState.Succeeded;
            _ended = _clock.GetUtcNow();
        }

        Raise(Phases.Done, null, null);
        _completion.TrySetResult(result);
    }

    internal void Fail(Exception error)
    {
        bool stopped = error is OperationCanceledException;
        lock (_gate)
        {
            _state = stopped ? OperationState.Canceled : OperationState.Failed;
            _ended = _clock.GetUtcNow();
            _error = stopped ? null : error;
        }

        Write(stopped ? $"Stopped. To continue: {ResumeHint}" : error.Message, isWarning: true);
        if (stopped)
            _completion.TrySetCanceled(_stop.Token);
        else
            _completion.TrySetException(error);

        // Somebody who started it with -RunAsync may never look; an unobserved exception must not end their process.
        _ = _completion.Task.Exception;
    }

    /// <summary>Ends the following of an operation that goes on elsewhere.</summary>
    internal void Lose(ClusterException why)
    {
        Write(why.Message, isWarning: true);
        _completion.TrySetException(why);
        _ = _completion.Task.Exception;
    }

    private void Write(string text, bool isWarning)
    {
        OperationLogLine line;
        lock (_gate)
        {
            line = new OperationLogLine { Time = _clock.GetUtcNow(), Phase = _phase, Text = text, IsWarning = isWarning };
            _log.Enqueue(line);
            if (_log.Count > LogLines)
                _log.Dequeue();
        }

        Raise(text, null, line);
    }

    private void Raise(string activity, NodeProgress? node, OperationLogLine? line)
    {
        if (Progress is not { } handlers)
            return;

        var progress = new OperationProgress { Phase = Phase, Percent = Percent, Activity = activity, Node = node, Line = line };
        foreach (Action<ClusterOperation, OperationProgress> handler in handlers.GetInvocationList().Cast<Action<ClusterOperation, OperationProgress>>())
        {
            try
            {
                handler(this, progress);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                // See Progress.
            }
        }
    }
}
