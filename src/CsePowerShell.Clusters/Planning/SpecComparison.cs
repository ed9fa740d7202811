namespace CsePowerShell.Clusters;

/// <summary>Tells whether an existing cluster is what somebody asks for. What the request leaves open fits whatever the cluster has.</summary>
internal static class SpecComparison
{
    /// <summary>The differences by parameter name; none: equal.</summary>
    public static IReadOnlyList<ErrorDetail> Differences(ClusterSpec wanted, StoredSpec stored, string? storedSshKey)
    {
        var differences = new List<ErrorDetail>();
        Compare("Network", wanted.Network, stored.Network);
        Compare("Template", wanted.Template, stored.Template);
        Compare("TemplateRevision", wanted.TemplateRevision, stored.TemplateRevision);
        Compare("KubernetesVersion", KubernetesVersionNumber.Normalize(wanted.KubernetesVersion), KubernetesVersionNumber.Normalize(stored.KubernetesVersion));
        Compare("PodSubnet", wanted.PodSubnet, stored.PodSubnet);
        Compare("ServiceSubnet", wanted.ServiceSubnet, stored.ServiceSubnet);
        Compare("StorageProfile", wanted.StorageProfile, stored.StorageProfile);
        Compare("SshPublicKey", Trimmed(wanted.SshPublicKey), Trimmed(storedSshKey));
        foreach (NodePoolSpec pool in wanted.Pools)
        {
            if (stored.Pools.Find(candidate => candidate.Name == pool.Name) is not { } other)
            {
                differences.Add(Difference("NodePool", pool.Name, "no pool of that name"));
                continue;
            }

            string prefix = pool.Name + ".";
            Compare(prefix + "Role", pool.Role, other.Role);
            Compare(prefix + "Count", pool.Count, other.Count);
            Compare(prefix + "Cpu", pool.Cpu, other.Cpu);
            Compare(prefix + "MemoryMB", pool.MemoryMB, other.MemoryMB);
            Compare(prefix + "DiskMB", pool.DiskMB, other.DiskMB);
            Compare(prefix + "StorageProfile", pool.StorageProfile, other.StorageProfile ?? stored.StorageProfile);
        }

        foreach (StoredPool pool in stored.Pools.Where(pool => wanted.Pools.TrueForAll(candidate => candidate.Name != pool.Name)))
            differences.Add(Difference("NodePool", "no pool of that name", pool.Name));
        return differences;

        void Compare<T>(string name, T? asked, T? has)
        {
            if (asked is not null && !EqualityComparer<T?>.Default.Equals(asked, has))
                differences.Add(Difference(name, asked, has));
        }
    }

    private static ErrorDetail Difference(string name, object? asked, object? has) =>
        new() { Name = name, Message = $"asked for \"{asked}\", the cluster has \"{has}\"." };

    private static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text!.Trim();
}
