namespace CsePowerShell.Guest;

/// <summary>How a program in a guest ended.</summary>
public sealed class GuestCommandResult
{
    internal GuestCommandResult(int exitCode, byte[] output, bool isOutputTruncated, IReadOnlyList<string> lastLines, TimeSpan elapsed)
    {
        ExitCode = exitCode;
        Output = System.Text.Encoding.UTF8.GetString(output);
        IsOutputTruncated = isOutputTruncated;
        LastLines = lastLines;
        Elapsed = elapsed;
    }

    /// <summary>The exit code, 0 to 255; 128 + n when signal n ended the program.</summary>
    public int ExitCode { get; }

    /// <summary>The number of the signal that ended the program, or null.</summary>
    public int? Signal => ExitCode is > 128 and <= 128 + 64 ? ExitCode - 128 : null;

    /// <summary>True when the exit code is 0.</summary>
    public bool Succeeded => ExitCode == 0;

    /// <summary>The beginning of the standard output, up to <see cref="GuestCommand.MaxOutputBytes"/>.</summary>
    public string Output { get; }

    /// <summary>True when the program printed more than <see cref="Output"/> holds.</summary>
    public bool IsOutputTruncated { get; }

    /// <summary>The last lines of output and error output together, in the order they arrived.</summary>
    public IReadOnlyList<string> LastLines { get; }

    /// <summary>How long the program ran, connection included.</summary>
    public TimeSpan Elapsed { get; }
}
