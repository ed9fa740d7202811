namespace CsePowerShell.Clusters.Tests;

public class SpecComparisonTests
{
    [Fact]
    public void What_the_request_leaves_open_fits_whatever_the_cluster_has() =>
        Assert.Empty(SpecComparison.Differences(Specs.Valid(), Specs.Stored(), "ssh-ed25519 AAAA"));

    [Fact]
    public void A_version_with_and_without_v_is_the_same()
    {
        ClusterSpec wanted = Specs.Valid();
        wanted.KubernetesVersion = "1.31.4";
        Assert.Empty(SpecComparison.Differences(wanted, Specs.Stored(), null));
    }

    [Fact]
    public void Every_difference_is_named_with_both_values()
    {
        ClusterSpec wanted = Specs.Valid(workers: 3);
        wanted.Network = "other-net";
        wanted.TemplateRevision = 1;
        wanted.Pools[1].MemoryMB = 8192;
        wanted.SshPublicKey = "ssh-ed25519 BBBB";

        IReadOnlyList<ErrorDetail> differences = SpecComparison.Differences(wanted, Specs.Stored(), "ssh-ed25519 AAAA");

        Assert.Equal(["Network", "SshPublicKey", "TemplateRevision", "workers.Count", "workers.MemoryMB"], differences.Select(difference => difference.Name).Order());
        Assert.Contains("\"3\"", differences.Single(difference => difference.Name == "workers.Count").Message);
        Assert.Contains("\"2\"", differences.Single(difference => difference.Name == "workers.Count").Message);
    }

    [Fact]
    public void A_pool_more_or_less_is_a_difference()
    {
        Assert.Single(SpecComparison.Differences(Specs.Valid(), Specs.Stored(2, ("gpu", 1)), null));
        ClusterSpec wanted = Specs.Valid();
        wanted.Pools.Add(new NodePoolSpec { Name = "gpu" });
        Assert.Single(SpecComparison.Differences(wanted, Specs.Stored(), null));
    }
}
