namespace CsePowerShell.Clusters.Tests;

public class NodeNameTests
{
    [Fact]
    public void A_name_is_a_function_of_cluster_pool_and_slot()
    {
        // Fixed for ever: an older release and a newer one must ask vCD for the same VM.
        Assert.Equal("node-hvux", NodeName.Of(Specs.ClusterId, "workers", NodeRole.Worker, 0));
        Assert.Equal("mstr-o82s", NodeName.Of(Specs.ClusterId, "control-plane", NodeRole.ControlPlane, 0));
    }

    [Fact]
    public void The_case_of_the_cluster_id_does_not_count() =>
        Assert.Equal(NodeName.Of(Specs.ClusterId, "workers", NodeRole.Worker, 7), NodeName.Of(Specs.ClusterId.ToUpperInvariant(), "workers", NodeRole.Worker, 7));

    [Theory]
    [InlineData("mstr-a1b2", NodeRole.ControlPlane)]
    [InlineData("node-a1b2", NodeRole.Worker)]
    [InlineData("nfsd-a1b2", NodeRole.Nfs)]
    public void The_prefix_tells_the_role(string name, NodeRole role) => Assert.Equal(role, NodeName.RoleOf(name));

    [Theory]
    [InlineData("jumphost")]
    [InlineData("NODE-a1b2")]
    [InlineData("")]
    public void Other_names_have_no_role(string name) => Assert.Null(NodeName.RoleOf(name));

    [Fact]
    public void Names_spread_over_all_letters_and_digits()
    {
        var last = new HashSet<char>(Enumerable.Range(0, 2000).Select(slot => NodeName.Of(Specs.ClusterId, "workers", NodeRole.Worker, slot)[^1]));
        Assert.Equal(36, last.Count);
    }
}
