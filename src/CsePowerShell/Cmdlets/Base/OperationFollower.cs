using System.Globalization;
using CsePowerShell.Clusters;
using CsePowerShell.Connections;

namespace CsePowerShell.Cmdlets;

/// <summary>
/// Shows an operation while a cmdlet waits for it: one progress line per operation, one below it per node at work, and the operation's log as verbose
/// lines with the time of each. Looks five times a second, however fast the work reports, and writes what has changed.
/// </summary>
internal sealed class OperationFollower(PipelinePump pump, ICmdletHost host, TimeProvider clock, PhaseTimes times)
{
    private const int MaxNodeLines = 8;
    private static readonly TimeSpan s_beat = TimeSpan.FromMilliseconds(200);
    private static int s_lastLineId = 1000;

    private readonly Dictionary<string, ProgressUpdate> _nodeLines = new(StringComparer.Ordinal);
    private readonly int _line = Interlocked.Increment(ref s_lastLineId);
    private readonly TimeLeft _timeLeft = new(clock, times);
    private OperationLogLine? _lastTold;
    private string _toldPhase = "";
    private ProgressUpdate? _lastShown;

    /// <summary>Waits until the operation has ended, whichever way; the caller asks it how.</summary>
    public async Task FollowAsync(LocalOperation operation, CancellationToken stop)
    {
        try
        {
            while (!operation.Ended.IsCompleted)
            {
                Show(operation);
                using CancellationTokenSource beat = CancellationTokenSource.CreateLinkedTokenSource(stop);
                await Task.WhenAny(operation.Ended, clock.Delay(s_beat, beat.Token));
                beat.Cancel();
                stop.ThrowIfCancellationRequested();
            }

            TellNewLines(operation.Operation);
        }
        finally
        {
            Close();
        }
    }

    /// <summary>Shows where a task stands that works elsewhere; a new phase is a verbose line.</summary>
    public void Show(OperationRecord record)
    {
        string phase = record.Phase.Length == 0 ? record.State.ToString() : record.Phase;
        if (phase != _toldPhase)
        {
            _toldPhase = phase;
            Tell(clock.GetUtcNow(), $"{record.ClusterName}: {phase}");
        }

        Show(record.Kind, record.ClusterName, phase, record.Percent, record.Activity, record.Nodes, done: 0);
    }

    /// <summary>Takes the lines away, those of nodes first.</summary>
    public void Close()
    {
        foreach (string node in _nodeLines.Keys.ToList())
        {
            CloseNode(node);
        }

        if (_lastShown is { } shown)
        {
            _lastShown = null;
            pump.Post(() => host.WriteProgress(shown with { IsCompleted = true }));
        }
    }

    private void Show(LocalOperation local)
    {
        ClusterOperation operation = local.Operation;
        TellNewLines(operation);
        IReadOnlyList<NodeProgress> nodes = operation.Nodes;
        string phase = operation.Phase.Length == 0 ? "Starting" : operation.Phase;
        Show(operation.Kind, operation.ClusterName, phase, operation.Percent, local.Task.Activity, [.. nodes.Where(node => !node.IsDone)], nodes.Count(node => node.IsDone));
    }

    private void Show(OperationKind kind, string cluster, string phase, int percent, string activity, IReadOnlyList<NodeProgress> atWork, int done)
    {
        // The console of PowerShell 7.2 and later shows the status and no number: the percent is in it.
        string of = done > 0 ? $", {done} of {done + atWork.Count} nodes" : "";
        Show(new ProgressUpdate(_line, -1, $"{kind} {cluster}", $"{percent} % {phase}{of}", percent, IsCompleted: false, activity, _timeLeft.Of(kind, phase, percent)));
        HashSet<string> names = new(atWork.Select(node => node.Node), StringComparer.Ordinal);
        foreach (string through in _nodeLines.Keys.Where(name => !names.Contains(name)).ToList())
        {
            CloseNode(through);
        }

        foreach (NodeProgress node in atWork.Take(MaxNodeLines))
        {
            int line = _nodeLines.TryGetValue(node.Node, out ProgressUpdate? shown) ? shown.Id : Interlocked.Increment(ref s_lastLineId);
            ProgressUpdate update = new(line, _line, node.Node, node.Activity.Length == 0 ? "Waiting" : node.Activity, node.Percent, IsCompleted: false);
            if (update != shown)
            {
                _nodeLines[node.Node] = update;
                pump.Post(() => host.WriteProgress(update));
            }
        }
    }

    private void Show(ProgressUpdate update)
    {
        if (update != _lastShown)
        {
            _lastShown = update;
            pump.Post(() => host.WriteProgress(update));
        }
    }

    private void CloseNode(string node)
    {
        ProgressUpdate shown = _nodeLines[node];
        _nodeLines.Remove(node);
        pump.Post(() => host.WriteProgress(shown with { Percent = 100, IsCompleted = true }));
    }

    private void TellNewLines(ClusterOperation operation)
    {
        IReadOnlyList<OperationLogLine> log = operation.Log;
        int next = 0;
        for (int i = 0; i < log.Count; i++)
        {
            if (ReferenceEquals(log[i], _lastTold))
            {
                next = i + 1;
            }
        }

        // The line that ends a failed operation is its error, which is reported as such: it is no warning besides.
        bool running = operation.State == OperationState.Running;
        for (int i = next; i < log.Count; i++)
        {
            OperationLogLine line = _lastTold = log[i];
            if (line.IsWarning && running)
            {
                pump.Post(() => host.WriteWarning($"{operation.ClusterName}: {line.Text}"));
            }
            else
            {
                Tell(line.Time, $"{operation.ClusterName}: {line.Text}");
            }
        }
    }

    private void Tell(DateTimeOffset time, string text)
    {
        string line = time.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture) + " " + text;
        pump.Post(() => host.WriteVerbose(line));
    }
}
