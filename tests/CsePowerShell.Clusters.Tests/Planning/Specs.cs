namespace CsePowerShell.Clusters.Tests;

/// <summary>Specs that tests start from.</summary>
internal static class Specs
{
    public const string ClusterId = "7e4a1f7e-9d3a-4a0e-b8a4-3f54c6e3f3aa";

    public static ClusterSpec Valid(int workers = 2) => ClusterSpec.Simple("c1", "acme-vdc", "acme-net", "ubuntu-24.04_k8s-1.31", workers);

    public static StoredSpec Stored(int workers = 2, params (string Name, int Count)[] more) => new()
    {
        Network = "acme-net",
        Template = "ubuntu-24.04_k8s-1.31",
        TemplateRevision = 2,
        KubernetesVersion = "v1.31.4",
        PodSubnet = ClusterSpec.DefaultPodSubnet,
        ServiceSubnet = ClusterSpec.DefaultServiceSubnet,
        KeyFingerprint = "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU",
        Pools =
        [
            new StoredPool { Name = "control-plane", Role = NodeRole.ControlPlane, Count = 1, Next = 1, Cpu = 2, MemoryMB = 4096, DiskMB = 16384 },
            new StoredPool { Name = "workers", Role = NodeRole.Worker, Count = workers, Next = workers, Cpu = 2, MemoryMB = 4096, DiskMB = 16384 },
            .. more.Select(pool => new StoredPool { Name = pool.Name, Role = NodeRole.Worker, Count = pool.Count, Next = pool.Count }),
        ],
    };

    public static List<ActualNode> Complete(StoredSpec spec) =>
        [.. SlotLedger.All(ClusterId, spec).Select(slot => new ActualNode(slot.Name) { IsPoweredOn = true, Ready = true })];
}
