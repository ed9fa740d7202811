namespace CsePowerShell.Clusters;

/// <summary>The metadata keys on a cluster's vApp, all in the GENERAL domain. The first four are those of CSE 1.x and stay readable by it.</summary>
internal static class MetadataKeys
{
    public const string ClusterId = "cse.cluster.id";
    public const string Version = "cse.version";
    public const string Template = "cse.template";
    public const string ControlPlaneAddress = "cse.master.ip";

    public const string Spec = "cse.ps.spec";
    public const string Status = "cse.ps.status";
    public const string Operation = "cse.ps.operation";
    public const string SshKey = "cse.ps.sshkey";
    public const string LeasePrefix = "cse.ps.lease.";

    public const string TemplateName = "cse.template.name";
    public const string TemplateRevision = "cse.template.revision";
    public const string KubernetesVersion = "cse.kubernetes.version";
    public const string Cni = "cse.cni";
    public const string CniVersion = "cse.cni.version";

    /// <summary>What <see cref="Version"/> says for clusters of this product. CSE 1.x only shows it.</summary>
    public static readonly string ProductVersion = "CsePowerShell " + typeof(MetadataKeys).Assembly.GetName().Version.ToString(3);

    /// <summary>What a list asks for: 7 of the 8 metadata fields that a query may return.</summary>
    public static readonly IReadOnlyList<string> ListFields = [ClusterId, Version, Template, ControlPlaneAddress, Spec, Status, Operation];

    public static string Lease(string operationId) => LeasePrefix + operationId;
}
