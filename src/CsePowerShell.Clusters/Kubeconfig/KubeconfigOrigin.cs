using YamlDotNet.RepresentationModel;

namespace CsePowerShell.Clusters;

/// <summary>
/// The cluster that a context of somebody's kubeconfig was imported for. It is kept in the context's <c>extensions</c>, the place that kubectl leaves to
/// other programs and keeps; so the entry is found again whatever the context is called now, and after the cluster is gone.
/// </summary>
public sealed class KubeconfigOrigin
{
    private const string ExtensionName = "csepowershell";

    /// <summary>Id of the cluster, a uuid.</summary>
    public string ClusterId { get; set; } = "";

    /// <summary>Name of the cluster.</summary>
    public string ClusterName { get; set; } = "";

    /// <summary>Organization of the cluster.</summary>
    public string Org { get; set; } = "";

    /// <summary>VDC of the cluster.</summary>
    public string Vdc { get; set; } = "";

    /// <summary>The connection it was imported through, as <c>host/org/user</c>.</summary>
    public string Server { get; set; } = "";

    /// <summary>Whether both stand for one cluster, or for one that was made anew in the place of the other.</summary>
    /// <param name="other">The other one.</param>
    public bool IsSameClusterAs(KubeconfigOrigin? other) => other is not null
        && (Same(ClusterId, other.ClusterId) || (Same(ClusterName, other.ClusterName) && Same(Org, other.Org) && Same(Vdc, other.Vdc) && Same(Host, other.Host)));

    /// <inheritdoc/>
    public override string ToString() => $"cluster \"{ClusterName}\" of {Org}/{Vdc} at {Host}";

    internal static KubeconfigOrigin? ReadFrom(YamlMappingNode context)
    {
        YamlMappingNode? item = (KubeconfigEntries.Child(context, "extensions") as YamlSequenceNode)?.Children.OfType<YamlMappingNode>()
            .FirstOrDefault(candidate => KubeconfigEntries.Text(candidate, "name") == ExtensionName);
        if (item is null || KubeconfigEntries.Child(item, "extension") is not YamlMappingNode body)
            return null;
        string Get(string key) => KubeconfigEntries.Text(body, key) ?? "";
        return new KubeconfigOrigin { ClusterId = Get("clusterId"), ClusterName = Get("clusterName"), Org = Get("org"), Vdc = Get("vdc"), Server = Get("server") };
    }

    internal void WriteTo(YamlMappingNode context)
    {
        var body = new YamlMappingNode();
        KubeconfigEntries.Set(body, "clusterId", ClusterId);
        KubeconfigEntries.Set(body, "clusterName", ClusterName);
        KubeconfigEntries.Set(body, "org", Org);
        KubeconfigEntries.Set(body, "vdc", Vdc);
        KubeconfigEntries.Set(body, "server", Server);
        var item = new YamlMappingNode { { "extension", body } };
        KubeconfigEntries.SetPlain(item, "name", ExtensionName);
        KubeconfigEntries.Put(context, "extensions", new YamlSequenceNode(item));
    }

    private string Host => Server.Split('/')[0];

    private static bool Same(string left, string right) => left.Length > 0 && string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
