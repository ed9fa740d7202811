namespace CsePowerShell.Cmdlets;

/// <summary>
/// Where the libraries' log lines go while a cmdlet runs: to that cmdlet's verbose and debug streams. A connection lives longer than any cmdlet and
/// serves
/// several at once, so the stream is found by the flow of the call and not by the connection. Work that outlives its cmdlet writes to nobody.
/// </summary>
internal sealed class PipelineLog(Action<string> verbose, Action<string>? debug)
{
    private static readonly AsyncLocal<PipelineLog?> s_current = new();

    public static PipelineLog? Current
    {
        get => s_current.Value;
        set => s_current.Value = value;
    }

    public static bool WantsDebug => Current?.HasDebug == true;

    private bool HasDebug => debug is not null;

    public static void Verbose(string line) => Current?.WriteVerbose(line);

    public static void Debug(string line) => Current?.WriteDebug(line);

    private void WriteVerbose(string line) => verbose(line);

    private void WriteDebug(string line) => debug?.Invoke(line);
}
