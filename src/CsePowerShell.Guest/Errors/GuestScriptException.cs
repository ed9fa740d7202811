namespace CsePowerShell.Guest;

/// <summary>A node script failed.</summary>
public sealed class GuestScriptException : GuestException
{
    internal GuestScriptException(string nodeName, string step, int exitCode, TimeSpan elapsed, IReadOnlyList<string> lastLines, string? problem = null)
        : base(nodeName, Describe(nodeName, step, exitCode, elapsed, lastLines, problem))
    {
        Step = step;
        ExitCode = exitCode;
        Elapsed = elapsed;
        LastLines = lastLines;
    }

    /// <summary>The node script, for example <c>init-control-plane</c>.</summary>
    public string Step { get; }

    /// <summary>Its exit code; 0 when it ended well but printed something unexpected.</summary>
    public int ExitCode { get; }

    /// <summary>How long it ran.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>The last lines it printed, secrets redacted.</summary>
    public IReadOnlyList<string> LastLines { get; }

    private static string Describe(string node, string step, int exitCode, TimeSpan elapsed, IReadOnlyList<string> lines, string? problem)
    {
        string why = problem ?? (lines.Count > 0 ? lines[lines.Count - 1] : "it printed nothing");
        return $"'{step}' failed on node '{node}' with exit code {exitCode} after {elapsed.TotalSeconds:0} s: {why.TrimEnd('.')}. "
            + "See LastLines for what it printed; correct the cause and run the same command again.";
    }
}
