namespace CsePowerShell.Cmdlets;

/// <summary>One line of progress of its own, for work that is no operation.</summary>
internal sealed class ProgressLine(PipelinePump pump, ICmdletHost host)
{
    private static int s_lastId = 100_000;

    private readonly int _id = Interlocked.Increment(ref s_lastId);
    private ProgressUpdate? _shown;

    public void Show(string activity, string status, int percent = -1)
    {
        ProgressUpdate update = new(_id, -1, activity, status, percent, IsCompleted: false);
        if (update != _shown)
        {
            _shown = update;
            pump.Post(() => host.WriteProgress(update));
        }
    }

    public void Close()
    {
        if (_shown is { } shown)
        {
            pump.Post(() => host.WriteProgress(shown with { IsCompleted = true }));
        }
    }
}
