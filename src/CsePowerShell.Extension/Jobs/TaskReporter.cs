using CsePowerShell.Clusters;
using CsePowerShell.Clusters.Contract;
using CsePowerShell.Extension.Diagnostics;

namespace CsePowerShell.Extension.Jobs;

/// <summary>Says in a vCD task what an operation does. Pure: it makes the next version of the task, others write it.</summary>
internal sealed class TaskReporter(JobDocument job, SecretRedactor redactor)
{
    private const int MaxDetails = 1_000;
    private const int MaxError = 1_500;

    private readonly ServiceTask _start = job.Task;
    private readonly object _gate = new();
    private readonly Dictionary<string, NodeProgress> _nodes = new(StringComparer.Ordinal);
    private string _phase = "";
    private string _activity = "";
    private int _percent;

    public void Note(OperationProgress progress)
    {
        lock (_gate)
        {
            _percent = Math.Max(_percent, Math.Min(progress.Percent, 99));
            if (progress.Phase.Length > 0)
                _phase = progress.Phase;
            if (progress.Activity.Length > 0)
                _activity = progress.Activity;
            if (progress.Node is { } node)
            {
                if (node.IsDone)
                    _nodes.Remove(node.Node);
                else
                    _nodes[node.Node] = node;
            }
        }
    }

    public ServiceTask Running()
    {
        lock (_gate)
        {
            var text = new ProgressText { Phase = _phase, Activity = _activity, Nodes = [.. _nodes.Values.OrderBy(node => node.Node, StringComparer.Ordinal)] };
            return _start with
            {
                Status = "running",
                Operation = TaskTexts.Stage(_start.OperationName, _phase, $"{job.ClusterName}({job.ClusterId})", job.Nodes, _start.Operation),
                Progress = _percent,
                Details = Short(text.ToString(), MaxDetails),
            };
        }
    }

    public ServiceTask Succeeded(string details) =>
        _start with { Status = "success", Progress = 100, Operation = TaskTexts.Done(_start.Operation), Details = Short(details, MaxDetails) };

    public ServiceTask Canceled() =>
        _start with
        {
            Status = "canceled",
            Progress = Percent(),
            Operation = TaskTexts.Failed(_start.OperationName),
            Details = "Canceled on request. What was made is still there; the same request continues, and a delete removes it.",
        };

    public ServiceTask Failed(ClusterException error) => _start with
    {
        Status = "error",
        Progress = Percent(),
        Operation = TaskTexts.Failed(_start.OperationName),
        Details = Short(FailureText.Write(error), MaxDetails),
        ErrorMajor = ErrorStatus.Of(error.Code),
        ErrorMinor = error.Code,
        ErrorMessage = Short(error.Message, MaxError),
    };

    private int Percent()
    {
        lock (_gate)
            return _percent;
    }

    // Redaction before cutting: half a secret is not recognized any more.
    private string Short(string text, int length)
    {
        string clean = redactor.Clean(text);
        return clean.Length <= length ? clean : clean.Substring(0, length - 1) + "…";
    }
}
