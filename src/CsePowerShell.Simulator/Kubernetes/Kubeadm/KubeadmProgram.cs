using CsePowerShell.Simulator.Guests.Agent;
using CsePowerShell.Simulator.Kubernetes.CommandLine;

namespace CsePowerShell.Simulator.Kubernetes.Kubeadm;

/// <summary>kubeadm in a guest.</summary>
internal sealed class KubeadmProgram(SimulatedKubernetes kubernetes)
{
    private const string CommonOptions = "-v=--v --kubeconfig --rootfs --add-dir-header --log-file";

    public async Task<int> RunAsync(GuestCommand command, CancellationToken cancellationToken)
    {
        KubeadmCall call = new(command, kubernetes);
        try
        {
            return await DispatchAsync(call, cancellationToken);
        }
        catch (UnknownOptionException e)
        {
            await command.Console.ErrorAsync($"{e.Message}\nTo see the stack trace of this error execute with --v=5 or higher\n", cancellationToken);
            return 1;
        }
        catch (KubeadmException e)
        {
            await command.Console.ErrorAsync($"{e.Message}\nTo see the stack trace of this error execute with --v=5 or higher\n", cancellationToken);
            return e.ExitCode;
        }
    }

    private static Task<int> DispatchAsync(KubeadmCall call, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> arguments = call.Command.Arguments;
        string verb = arguments.FirstOrDefault(argument => !argument.StartsWith('-')) ?? "";
        string[] rest = [.. arguments.Where((_, index) => index != arguments.ToList().IndexOf(verb))];
        return verb switch
        {
            "version" => KubeadmInformation.VersionAsync(call, Parse(rest, "-o=--output", ""), cancellationToken),
            "init" => new KubeadmInit(call).RunAsync(
                Parse(rest, "--config --ignore-preflight-errors --skip-phases --pod-network-cidr --service-cidr --service-dns-domain --apiserver-advertise-address --apiserver-bind-port "
                    + "--apiserver-cert-extra-sans --kubernetes-version --control-plane-endpoint --token --token-ttl --node-name --cri-socket --certificate-key --image-repository",
                    "--upload-certs --skip-token-print --skip-certificate-key-print --dry-run"), cancellationToken),
            "join" => new KubeadmJoin(call).RunAsync(
                Parse(rest, "--config --ignore-preflight-errors --skip-phases --token --discovery-token --tls-bootstrap-token --discovery-token-ca-cert-hash --node-name --cri-socket "
                    + "--certificate-key --apiserver-advertise-address --apiserver-bind-port",
                        "--discovery-token-unsafe-skip-ca-verification --control-plane"), cancellationToken),
            "reset" => KubeadmReset.RunAsync(call, Parse(rest, "--cri-socket --cert-dir --ignore-preflight-errors --skip-phases --config",
                "-f=--force --cleanup-tmp-dir --dry-run"), cancellationToken),
            "token" => KubeadmTokens.RunAsync(call, Parse(rest, "--ttl --description --usages --groups --certificate-key -o=--output --config",
                "--print-join-command --dry-run"), cancellationToken),
            "config" => KubeadmInformation.ConfigAsync(call,
                Parse(rest, "--kubernetes-version --image-repository --config --cri-socket -o=--output", ""), cancellationToken),
            "certs" when rest.Contains("certificate-key") => KubeadmInformation.CertificateKeyAsync(call, cancellationToken),
            _ => throw new KubeadmException($"unknown command \"{verb}\" for \"kubeadm\""),
        };
    }

    private static CommandOptions Parse(string[] arguments, string valued, string switches) =>
        CommandOptions.Parse(arguments, $"{valued} {CommonOptions}", switches);
}
