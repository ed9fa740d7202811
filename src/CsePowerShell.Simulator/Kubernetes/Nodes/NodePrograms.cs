using CsePowerShell.Simulator.Guests.Agent;
using CsePowerShell.Simulator.Kubernetes.Kubeadm;

namespace CsePowerShell.Simulator.Kubernetes.Nodes;

/// <summary>The other programs of a node: kubelet, crictl, ctr and containerd, as far as scripts ask them something.</summary>
internal sealed class NodePrograms(SimulatedKubernetes kubernetes)
{
    private const string Containerd = "1.7.24";

    public void AddTo(IDictionary<string, GuestProgram> programs)
    {
        programs["kubelet"] = (command, cancellationToken) =>
            SayAsync(command, command.Arguments is ["--version"] ? $"Kubernetes {command.Machine.Image.KubernetesVersion}" : null, cancellationToken);
        programs["containerd"] = (command, cancellationToken) => command.Arguments switch
        {
            ["config", "default"] =>
            SayAsync(command, "version = 2\n[plugins.\"io.containerd.grpc.v1.cri\"]\n  sandbox_image = \"registry.k8s.io/pause:3.9\"",
            cancellationToken),
            ["--version" or "-v"] => SayAsync(command, $"containerd containerd.io {Containerd}", cancellationToken),
            _ => SayAsync(command, null, cancellationToken),
        };
        programs["ctr"] = (command, cancellationToken) => SayAsync(command, command.Arguments.Contains("version")
            ? $"Client:\n  Version:  {Containerd}\n\nServer:\n  Version:  {Containerd}" : null, cancellationToken);
        programs["crictl"] = CrictlAsync;
    }

    private Task<int> CrictlAsync(GuestCommand command, CancellationToken cancellationToken) =>
        command.Arguments.FirstOrDefault(argument => !argument.StartsWith('-') && !argument.Contains("://", StringComparison.Ordinal)) switch
        {
            "info" => SayAsync(command, Info(command), cancellationToken),
            "version" => SayAsync(command, $"Version:  0.1.0\nRuntimeName:  containerd\nRuntimeVersion:  {Containerd}\nRuntimeApiVersion:  v1",
            cancellationToken),
            "images" => SayAsync(command, string.Join('\n',
            KubernetesRelease.Parse(command.Machine.Image.KubernetesVersion ?? "v1.31.4").Images("registry.k8s.io")), cancellationToken),
            "ps" => SayAsync(command, "CONTAINER   IMAGE   CREATED   STATE   NAME   ATTEMPT   POD ID   POD", cancellationToken),
            "pods" => SayAsync(command, "POD ID   CREATED   STATE   NAME   NAMESPACE   ATTEMPT   RUNTIME", cancellationToken),
            _ => SayAsync(command, null, cancellationToken),
        };

    private string Info(GuestCommand command)
    {
        bool hasNetwork = kubernetes.HasNetwork(command.Machine.VmId);
        return $$"""
            {
              "status": {
                "conditions": [
                  {
                    "type": "RuntimeReady",
                    "status": true,
                    "reason": "",
                    "message": ""
                  },
                  {
                    "type": "NetworkReady",
                    "status": {{(hasNetwork ? "true" : "false")}},
                    "reason": "{{(hasNetwork ? "" : "NetworkPluginNotReady")}}",
                    "message": "{{(hasNetwork ? "" : "Network plugin returns error: cni plugin not initialized")}}"
                  }
                ]
              }
            }
            """;
    }

    private static async Task<int> SayAsync(GuestCommand command, string? text, CancellationToken cancellationToken)
    {
        if (text is not null)
        {
            await command.Console.OutAsync(text + "\n", cancellationToken);
            return 0;
        }
        await command.Console.ErrorAsync($"{command.Program}: the simulator does not play '{command.Line}'\n", cancellationToken);
        return 1;
    }
}
