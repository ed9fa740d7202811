using CsePowerShell.Clusters;

namespace CsePowerShell;

/// <summary>
/// A cluster that is wanted, by the names that the parameters of New-CseCluster have: so an object of this class, a row of a CSV file and what ConvertFrom-Json
/// makes of a file can all be piped to it.
/// </summary>
public sealed class CseClusterSpec
{
    internal const int DefaultWorkers = 2;

    /// <summary>Name of the cluster.</summary>
    public string Name { get; set; } = "";

    /// <summary>Organization VDC: name, id or URN.</summary>
    public string Vdc { get; set; } = "";

    /// <summary>Organization of the VDC.</summary>
    public string? Org { get; set; }

    /// <summary>Network of the VDC.</summary>
    public string Network { get; set; } = "";

    /// <summary>Name of the template.</summary>
    public string Template { get; set; } = "";

    /// <summary>Revision of the template; null: the highest.</summary>
    public int? TemplateRevision { get; set; }

    /// <summary>Catalog of the template; null: all are looked through.</summary>
    public string? Catalog { get; set; }

    /// <summary>Number of workers in the one pool there is without <see cref="NodePool"/>; null: 2.</summary>
    public int? WorkerCount { get; set; }

    /// <summary>Pools of workers, in place of <see cref="WorkerCount"/>; null or empty: one pool.</summary>
    public CseNodePoolSpec[]? NodePool { get; set; }

    /// <summary>Number of control plane nodes; null: 1.</summary>
    public int? ControlPlaneCount { get; set; }

    /// <summary>Virtual CPUs of every node that is not told otherwise; null: as the template has it.</summary>
    public int? Cpu { get; set; }

    /// <summary>Memory in MB of every node that is not told otherwise; null: as the template has it.</summary>
    public int? MemoryMB { get; set; }

    /// <summary>Virtual CPUs of the control plane; null: as <see cref="Cpu"/>.</summary>
    public int? ControlPlaneCpu { get; set; }

    /// <summary>Memory of the control plane in MB; null: as <see cref="MemoryMB"/>.</summary>
    public int? ControlPlaneMemoryMB { get; set; }

    /// <summary>Storage profile of the nodes; null: the VDC's default.</summary>
    public string? StorageProfile { get; set; }

    /// <summary>A public key in OpenSSH form that is put into every node; null: none.</summary>
    public string? SshPublicKey { get; set; }

    /// <summary>Addresses of the pods as CIDR; 10.244.0.0/16 by default.</summary>
    public string PodSubnet { get; set; } = ClusterSpec.DefaultPodSubnet;

    /// <summary>Addresses of the services as CIDR; 10.96.0.0/12 by default.</summary>
    public string ServiceSubnet { get; set; } = ClusterSpec.DefaultServiceSubnet;

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>What the engine gets. Empty texts, such as empty cells of a CSV file, mean "not given".</summary>
    /// <exception cref="ArgumentException">The number of workers is given in two ways.</exception>
    internal ClusterSpec ToEngine()
    {
        if (NodePool is { Length: > 0 } && WorkerCount is not null)
        {
            throw new ArgumentException("The number of workers is given twice, by -WorkerCount and by -NodePool. Give one of them.");
        }

        ClusterSpec spec = ClusterSpec.Simple(Name, Vdc, Network, Template, WorkerCount ?? DefaultWorkers);
        NodePoolSpec controlPlane = spec.Pools[0];
        (controlPlane.Count, controlPlane.Cpu, controlPlane.MemoryMB) = (ControlPlaneCount ?? 1, ControlPlaneCpu, ControlPlaneMemoryMB);
        if (NodePool is { Length: > 0 } pools)
        {
            spec.Pools = [controlPlane, .. pools.Select(ToEngine)];
        }

        foreach (NodePoolSpec pool in spec.Pools)
        {
            pool.Cpu ??= Cpu;
            pool.MemoryMB ??= MemoryMB;
        }

        spec.Org = NullIfEmpty(Org);
        spec.TemplateRevision = TemplateRevision;
        spec.Catalog = NullIfEmpty(Catalog);
        spec.StorageProfile = NullIfEmpty(StorageProfile);
        spec.SshPublicKey = NullIfEmpty(SshPublicKey);
        spec.PodSubnet = NullIfEmpty(PodSubnet) ?? spec.PodSubnet;
        spec.ServiceSubnet = NullIfEmpty(ServiceSubnet) ?? spec.ServiceSubnet;
        return spec;
    }

    private static NodePoolSpec ToEngine(CseNodePoolSpec pool) => new()
    {
        Name = pool.Name,
        Role = NodeRole.Worker,
        Count = pool.Count,
        Cpu = pool.Cpu,
        MemoryMB = pool.MemoryMB,
        DiskMB = pool.DiskMB,
        StorageProfile = NullIfEmpty(pool.StorageProfile),
    };

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text!.Trim();
}
