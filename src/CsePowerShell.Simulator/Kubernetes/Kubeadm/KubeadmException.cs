namespace CsePowerShell.Simulator.Kubernetes.Kubeadm;

/// <summary>kubeadm ends with this message on standard error, and the exit code.</summary>
internal sealed class KubeadmException(string message, int exitCode = 1) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    public static KubeadmException Phase(string phase, string message) => new($"error execution phase {phase}: {message}");
}
