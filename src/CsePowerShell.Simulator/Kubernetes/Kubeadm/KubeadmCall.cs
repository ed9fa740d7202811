using System.Text;
using CsePowerShell.Simulator.Guests;
using CsePowerShell.Simulator.Guests.Agent;
using CsePowerShell.Simulator.Kubernetes.CommandLine;

namespace CsePowerShell.Simulator.Kubernetes.Kubeadm;

/// <summary>One call of kubeadm: where it runs, what it prints to, and the files of the guest.</summary>
internal sealed class KubeadmCall(GuestCommand command, SimulatedKubernetes kubernetes)
{
    public const string ConfigFolder = "/etc/kubernetes";
    public const string AdminKubeconfig = ConfigFolder + "/admin.conf";

    public GuestCommand Command => command;
    public GuestMachine Machine => command.Machine;
    public SimulatedKubernetes Kubernetes => kubernetes;
    public KubernetesRelease Release { get; } = KubernetesRelease.Parse(command.Machine.Image.KubernetesVersion ?? "v1.31.4");
    public DateTimeOffset Now => kubernetes.Clock.GetUtcNow();

    public Task SayAsync(string text, CancellationToken cancellationToken) => command.Console.OutAsync(text + "\n", cancellationToken);

    public Task WarnAsync(string text, CancellationToken cancellationToken) =>
        command.Console.ErrorAsync($"W{Now:MMdd HH:mm:ss.ffffff}    1234 common.go:101] {text}\n", cancellationToken);

    public Task WaitAsync(TimeSpan time, CancellationToken cancellationToken) => Task.Delay(time, kubernetes.Clock, cancellationToken);

    /// <summary>The documents of --config; null when the option is not there.</summary>
    public async Task<KubeadmDocuments?> ConfigurationAsync(CommandOptions options, CancellationToken cancellationToken)
    {
        if (options.Value("--config") is not { } path)
            return null;
        byte[] content = await command.Console.ReadFileAsync(command.Resolve(path), cancellationToken)
            ?? throw new KubeadmException($"unable to read config from \"{path}\": open {path}: no such file or directory");
        KubeadmDocuments documents = KubeadmDocuments.Read(Encoding.UTF8.GetString(content), Release);
        foreach (string warning in documents.Warnings)
            await WarnAsync(warning, cancellationToken);
        return documents;
    }

    /// <summary>Writes files in one go; mode 0600 for what holds a key, else 0644.</summary>
    public async Task WriteFilesAsync(IEnumerable<(string Path, string Content, bool IsSecret)> files, CancellationToken cancellationToken)
    {
        // Only builtins of the shell, so 25 files do not cost 25 processes; the content is quoted, and is our own.
        (string Path, string Content, bool IsSecret)[] all = [.. files];
        StringBuilder script = new("set -e\n");
        script.Append("mkdir -p ").AppendJoin(' ', all.Select(file => Path.GetDirectoryName(file.Path)).Distinct()).Append('\n');
        foreach ((string path, string content, bool isSecret) in all)
        {
            script.Append(isSecret ? "umask 077\n" : "umask 022\n");
            script.Append("printf %s ").Append(Quote(content)).Append(" >").Append(Quote(path)).Append('\n');
        }
        (int exitCode, string output) = await command.Console.ShellAsync(script.ToString(), cancellationToken);
        if (exitCode != 0)
            throw new KubeadmException($"failed to write files: {output}");
    }

    /// <summary>Which of these paths are there.</summary>
    public async Task<IReadOnlySet<string>> ExistingAsync(IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        string script = string.Join('\n', paths.Select(path => $"[ -e {Quote(path)} ] && echo {Quote(path)}")) + "\ntrue";
        (_, string output) = await command.Console.ShellAsync(script, cancellationToken);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
    }

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
