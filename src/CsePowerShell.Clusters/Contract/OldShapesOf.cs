using System.Globalization;
using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters.Contract;

/// <summary>The objects of this product as CSE 1.x would show them.</summary>
public static class OldShapesOf
{
    /// <summary>A cluster; its nodes are in it when they were read.</summary>
    /// <param name="cluster">The cluster.</param>
    public static OldCluster Cluster(Cluster cluster)
    {
        var result = new OldCluster
        {
            Name = cluster.Name,
            ClusterId = cluster.Id,
            Status = cluster.VAppStatus,
            LeaderEndpoint = AddressOf(cluster.ControlPlaneEndpoint),
            VAppId = UuidOf(cluster.VAppUrn.Length > 0 ? cluster.VAppUrn : cluster.VAppHref),
            VAppHref = cluster.VAppHref,
            VdcName = cluster.Vdc,
            VdcHref = VdcHref(cluster),
            NumberOfVms = (cluster.VmCount ?? cluster.Nodes?.Count)?.ToString(CultureInfo.InvariantCulture),
            Template = cluster.Template,
            CseVersion = cluster.CseVersion,
        };
        foreach (Node node in cluster.Nodes ?? [])
            ListFor(result, node.Role).Add(OldShapesOf.Node(node));
        return result;
    }

    /// <summary>A node.</summary>
    /// <param name="node">The node.</param>
    public static OldNode Node(Node node) => new()
    {
        Name = node.Name,
        NumberOfCpus = node.Cpu > 0 ? node.Cpu.ToString(CultureInfo.InvariantCulture) : "",
        MemoryMB = node.MemoryMB > 0 ? node.MemoryMB.ToString(CultureInfo.InvariantCulture) : "",
        Status = StatusText(node.PowerState),
        IpAddress = node.Address ?? "",
        NodeType = node.Role switch { NodeRole.ControlPlane => "master", NodeRole.Nfs => "nfsd", _ => "node" },
    };

    /// <summary>A template.</summary>
    /// <param name="template">The template.</param>
    /// <param name="isDefault">Whether it is the one a create gets that names none.</param>
    public static OldTemplate Template(Template template, bool isDefault) => new()
    {
        Name = template.Name,
        IsDefault = isDefault,
        Catalog = template.Catalog,
        CatalogItem = template.VAppTemplateName,
        Description = $"Kubernetes {template.KubernetesVersion}\n{template.Cni} {template.CniVersion}".TrimEnd(),
    };

    private static List<OldNode> ListFor(OldCluster cluster, NodeRole role) => role switch
    {
        NodeRole.ControlPlane => cluster.ControlPlaneNodes,
        NodeRole.Nfs => cluster.NfsNodes,
        _ => cluster.Workers,
    };

    private static string AddressOf(string? endpoint)
    {
        string text = endpoint ?? "";
        int port = text.LastIndexOf(':');
        return port > 0 ? text.Substring(0, port) : text;
    }

    private static string UuidOf(string idOrHref) => VCloudUrn.TryGetUuid(idOrHref, out Guid uuid) ? uuid.ToString("D") : "";

    // The model knows the VDC by its URN; the address is on the same server as the vApp's.
    private static string VdcHref(Cluster cluster) =>
        VCloudUrn.TryGetUuid(cluster.VdcUrn, out Guid vdc) && cluster.VAppHref.IndexOf("/api/", StringComparison.Ordinal) is >= 0 and int api
            ? cluster.VAppHref.Substring(0, api) + "/api/vdc/" + vdc.ToString("D")
            : "";

    // The words pyvcloud 19.2 has for the status numbers of vCD.
    private static string StatusText(string state) => state switch
    {
        "POWERED_ON" => "Powered on",
        "POWERED_OFF" => "Powered off",
        "SUSPENDED" => "Suspended",
        "PARTIALLY_POWERED_OFF" or "MIXED" => "Partially powered off",
        "UNRESOLVED" => "Unresolved",
        "RESOLVED" => "Resolved",
        "FAILED_CREATION" => "Failed creation",
        _ => state,
    };
}
