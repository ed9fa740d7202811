namespace CsePowerShell.Clusters;

/// <summary>A vApp template that cluster nodes can be made from: one that carries <c>cse.template.name</c>.</summary>
public sealed class Template
{
    /// <summary>Name from <c>cse.template.name</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>Revision from <c>cse.template.revision</c>; a higher one replaces a lower one.</summary>
    public int Revision { get; set; }

    /// <summary>Kubernetes version from <c>cse.kubernetes.version</c>, such as <c>v1.31.4</c>.</summary>
    public string KubernetesVersion { get; set; } = "";

    /// <summary>Network plugin from <c>cse.cni</c>.</summary>
    public string Cni { get; set; } = "";

    /// <summary>Version of the network plugin from <c>cse.cni.version</c>.</summary>
    public string CniVersion { get; set; } = "";

    /// <summary>Catalog it lies in.</summary>
    public string Catalog { get; set; } = "";

    /// <summary>Name of the vApp template, which may differ from <see cref="Name"/>.</summary>
    public string VAppTemplateName { get; set; } = "";

    /// <summary>Address of the vApp template.</summary>
    public string Href { get; set; } = "";

    /// <summary>URN of the vApp template.</summary>
    public string Id { get; set; } = "";

    /// <summary>vCD's word for its state; only <c>RESOLVED</c> can be used.</summary>
    public string Status { get; set; } = "";

    /// <summary>Whether the engine can make new clusters from it: resolved, and Kubernetes 1.22 or later.</summary>
    public bool IsUsable { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} revision {Revision}";
}
