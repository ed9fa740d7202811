namespace CsePowerShell.Clusters;

/// <summary>What a node does in its cluster. vCD knows only the VM's name, so the prefix of the name carries the role.</summary>
public enum NodeRole
{
    /// <summary>Runs workloads (<c>node-</c>).</summary>
    Worker,

    /// <summary>Runs the API server and etcd (<c>mstr-</c>, the prefix that CSE 1.x gave it).</summary>
    ControlPlane,

    /// <summary>The NFS server of a 1.x cluster (<c>nfsd-</c>). It is no Kubernetes node.</summary>
    Nfs,
}
