namespace CsePowerShell.Simulator.Guests.Agent;

/// <summary>
/// The guest's side of a simulated command: where it prints, and the guest's own files, which are read and written by a process inside the
/// guest. So a guest's symbolic link never leads the simulator to a file of this machine.
/// </summary>
internal interface IGuestConsole
{
    /// <summary>Prints on standard output.</summary>
    Task OutAsync(string text, CancellationToken cancellationToken);

    /// <summary>Prints on standard error.</summary>
    Task ErrorAsync(string text, CancellationToken cancellationToken);

    /// <summary>All of standard input.</summary>
    Task<byte[]> ReadStandardInputAsync(CancellationToken cancellationToken);

    /// <summary>A file's content; null when it is not there or cannot be read.</summary>
    Task<byte[]?> ReadFileAsync(string path, CancellationToken cancellationToken);

    /// <summary>Replaces a file in one step and makes its folders.</summary>
    Task WriteFileAsync(string path, byte[] content, string mode, CancellationToken cancellationToken);

    /// <summary>Runs a line of shell in the guest; output is both streams, without the last line feed.</summary>
    Task<(int ExitCode, string Output)> ShellAsync(string line, CancellationToken cancellationToken);
}
