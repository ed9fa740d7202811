namespace CsePowerShell.Clusters;

/// <summary>One VM of a cluster, as vCD and (where asked) Kubernetes see it.</summary>
public sealed class Node
{
    /// <summary>Name of the VM, of the host and of the Kubernetes node.</summary>
    public string Name { get; set; } = "";

    /// <summary>Id of the cluster.</summary>
    public string ClusterId { get; set; } = "";

    /// <summary>Name of the cluster.</summary>
    public string ClusterName { get; set; } = "";

    /// <summary>What the node does, from the prefix of its name.</summary>
    public NodeRole Role { get; set; }

    /// <summary>Name of the pool; empty for clusters of CSE 1.x, which had none.</summary>
    public string Pool { get; set; } = "";

    /// <summary>URN of the VM.</summary>
    public string VmId { get; set; } = "";

    /// <summary>Address on the cluster's network, from the VM's network card; null while it has none.</summary>
    public string? Address { get; set; }

    /// <summary>vCD's word for the state, such as <c>POWERED_ON</c>.</summary>
    public string PowerState { get; set; } = "";

    /// <summary>vCD's word for guest customization, such as <c>GC_COMPLETE</c>.</summary>
    public string? CustomizationState { get; set; }

    /// <summary>Whether Kubernetes calls it Ready. Null: Kubernetes was not asked, or does not know the node.</summary>
    public bool? Ready { get; set; }

    /// <summary>Whether new pods may be placed on it. Null: Kubernetes was not asked.</summary>
    public bool? Schedulable { get; set; }

    /// <summary>Version the kubelet reports, such as <c>v1.31.4</c>.</summary>
    public string? KubeletVersion { get; set; }

    /// <summary>Virtual CPUs.</summary>
    public int Cpu { get; set; }

    /// <summary>Memory in MB.</summary>
    public int MemoryMB { get; set; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
