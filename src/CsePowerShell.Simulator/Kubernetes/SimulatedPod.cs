namespace CsePowerShell.Simulator.Kubernetes;

/// <summary>A pod as the API server shows it.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Node">The node it is bound to; null while it waits for one.</param>
/// <param name="Phase">Pending, Running, Succeeded or Failed.</param>
public sealed record SimulatedPod(string Namespace, string Name, string? Node, string Phase);
