using CsePowerShell.Binding;
using CsePowerShell.Clusters;

namespace CsePowerShell.Tests;

public sealed class IdentityTests
{
    private const string Id = "7f1e0c52-6f0c-4f0c-9a55-0d3c52a0f001";
    private const string Urn = "urn:vcloud:vapp:" + Id;

    [Fact]
    public void A_text_is_taken_for_what_it_looks_like()
    {
        Assert.Equal(Id, new CseClusterIdentity(Id).Reference.Id);
        Assert.Equal(Urn, new CseClusterIdentity(Urn).Reference.VAppUrn);
        Assert.Equal("web", new CseClusterIdentity(" web ").Reference.Name);
        Assert.True(new CseClusterIdentity("web*").HasWildcards);
        Assert.False(new CseClusterIdentity("web").HasWildcards);
    }

    [Fact]
    public void An_empty_text_names_nothing() => Assert.Throws<ArgumentException>(() => new CseClusterIdentity(" "));

    [Fact]
    public void A_cluster_gives_its_id_and_the_connection_it_came_from()
    {
        CseCluster cluster = new() { Id = Id, VAppId = Urn, Name = "web", Org = "acme", Vdc = "acme-vdc", Server = "vcd/acme/alice" };
        CseClusterIdentity identity = new(cluster);
        Assert.Equal((Id, Urn, "web", "vcd/acme/alice"), (identity.Reference.Id, identity.Reference.VAppUrn, identity.Reference.Name, identity.Server));
        Assert.Same(cluster, identity.Source);
        Assert.Equal("web", identity.ToString());
    }

    [Fact]
    public void A_name_of_a_live_cluster_is_no_pattern() => Assert.False(new CseClusterIdentity(new CseCluster { Id = Id, Name = "web*" }).HasWildcards);

    [Fact]
    public void A_task_or_node_stands_for_its_cluster_and_not_for_itself()
    {
        Assert.Equal(Id, new CseClusterIdentity(new CseTask { Id = "the-task", ClusterId = Id }).Reference.Id);
        Assert.Equal(Id, new CseClusterIdentity(new CseNode { Name = "node-1", ClusterId = Id }).Reference.Id);
    }

    [Fact]
    public void A_copy_is_read_by_its_properties()
    {
        ClusterReference reference = CseClusterIdentity.ReferenceFrom(Properties(("Id", Id), ("VAppId", Urn), ("Name", "web"), ("Org", "acme"), ("Vdc", "")));
        Assert.Equal((Id, Urn, "web", "acme", null), (reference.Id, reference.VAppUrn, reference.Name, reference.Org, reference.Vdc));
    }

    [Fact]
    public void In_a_copy_of_a_task_the_cluster_counts()
    {
        ClusterReference reference = CseClusterIdentity.ReferenceFrom(Properties(("Id", "the-task"), ("ClusterId", Id), ("ClusterName", "web")));
        Assert.Equal((Id, "web"), (reference.Id, reference.Name));
    }

    [Fact]
    public void An_object_whose_id_is_a_vApp_urn_is_the_vApp()
    {
        ClusterReference reference = CseClusterIdentity.ReferenceFrom(Properties(("Id", Urn), ("Name", "web")));
        Assert.Equal((Urn, (string?)null), (reference.VAppUrn, reference.Id));
    }

    [Fact]
    public void Servers_and_tasks_bind_by_text_and_by_object()
    {
        Assert.Equal("vcd", new CseServerIdentity("vcd").Text);
        Assert.True(new CseServerIdentity(new CseServer { Id = "vcd/acme/alice" }).IsId);
        CseTaskIdentity task = new(new CseTask { Id = Id, ClusterId = Id, Server = "vcd/acme/alice" });
        Assert.Equal((Id, "vcd/acme/alice", Id), (task.Id, task.Server, task.Cluster!.Reference.Id));
        Assert.Throws<ArgumentException>(() => new CseTaskIdentity(""));
    }

    private static PropertyReader Properties(params (string Name, string Value)[] properties) =>
        new(name => properties.FirstOrDefault(property => property.Name == name).Value);
}

public sealed class CellNumberTests
{
    [Theory]
    [InlineData("4", 4)]
    [InlineData(" 4 ", 4)]
    [InlineData("", null)]
    [InlineData("  ", null)]
    public void An_empty_cell_is_not_given_and_not_zero(string cell, int? number) => Assert.Equal(number, (int?)CellNumberAttribute.Read(cell));

    [Theory]
    [InlineData("none")]
    [InlineData("4.5")]
    [InlineData("99999999999")]
    public void A_cell_that_is_no_number_is_an_error_and_not_the_default(string cell) =>
        Assert.ThrowsAny<Exception>(() => CellNumberAttribute.Read(cell));
}
