using System.Text;
using CsePowerShell.Simulator.Guests.Agent;
using CsePowerShell.Simulator.Kubernetes.CommandLine;

namespace CsePowerShell.Simulator.Kubernetes.Kubectl;

/// <summary>
/// kubectl in a guest, as far as node scripts use it. It goes through the same API as the real one, with the certificate of its kubeconfig, so both
/// see
/// the same rules.
/// </summary>
internal sealed class KubectlProgram(SimulatedKubernetes kubernetes)
{
    private const string Valued =
        "--kubeconfig --context --request-timeout -n=--namespace -v=--v -o=--output -l=--selector --selector --field-selector -f=--filename --timeout "
        + "--for --raw --grace-period --pod-selector --field-manager --replicas --sort-by --server -s=--server --template --chunk-size --skip-wait-for-delete-timeout --disable-eviction --type -p=--patch";

    private const string Switches =
        "-A=--all-namespaces --ignore-not-found --force --ignore-daemonsets --delete-emptydir-data --delete-local-data --no-headers --wait --now --all --client --short "
        + "--server-side --force-conflicts --overwrite --show-labels -w=--watch -R=--recursive --dry-run --insecure-skip-tls-verify --validate";

    public async Task<int> RunAsync(GuestCommand command, CancellationToken cancellationToken)
    {
        try
        {
            CommandOptions options = CommandOptions.Parse(command.Arguments, Valued, Switches);
            string? path = options.Value("--kubeconfig") ?? (command.Kubeconfig.Length > 0 ? command.Kubeconfig : null);
            byte[]? content = await command.Console.ReadFileAsync(command.Resolve(path ?? $"{command.Home}/.kube/config"), cancellationToken);
            if (content is null && options.Has("--kubeconfig"))
                throw new KubectlException($"error: stat {path}: no such file or directory");
            KubectlCall call = new(command, options, KubectlTarget.Read(content is null ? null : Encoding.UTF8.GetString(content),
                options.Value("--context"), kubernetes), kubernetes);
            return await DispatchAsync(call, cancellationToken);
        }
        catch (UnknownOptionException e)
        {
            await command.Console.ErrorAsync($"error: {e.Message}\nSee 'kubectl --help' for usage.\n", cancellationToken);
            return 1;
        }
        catch (KubectlException e)
        {
            await command.Console.ErrorAsync(e.Message + "\n", cancellationToken);
            return 1;
        }
    }

    private static Task<int> DispatchAsync(KubectlCall call, CancellationToken cancellationToken) =>
        (call.Options.Words.FirstOrDefault() ?? "") switch
    {
        "version" => KubectlInformation.VersionAsync(call, cancellationToken),
        "cluster-info" => KubectlInformation.ClusterInfoAsync(call, cancellationToken),
        "get" => KubectlGet.RunAsync(call, cancellationToken),
        "apply" => KubectlChange.ApplyAsync(call, cancellationToken),
        "create" => KubectlChange.CreateAsync(call, cancellationToken),
        "delete" => KubectlDelete.RunAsync(call, cancellationToken),
        "label" => KubectlChange.LabelAsync(call, "labels", "labeled", cancellationToken),
        "annotate" => KubectlChange.LabelAsync(call, "annotations", "annotated", cancellationToken),
        "cordon" => KubectlCordon.RunAsync(call, isCordoned: true, cancellationToken),
        "uncordon" => KubectlCordon.RunAsync(call, isCordoned: false, cancellationToken),
        "drain" => KubectlDrain.RunAsync(call, cancellationToken),
        "wait" => KubectlWait.RunAsync(call, cancellationToken),
        "" => throw new KubectlException("error: You must specify a command. See 'kubectl --help'."),
        string other => throw new KubectlException(
            $"error: unknown command \"{other}\" for \"kubectl\" (the kubectl of a simulated guest knows get, apply, create, delete, label, annotate, cordon, uncordon, drain, wait, version)"),
    };
}
