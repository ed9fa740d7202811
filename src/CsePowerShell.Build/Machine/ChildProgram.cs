using System.Diagnostics;
using System.Text.RegularExpressions;

namespace CsePowerShell.Build.Machine;

/// <summary>A simulator or a broker in a process of its own; it ends when its standard input is closed, so nothing outlives a build that was killed.</summary>
internal sealed class ChildProgram : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _ready;

    private ChildProgram(Process process, string ready) => (_process, _ready) = (process, ready);

    /// <summary>Where it is: the simulator's address, the broker's port.</summary>
    public string Endpoint => Word(@"^ready: (\S+)");

    public string Thumbprint => Word(@" thumbprint=(\S+)");

    public string SshPort => Word(@" ssh-port=(\S+)");

    public static async Task<ChildProgram> StartAsync(string assembly, string[] arguments)
    {
        ProcessStartInfo info = new("dotnet", [assembly, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        Process process = Process.Start(info) ?? throw new BuildException($"{Path.GetFileNameWithoutExtension(assembly)} did not start.");
        using CancellationTokenSource deadline = new(TimeSpan.FromMinutes(2));
        while (await process.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.StartsWith("ready: ", StringComparison.Ordinal))
            {
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return new ChildProgram(process, line);
            }
        }

        throw new BuildException($"{Path.GetFileNameWithoutExtension(assembly)} ended before it was ready (exit code {process.ExitCode}).");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(20));
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private string Word(string pattern) => Regex.Match(_ready, pattern).Groups[1].Value;
}
