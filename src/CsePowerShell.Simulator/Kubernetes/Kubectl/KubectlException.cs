namespace CsePowerShell.Simulator.Kubernetes.Kubectl;

/// <summary>kubectl ends with this text on standard error and exit code 1.</summary>
internal sealed class KubectlException(string message) : Exception(message);
