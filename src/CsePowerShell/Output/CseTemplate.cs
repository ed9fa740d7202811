namespace CsePowerShell;

/// <summary>A vApp template that clusters can be made from.</summary>
public sealed class CseTemplate
{
    /// <summary>Name, as New-CseCluster -Template takes it.</summary>
    public string Name { get; set; } = "";

    /// <summary>Revision; a higher one replaces a lower one.</summary>
    public int Revision { get; set; }

    /// <summary>Kubernetes version, such as <c>v1.31.4</c>.</summary>
    public string KubernetesVersion { get; set; } = "";

    /// <summary>Network plugin.</summary>
    public string Cni { get; set; } = "";

    /// <summary>Version of the network plugin.</summary>
    public string CniVersion { get; set; } = "";

    /// <summary>Catalog it lies in.</summary>
    public string Catalog { get; set; } = "";

    /// <summary>URN of the vApp template.</summary>
    public string Id { get; set; } = "";

    /// <summary>Address of the vApp template in the vCloud API.</summary>
    public string Href { get; set; } = "";

    /// <summary>vCD's word for its state, such as <c>RESOLVED</c>.</summary>
    public string Status { get; set; } = "";

    /// <summary>Whether new clusters can be made from it: resolved, and Kubernetes 1.22 or later.</summary>
    public bool IsUsable { get; set; }

    /// <summary>The connection it was read from: <see cref="CseServer.Id"/>.</summary>
    public string Server { get; set; } = "";

    /// <inheritdoc/>
    public override string ToString() => $"{Name} revision {Revision}";
}
