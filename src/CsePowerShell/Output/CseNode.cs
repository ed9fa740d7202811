namespace CsePowerShell;

/// <summary>A node of a cluster, as vCD and (where it was asked) Kubernetes see it.</summary>
public sealed class CseNode
{
    /// <summary>Name of the VM, of the host and of the Kubernetes node.</summary>
    public string Name { get; set; } = "";

    /// <summary>Id of its cluster.</summary>
    public string ClusterId { get; set; } = "";

    /// <summary>Name of its cluster.</summary>
    public string ClusterName { get; set; } = "";

    /// <summary>ControlPlane, Worker or Nfs.</summary>
    public string Role { get; set; } = "";

    /// <summary>Name of its pool; empty for clusters of CSE 1.x.</summary>
    public string Pool { get; set; } = "";

    /// <summary>URN of the VM.</summary>
    public string VmId { get; set; } = "";

    /// <summary>Address on the cluster's network; null while it has none.</summary>
    public string? Address { get; set; }

    /// <summary>vCD's word for the power state, such as <c>POWERED_ON</c>.</summary>
    public string PowerState { get; set; } = "";

    /// <summary>vCD's word for guest customization, such as <c>GC_COMPLETE</c>.</summary>
    public string? CustomizationState { get; set; }

    /// <summary>Whether Kubernetes calls it Ready; null: Kubernetes was not asked or does not know it.</summary>
    public bool? Ready { get; set; }

    /// <summary>Whether new pods may be placed on it; null: Kubernetes was not asked.</summary>
    public bool? Schedulable { get; set; }

    /// <summary>Version that the kubelet reports, such as <c>v1.31.4</c>.</summary>
    public string? KubeletVersion { get; set; }

    /// <summary>Virtual CPUs.</summary>
    public int Cpu { get; set; }

    /// <summary>Memory in MB.</summary>
    public int MemoryMB { get; set; }

    /// <summary>The connection it was read from: <see cref="CseServer.Id"/>.</summary>
    public string Server { get; set; } = "";

    /// <inheritdoc/>
    public override string ToString() => Name;
}
