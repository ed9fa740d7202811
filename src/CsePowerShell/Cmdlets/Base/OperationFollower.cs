using System.Globalization;
using CsePowerShell.Clusters;
using CsePowerShell.Connections;

namespace CsePowerShell.Cmdlets;

/// <summary>
/// Shows an operation while a cmdlet waits for it: one progress line per operation, one below it per node at work, and the operation's log as verbose
/// lines with the time of each. Looks five times a second, however fast the work reports.
/// </summary>
internal sealed class OperationFollower(PipelinePump pump, ICmdletHost host, TimeProvider clock)
{
    private const int MaxNodeLines = 8;
    private static readonly TimeSpan s_beat = TimeSpan.FromMilliseconds(200);
    private static int s_lastLineId = 1000;

    private readonly Dictionary<string, int> _nodeLines = new(StringComparer.Ordinal);
    private readonly int _line = Interlocked.Increment(ref s_lastLineId);
    private OperationLogLine? _lastTold;
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

    /// <summary>Shows where a task stands that works elsewhere.</summary>
    public void Show(OperationRecord record)
    {
        string status = record.Phase.Length == 0 ? record.State.ToString() : record.Phase;
        Show(new ProgressUpdate(_line, -1, $"{record.Kind} {record.ClusterName}", status, record.Percent, IsCompleted: false));
    }

    /// <summary>Takes the lines away.</summary>
    public void Close()
    {
        foreach (int line in _nodeLines.Values)
        {
            pump.Post(() => host.WriteProgress(new ProgressUpdate(line, _line, "done", "done", 100, IsCompleted: true)));
        }

        _nodeLines.Clear();
        if (_lastShown is { } shown)
        {
            pump.Post(() => host.WriteProgress(shown with { IsCompleted = true }));
        }
    }

    private void Show(LocalOperation local)
    {
        ClusterOperation operation = local.Operation;
        TellNewLines(operation);
        Show(new ProgressUpdate(_line, -1, $"{operation.Kind} {operation.ClusterName}", operation.Phase.Length == 0 ? "Starting" : operation.Phase,
            operation.Percent, IsCompleted: false, local.Task.Activity));
        IReadOnlyList<NodeProgress> nodes = operation.Nodes;
        foreach (NodeProgress done in nodes.Where(node => node.IsDone))
        {
            if (_nodeLines.TryGetValue(done.Node, out int line) && _nodeLines.Remove(done.Node))
            {
                pump.Post(() => host.WriteProgress(new ProgressUpdate(line, _line, done.Node, done.Activity, 100, IsCompleted: true)));
            }
        }

        foreach (NodeProgress node in nodes.Where(node => !node.IsDone).Take(MaxNodeLines))
        {
            if (!_nodeLines.TryGetValue(node.Node, out int line))
            {
                line = _nodeLines[node.Node] = Interlocked.Increment(ref s_lastLineId);
            }

            string status = node.Activity.Length == 0 ? "Waiting" : node.Activity;
            pump.Post(() => host.WriteProgress(new ProgressUpdate(line, _line, node.Node, status, node.Percent, IsCompleted: false)));
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
            string text = $"{line.Time.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)} {operation.ClusterName}: {line.Text}";
            if (line.IsWarning && running)
            {
                pump.Post(() => host.WriteWarning($"{operation.ClusterName}: {line.Text}"));
            }
            else
            {
                pump.Post(() => host.WriteVerbose(text));
            }
        }
    }
}
