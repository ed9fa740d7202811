using CsePowerShell.Clusters;
using CsePowerShell.Simulator;
using CsePowerShell.VCloud;

namespace CsePowerShell.IntegrationTests;

/// <summary>Listing against a cloud with many clusters: the number of requests, and who sees what.</summary>
public sealed class ListTests : IAsyncLifetime
{
    private SimulatedCloud _cloud = null!;

    public async ValueTask InitializeAsync() =>
        _cloud = await SimulatedCloud.StartAsync(new SimulatorOptions { Guests = GuestMode.Off, Scale = new ScaleOptions(300, 30) });

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_list_takes_a_constant_number_of_requests_per_page(bool nodes)
    {
        using VCloudClient client = await ConnectAsync("administrator", "System");
        var operations = new DirectOperations(client);
        List<Cluster> clusters = [];
        long before = client.Traffic.Requests;

        await operations.ForEachClusterAsync(new ClusterQuery { IncludeNodes = nodes }, cluster => { clusters.Add(cluster); return Task.CompletedTask; }, TestContext.Current.CancellationToken);

        Assert.Equal(300, clusters.Count);
        int vms = _cloud.Vms.Count;
        int budget = 1 + Pages(clusters.Count) + (nodes ? Pages(vms) : 0);
        Assert.InRange(client.Traffic.Requests - before, 1, budget);
        Assert.Equal(300, clusters.Select(cluster => cluster.Id).Distinct().Count());
        Assert.All(clusters, cluster => Assert.NotEqual("", cluster.Org));
        Assert.Contains(clusters, cluster => cluster.IsLegacy);
        Assert.Contains(clusters, cluster => !cluster.IsLegacy && cluster.Pools.Count > 0);
        if (nodes)
            Assert.Equal(vms, clusters.Sum(cluster => cluster.Nodes!.Count));
        else
            Assert.All(clusters, cluster => Assert.Null(cluster.Nodes));
        await client.LogoutAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_cluster_that_goes_away_between_the_query_and_the_read_is_not_found()
    {
        using VCloudClient client = await ConnectAsync("administrator", "System");
        var operations = new DirectOperations(client);
        Cluster any = await FirstAsync(operations);

        // What vCD says of a vApp that has just been deleted.
        _cloud.Faults.Add("http method=GET path=/api/vApp/vapp-* status=403 minor=ACCESS_TO_RESOURCE_IS_FORBIDDEN");
        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() =>
            operations.GetClusterAsync(new ClusterReference { Id = any.Id }, TestContext.Current.CancellationToken));

        Assert.Equal(ErrorCodes.ClusterNotFound, error.Code);
    }

    [Fact]
    public async Task A_pattern_narrows_the_list_whatever_the_case()
    {
        using VCloudClient client = await ConnectAsync("administrator", "System");
        var operations = new DirectOperations(client);
        Cluster any = await FirstAsync(operations);

        List<Cluster> found = [];
        await operations.ForEachClusterAsync(new ClusterQuery { NamePattern = any.Name.ToUpperInvariant() }, cluster => { found.Add(cluster); return Task.CompletedTask; }, TestContext.Current.CancellationToken);
        Assert.All(found, cluster => Assert.Equal(any.Name, cluster.Name));
        Assert.Contains(found, cluster => cluster.Id == any.Id);

        found.Clear();
        await operations.ForEachClusterAsync(new ClusterQuery { Id = any.Id }, cluster => { found.Add(cluster); return Task.CompletedTask; }, TestContext.Current.CancellationToken);
        Assert.Equal(any.Id, Assert.Single(found).Id);
        await client.LogoutAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_cluster_is_found_by_id_by_the_URN_of_its_vApp_and_by_name()
    {
        using VCloudClient client = await ConnectAsync("administrator", "System");
        var operations = new DirectOperations(client);
        Cluster any = await FirstAsync(operations);
        CancellationToken ct = TestContext.Current.CancellationToken;

        Assert.Equal(any.Id, (await operations.GetClusterAsync(ClusterReference.Parse(any.Id), ct)).Id);
        Assert.Equal(any.Id, (await operations.GetClusterAsync(ClusterReference.Parse(any.VAppUrn), ct)).Id);
        Assert.Equal(any.Id, (await operations.GetClusterAsync(new ClusterReference { Name = any.Name, Vdc = any.Vdc, Org = any.Org }, ct)).Id);
        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => operations.GetClusterAsync(ClusterReference.Parse("no-such-cluster"), ct));
        Assert.Equal(ErrorCodes.ClusterNotFound, error.Code);
        await client.LogoutAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Looking_at_one_cluster_takes_three_requests_whatever_it_is_called_by()
    {
        using VCloudClient client = await ConnectAsync("administrator", "System");
        var operations = new DirectOperations(client);
        Cluster any = await FirstAsync(operations);
        CancellationToken ct = TestContext.Current.CancellationToken;
        foreach (ClusterReference reference in new[] { ClusterReference.Parse(any.Id), ClusterReference.Parse(any.VAppUrn), new ClusterReference { Name = any.Name, Vdc = any.Vdc, Org = any.Org } })
        {
            long before = client.Traffic.Requests;
            Cluster found = await operations.GetClusterAsync(reference, ct);
            Assert.Equal(3, client.Traffic.Requests - before);
            Assert.Equal((any.Id, any.State, any.VmCount), (found.Id, found.State, found.Nodes!.Count));
        }

        await client.LogoutAsync(ct);
    }

    private static int Pages(int count) => (count + 127) / 128;

    private static async Task<Cluster> FirstAsync(DirectOperations operations)
    {
        Cluster? first = null;
        await operations.ForEachClusterAsync(new ClusterQuery(), cluster => { first ??= cluster; return Task.CompletedTask; }, TestContext.Current.CancellationToken);
        return first!;
    }

    private Task<VCloudClient> ConnectAsync(string user, string org) => VCloudClient.ConnectAsync(new VCloudConnectionOptions
    {
        Server = _cloud.Endpoint.AbsoluteUri, Org = org, UserName = user, Password = "Passw0rd!", CertificateThumbprint = _cloud.CertificateThumbprint,
    });
}
