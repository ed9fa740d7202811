namespace CsePowerShell.Simulator.Guests.Agent;

/// <summary>One call of a simulated tool in a guest.</summary>
/// <param name="Machine">The guest it runs in.</param>
/// <param name="Program">The name it was called by.</param>
/// <param name="Arguments">Its arguments, without the program.</param>
/// <param name="Directory">The working directory.</param>
/// <param name="Home">The caller's home directory.</param>
/// <param name="Kubeconfig">The environment variable KUBECONFIG; empty when it is not set.</param>
/// <param name="Console">Input, output and files.</param>
internal sealed record GuestCommand(
    GuestMachine Machine, string Program, IReadOnlyList<string> Arguments, string Directory, string Home, string Kubeconfig, IGuestConsole Console)
{
    /// <summary>Program and arguments, as a fault looks at them.</summary>
    public string Line => string.Join(' ', Arguments.Prepend(Program));

    /// <summary>A path as the guest's shell would take it.</summary>
    public string Resolve(string path) => Path.GetFullPath(path, Directory);
}

/// <summary>A tool that the simulator plays; gives the exit code.</summary>
internal delegate Task<int> GuestProgram(GuestCommand command, CancellationToken cancellationToken);
