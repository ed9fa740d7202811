using CsePowerShell.Clusters;
using CsePowerShell.Simulator;
using CsePowerShell.VCloud;

namespace CsePowerShell.IntegrationTests;

/// <summary>A simulated cloud whose guests are on paper: fast, and without root.</summary>
public sealed class PaperFixture : IAsyncLifetime
{
    private readonly List<VCloudClient> _clients = [];

    public SimulatedCloud Cloud { get; private set; } = null!;

    public TimeProvider Clock { get; } = new FastClock();

    internal PaperGuests Guests { get; private set; } = new();

    public string Folder { get; } = Directory.CreateTempSubdirectory("cse-paper-").FullName;

    public async ValueTask InitializeAsync() =>
        Cloud = await SimulatedCloud.StartAsync(new SimulatorOptions { Latency = LatencyProfile.Fast, Guests = GuestMode.OnPaper, MaxDeploymentLeaseSeconds = 0 });

    public async ValueTask DisposeAsync()
    {
        foreach (VCloudClient client in _clients)
        {
            await client.LogoutAsync();
            client.Dispose();
        }

        await Cloud.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>A clean start: no faults, no hooks.</summary>
    public void Reset()
    {
        Cloud.Faults.Clear();
        Guests = new PaperGuests();
    }

    public async Task<VCloudClient> ConnectAsync(string user = "alice", string org = "acme")
    {
        VCloudClient client = await VCloudClient.ConnectAsync(new VCloudConnectionOptions
        {
            Server = Cloud.Endpoint.AbsoluteUri, Org = org, UserName = user, Password = "Passw0rd!", CertificateThumbprint = Cloud.CertificateThumbprint, Clock = Clock,
        });
        lock (_clients)
            _clients.Add(client);
        return client;
    }

    public async Task<DirectOperations> OperationsAsync(string user = "alice", string org = "acme", Action<EngineOptions>? change = null) =>
        new(await ConnectAsync(user, org), Options(change));

    public EngineOptions Options(Action<EngineOptions>? change = null)
    {
        var options = new EngineOptions { SshKeyPath = Path.Combine(Folder, "management-key"), Shells = Guests, Clock = Clock };
        change?.Invoke(options);
        return options;
    }

    public static ClusterSpec Spec(string name, int workers = 2) => ClusterSpec.Simple(name, "acme-vdc", "acme-net", "ubuntu-24.04_k8s-1.31", workers);

    public SimulatedVApp? VApp(string name) => Cloud.VApps.FirstOrDefault(vapp => vapp.Name == name);

    public async Task<Cluster> CreateAsync(DirectOperations operations, ClusterSpec spec, CreateOptions? options = null)
    {
        ClusterOperation operation = await operations.StartCreateAsync(spec, options ?? new CreateOptions(), TestContext.Current.CancellationToken);
        operation.Progress += (_, progress) =>
        {
            if (progress.Line is { } line)
                TestContext.Current.TestOutputHelper?.WriteLine(line.ToString());
        };
        return (await operation.Completion).Cluster!;
    }

    public static async Task<ClusterException> FailureAsync(ClusterOperation operation) => await Assert.ThrowsAsync<ClusterException>(() => operation.Completion);

    public void AssertGone(string name)
    {
        Assert.DoesNotContain(Cloud.VApps, vapp => vapp.Name == name);
        Assert.DoesNotContain(Cloud.Vms, vm => vm.VApp == name);
    }

    public void AssertNoLease(string name) => Assert.DoesNotContain(VApp(name)!.Metadata.Keys, key => key.StartsWith("cse.ps.lease.", StringComparison.Ordinal));
}
