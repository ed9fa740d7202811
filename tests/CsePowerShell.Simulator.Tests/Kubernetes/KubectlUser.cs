using CsePowerShell.Simulator.Tests.Guests;

namespace CsePowerShell.Simulator.Tests.Kubernetes;

/// <summary>Somebody with an exported kubeconfig and the machine's own kubectl.</summary>
internal sealed class KubectlUser : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubectl-tests-").FullName;

    public KubectlUser(string kubeconfig) => File.WriteAllText(Kubeconfig, kubeconfig);

    private string Kubeconfig => Path.Combine(_folder, "config");

    public Task<ProgramRun> RunAsync(string[] arguments, string? input = null) =>
        ProgramRun.Async("kubectl", arguments, input, new() { ["KUBECONFIG"] = Kubeconfig, ["HOME"] = _folder });

    /// <summary>Runs a command that must succeed; its words are separated by blanks.</summary>
    public async Task<string> MustRunAsync(string command, string? input = null)
    {
        ProgramRun run = await RunAsync(command.Split(' '), input);
        Assert.True(run.ExitCode == 0, $"'kubectl {command}' ended with {run.ExitCode}: {run.Output} {run.Error}");
        return run.Output.TrimEnd('\n');
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
