namespace CsePowerShell.Simulator.Kubernetes;

/// <summary>A node as the API server shows it.</summary>
/// <param name="Name">Node name.</param>
/// <param name="VmId">The VM it runs on.</param>
/// <param name="Address">Its InternalIP.</param>
/// <param name="IsControlPlane">True for the control plane.</param>
/// <param name="IsReady">Condition Ready is True.</param>
/// <param name="IsSchedulable">False while cordoned.</param>
/// <param name="KubeletVersion">Such as v1.31.4.</param>
public sealed record SimulatedNode(string Name, string VmId, string Address, bool IsControlPlane, bool IsReady, bool IsSchedulable,
    string KubeletVersion);
