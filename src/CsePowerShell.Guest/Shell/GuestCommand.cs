namespace CsePowerShell.Guest;

/// <summary>A program to run in a guest. Arguments and environment are visible to every user of the guest: secrets go into <see cref="StandardInput"/>.</summary>
/// <param name="program">Name or path of the program; not a line of shell.</param>
/// <param name="arguments">Its arguments; each arrives exactly as given.</param>
public sealed class GuestCommand(string program, params string[] arguments)
{
    /// <summary>Name or path of the program.</summary>
    public string Program { get; } = program;

    /// <summary>The arguments; any text without NUL, blanks, quotes and line feeds included.</summary>
    public IReadOnlyList<string> Arguments { get; } = arguments;

    /// <summary>Variables for the program, in addition to those of the login; no secrets. Names are letters, digits and underscores.</summary>
    public IDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What the program reads from its standard input; null: nothing.</summary>
    public byte[]? StandardInput { get; init; }

    /// <summary>How long it may run before it is killed; 5 minutes unless set.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Called for each line of output and of error output as it arrives, one call at a time, without line end and control characters.</summary>
    public Action<string>? OnLine { get; init; }

    /// <summary>How many of the last lines are kept for errors; 20 unless set.</summary>
    public int KeepLines { get; init; } = 20;

    /// <summary>How much of the standard output is kept in <see cref="GuestCommandResult.Output"/>, in bytes; 1 MiB unless set.</summary>
    public int MaxOutputBytes { get; init; } = 1024 * 1024;
}
