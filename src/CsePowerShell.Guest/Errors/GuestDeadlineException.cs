namespace CsePowerShell.Guest;

/// <summary>A program in a node was still running at its deadline and was killed.</summary>
public sealed class GuestDeadlineException : GuestException
{
    internal GuestDeadlineException(string nodeName, string step, TimeSpan elapsed, IReadOnlyList<string> lastLines, Exception? inner = null)
        : base(nodeName,
            $"'{step}' on node '{nodeName}' was still running after {elapsed.TotalSeconds:0} s and was stopped. "
            + (lastLines.Count > 0 ? $"Its last line was: {lastLines[lastLines.Count - 1]} " : "It printed nothing. ")
            + "Look at the node, then run the same command again to go on.", inner)
    {
        Step = step;
        Elapsed = elapsed;
        LastLines = lastLines;
    }

    /// <summary>The program or node script.</summary>
    public string Step { get; }

    /// <summary>How long it ran.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>The last lines it printed, secrets redacted for node scripts.</summary>
    public IReadOnlyList<string> LastLines { get; }
}
