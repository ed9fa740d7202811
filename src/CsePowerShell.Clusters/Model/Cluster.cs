namespace CsePowerShell.Clusters;

/// <summary>A cluster as it is: a vApp, its metadata, and (where asked for) its VMs.</summary>
public sealed class Cluster
{
    /// <summary>The identity: <c>cse.cluster.id</c>, a uuid.</summary>
    public string Id { get; set; } = "";

    /// <summary>URN of the vApp.</summary>
    public string VAppUrn { get; set; } = "";

    /// <summary>Address of the vApp.</summary>
    public string VAppHref { get; set; } = "";

    /// <summary>Name; unique per VDC.</summary>
    public string Name { get; set; } = "";

    /// <summary>Organization that owns the VDC.</summary>
    public string Org { get; set; } = "";

    /// <summary>Organization VDC.</summary>
    public string Vdc { get; set; } = "";

    /// <summary>URN of the VDC, where the server told it.</summary>
    public string? VdcUrn { get; set; }

    /// <summary>User who owns the vApp.</summary>
    public string Owner { get; set; } = "";

    /// <summary>What it is doing.</summary>
    public ClusterState State { get; set; }

    /// <summary>vCD's word for the vApp, such as <c>POWERED_ON</c>.</summary>
    public string VAppStatus { get; set; } = "";

    /// <summary>Whether vCD runs a task on the vApp.</summary>
    public bool IsBusy { get; set; }

    /// <summary>Address of the API server, host and port; null before there is one.</summary>
    public string? ControlPlaneEndpoint { get; set; }

    /// <summary>Kubernetes version, such as <c>v1.31.4</c>; null for clusters of CSE 1.x.</summary>
    public string? KubernetesVersion { get; set; }

    /// <summary>Template it was made from.</summary>
    public string Template { get; set; } = "";

    /// <summary>Revision of the template; null for clusters of CSE 1.x.</summary>
    public int? TemplateRevision { get; set; }

    /// <summary>Network of the nodes; null for clusters of CSE 1.x.</summary>
    public string? Network { get; set; }

    /// <summary>Node pools; empty for clusters of CSE 1.x.</summary>
    public List<NodePool> Pools { get; set; } = [];

    /// <summary>Nodes. Null when they were not asked for.</summary>
    public List<Node>? Nodes { get; set; }

    /// <summary>Wanted number of nodes over all pools; null for clusters of CSE 1.x.</summary>
    public int? DesiredNodes { get; set; }

    /// <summary>Nodes that were Ready when an operation last looked; null: never looked.</summary>
    public int? ReadyNodes { get; set; }

    /// <summary>Number of VMs, where the server or the nodes tell it.</summary>
    public int? VmCount { get; set; }

    /// <summary>When the vApp was made.</summary>
    public DateTimeOffset? Created { get; set; }

    /// <summary>When vCD is going to power off or delete the vApp. Null: never, or not read (lists do not).</summary>
    public DateTimeOffset? LeaseExpires { get; set; }

    /// <summary>When the API server's certificate ends. Null: not known.</summary>
    public DateTimeOffset? CertificateExpires { get; set; }

    /// <summary>CSE version that made it, from <c>cse.version</c>.</summary>
    public string CseVersion { get; set; } = "";

    /// <summary>Made by CSE 1.x: can be listed, read, shrunk and removed, but not grown.</summary>
    public bool IsLegacy { get; set; }

    /// <summary>The last or running operation; null when none is on record.</summary>
    public OperationRecord? CurrentOperation { get; set; }

    /// <summary>What somebody should know, such as a lease that vCD shortened.</summary>
    public List<string> Warnings { get; set; } = [];

    /// <inheritdoc/>
    public override string ToString() => Name;
}
