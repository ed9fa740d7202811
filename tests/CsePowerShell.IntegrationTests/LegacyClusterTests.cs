using CsePowerShell.Clusters;
using CsePowerShell.Simulator;
using CsePowerShell.VCloud;

namespace CsePowerShell.IntegrationTests;

/// <summary>Clusters that CSE 1.x made: they can be seen, read, shrunk and removed, and are told why they cannot grow.</summary>
public sealed class LegacyClusterTests : IAsyncLifetime
{
    private readonly TimeProvider _clock = new FastClock();
    private readonly PaperGuests _guests = new();
    private SimulatedCloud _cloud = null!;
    private VCloudClient _client = null!;
    private DirectOperations _operations = null!;
    private Cluster _cluster = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cloud = await SimulatedCloud.StartAsync(new SimulatorOptions { Guests = GuestMode.OnPaper, Scale = new ScaleOptions(3, 1) });
        _client = await VCloudClient.ConnectAsync(new VCloudConnectionOptions
        {
            Server = _cloud.Endpoint.AbsoluteUri, Org = "tenant-001", UserName = "admin", Password = "Passw0rd!", CertificateThumbprint = _cloud.CertificateThumbprint, Clock = _clock,
        });
        _operations = new DirectOperations(_client, new EngineOptions { SshKeyPath = "/nonexistent/key", Shells = _guests, Clock = _clock });
        await _operations.ForEachClusterAsync(new ClusterQuery(), found =>
        {
            _cluster = found.IsLegacy ? found : _cluster;
            return Task.CompletedTask;
        }, Ct);
        _cluster = await _operations.GetClusterAsync(ClusterReference.To(_cluster), Ct);
        foreach (Node node in _cluster.Nodes!)
            _guests.ClusterAt(_cluster.ControlPlaneEndpoint!.Split(':')[0]).Nodes[node.Name] = true;
    }

    public async ValueTask DisposeAsync()
    {
        await _client.LogoutAsync();
        _client.Dispose();
        await _cloud.DisposeAsync();
    }

    [Fact]
    public void It_is_listed_with_what_its_metadata_say()
    {
        Assert.True(_cluster.IsLegacy);
        Assert.Equal("1.2.7", _cluster.CseVersion);
        Assert.Equal("photon-v2", _cluster.Template);
        Assert.Equal(ClusterState.Ready, _cluster.State);
        Assert.Null(_cluster.DesiredNodes);
        Assert.Empty(_cluster.Pools);
        Assert.Equal([NodeRole.ControlPlane, NodeRole.Worker, NodeRole.Worker], _cluster.Nodes!.Select(node => node.Role));
    }

    [Fact]
    public async Task It_cannot_grow_and_says_why()
    {
        foreach (ResizeRequest request in new[] { new ResizeRequest { Add = 1 }, new ResizeRequest { WorkerCount = 3 } })
        {
            ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => _operations.StartResizeAsync(ClusterReference.To(_cluster), request, Ct));
            Assert.Equal(ErrorCodes.VersionUnsupported, error.Code);
            Assert.Contains("CSE 1.x", error.Message);
        }
    }

    [Fact]
    public async Task It_shrinks_and_gives_its_kubeconfig_and_is_removed()
    {
        string kubeconfig = await _operations.GetKubeconfigAsync(ClusterReference.To(_cluster), Ct);
        Assert.Equal($"https://{_cluster.ControlPlaneEndpoint}", KubeconfigText.ServerOf(kubeconfig));

        Cluster smaller = (await (await _operations.StartResizeAsync(ClusterReference.To(_cluster), new ResizeRequest { WorkerCount = 1 }, Ct)).Completion).Cluster!;
        Assert.Equal(2, smaller.Nodes!.Count);
        SimulatedVApp vapp = _cloud.VApps.Single(one => one.Name == _cluster.Name);
        Assert.Equal(2, vapp.VmNames.Count);
        Assert.DoesNotContain(vapp.Metadata.Keys, key => key is "cse.ps.spec" or "cse.ps.status" || key.StartsWith("cse.ps.lease.", StringComparison.Ordinal));
        Assert.True(smaller.IsLegacy);

        string last = smaller.Nodes.Single(node => node.Role == NodeRole.Worker).Name;
        await (await _operations.StartResizeAsync(ClusterReference.To(_cluster), new ResizeRequest { RemoveNodes = [last] }, Ct)).Completion;
        Assert.Single(_cloud.VApps.Single(one => one.Name == _cluster.Name).VmNames);

        await (await _operations.StartRemoveAsync(ClusterReference.To(_cluster), new RemoveOptions(), Ct)).Completion;
        Assert.DoesNotContain(_cloud.VApps, one => one.Name == _cluster.Name);
    }

    [Fact]
    public async Task Its_nodes_are_entered_with_the_password_that_the_old_server_was_configured_with()
    {
        var asked = new List<string>();
        var operations = new DirectOperations(_client, new EngineOptions
        {
            SshKeyPath = "/nonexistent/key", Shells = _guests, Clock = _clock,
            LegacyPasswords = template => { asked.Add(template); return template == "photon-v2" ? "as-configured" : null; },
        });
        await operations.GetKubeconfigAsync(ClusterReference.To(_cluster), Ct);
        Assert.Equal(["photon-v2"], asked);
        Assert.Equal("as-configured", _guests.LastCredential!.Password);
        await _operations.GetKubeconfigAsync(ClusterReference.To(_cluster), Ct);
        Assert.StartsWith("seeded-", _guests.LastCredential!.Password, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_name_is_taken()
    {
        ClusterSpec spec = ClusterSpec.Simple(_cluster.Name, _cluster.Vdc, _cluster.Vdc + "-net", "ubuntu-24.04_k8s-1.31", 1);
        var operations = new DirectOperations(_client, new EngineOptions { SshKeyPath = Path.Combine(Path.GetTempPath(), "cse-legacy-" + Guid.NewGuid().ToString("N")), Shells = _guests, Clock = _clock });
        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => operations.PlanCreateAsync(spec, new CreateOptions(), Ct));
        Assert.Equal(ErrorCodes.ClusterExists, error.Code);
        Assert.Contains("CSE 1.x", error.Message);
    }
}
