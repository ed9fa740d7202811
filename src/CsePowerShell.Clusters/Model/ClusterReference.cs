namespace CsePowerShell.Clusters;

/// <summary>Names one cluster: by id, by the URN of its vApp, or by name where that is not ambiguous.</summary>
public sealed class ClusterReference
{
    private const string VAppUrnPrefix = "urn:vcloud:vapp:";

    /// <summary>Id (uuid) of the cluster; wins over everything else.</summary>
    public string? Id { get; set; }

    /// <summary>URN of the vApp.</summary>
    public string? VAppUrn { get; set; }

    /// <summary>Exact name.</summary>
    public string? Name { get; set; }

    /// <summary>Organization, to tell equal names apart.</summary>
    public string? Org { get; set; }

    /// <summary>VDC, to tell equal names apart.</summary>
    public string? Vdc { get; set; }

    /// <summary>Takes a text for what it looks like: a vApp URN, a uuid, else a name.</summary>
    /// <param name="text">Id, URN or name.</param>
    public static ClusterReference Parse(string text)
    {
        if (text.StartsWith(VAppUrnPrefix, StringComparison.OrdinalIgnoreCase))
            return new ClusterReference { VAppUrn = text };
        return Guid.TryParseExact(text, "D", out _) ? new ClusterReference { Id = text } : new ClusterReference { Name = text };
    }

    /// <summary>Refers to a cluster that was read before.</summary>
    /// <param name="cluster">The cluster.</param>
    public static ClusterReference To(Cluster cluster) =>
        new() { Id = NullIfEmpty(cluster.Id), VAppUrn = NullIfEmpty(cluster.VAppUrn), Name = cluster.Name, Org = NullIfEmpty(cluster.Org), Vdc = NullIfEmpty(cluster.Vdc) };

    /// <inheritdoc/>
    public override string ToString() => Id ?? VAppUrn ?? Name ?? "";

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
