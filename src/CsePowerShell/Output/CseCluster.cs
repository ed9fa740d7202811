namespace CsePowerShell;

/// <summary>A Kubernetes cluster on vCloud Director, as it was when it was read.</summary>
public sealed class CseCluster
{
    /// <summary>The cluster's identity, a uuid.</summary>
    public string Id { get; set; } = "";

    /// <summary>Name; unique in its VDC.</summary>
    public string Name { get; set; } = "";

    /// <summary>Organization that owns it.</summary>
    public string Org { get; set; } = "";

    /// <summary>Organization VDC it lies in.</summary>
    public string Vdc { get; set; } = "";

    /// <summary>User who owns it.</summary>
    public string Owner { get; set; } = "";

    /// <summary>Creating, Ready, Degraded, Resizing, Removing, Failed, Interrupted, PoweredOff or Unknown.</summary>
    public string State { get; set; } = "";

    /// <summary>URN of its vApp.</summary>
    public string VAppId { get; set; } = "";

    /// <summary>Address of its vApp in the vCloud API.</summary>
    public string Href { get; set; } = "";

    /// <summary>vCD's word for the vApp, such as <c>POWERED_ON</c>.</summary>
    public string VAppStatus { get; set; } = "";

    /// <summary>Host and port of the Kubernetes API; null before there is one.</summary>
    public string? ControlPlaneEndpoint { get; set; }

    /// <summary>Kubernetes version, such as <c>v1.31.4</c>; null for clusters of CSE 1.x.</summary>
    public string? KubernetesVersion { get; set; }

    /// <summary>Template it was made from.</summary>
    public string Template { get; set; } = "";

    /// <summary>Revision of the template; null for clusters of CSE 1.x.</summary>
    public int? TemplateRevision { get; set; }

    /// <summary>Network of its nodes; null for clusters of CSE 1.x.</summary>
    public string? Network { get; set; }

    /// <summary>Node pools; empty for clusters of CSE 1.x.</summary>
    public CseNodePool[] NodePools { get; set; } = [];

    /// <summary>Wanted number of workers; null for clusters of CSE 1.x.</summary>
    public int? WorkerCount { get; set; }

    /// <summary>Wanted number of control plane nodes; null for clusters of CSE 1.x.</summary>
    public int? ControlPlaneCount { get; set; }

    /// <summary>Wanted number of nodes over all pools; null for clusters of CSE 1.x.</summary>
    public int? DesiredNodes { get; set; }

    /// <summary>Nodes that were Ready when an operation last looked; null: never looked.</summary>
    public int? ReadyNodes { get; set; }

    /// <summary>Number of VMs; null where it was not told.</summary>
    public int? VmCount { get; set; }

    /// <summary>Its nodes; null unless they were asked for with -IncludeNodes.</summary>
    public CseNode[]? Nodes { get; set; }

    /// <summary>When it was made.</summary>
    public DateTime? Created { get; set; }

    /// <summary>When vCD is going to power it off or delete it; null: never, or not read.</summary>
    public DateTime? LeaseExpires { get; set; }

    /// <summary>When the API server's certificate ends; null: not known.</summary>
    public DateTime? CertificateExpires { get; set; }

    /// <summary>CSE version that made it.</summary>
    public string CseVersion { get; set; } = "";

    /// <summary>Made by CSE 1.x: it can be listed, read, shrunk and removed, but not grown.</summary>
    public bool IsLegacy { get; set; }

    /// <summary>Whether vCD or an operation is changing it.</summary>
    public bool IsBusy { get; set; }

    /// <summary>The last or running operation; null when none is on record.</summary>
    public CseTask? Task { get; set; }

    /// <summary>What somebody should know, such as a lease that vCD shortened.</summary>
    public string[] Warnings { get; set; } = [];

    /// <summary>The connection it was read from: <see cref="CseServer.Id"/>.</summary>
    public string Server { get; set; } = "";

    /// <inheritdoc/>
    public override string ToString() => Name;
}
