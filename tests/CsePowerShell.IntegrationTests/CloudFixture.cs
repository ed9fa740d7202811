using CsePowerShell.Clusters;
using CsePowerShell.Simulator;
using CsePowerShell.VCloud;

namespace CsePowerShell.IntegrationTests;

/// <summary>One simulated cloud for the tests of a class, and the ways into it. Tests of a class run one after the other, so each may set the faults it needs.</summary>
public sealed class CloudFixture : IAsyncLifetime
{
    public const string Template = "ubuntu-24.04_k8s-1.31";

    private readonly List<VCloudClient> _clients = [];

    public SimulatedCloud Cloud { get; private set; } = null!;

    /// <summary>A folder of this fixture alone: management keys, kubeconfigs.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("cse-integration-").FullName;

    public string KeyPath => Path.Combine(Folder, "management-key");

    public async ValueTask InitializeAsync() => Cloud = await SimulatedCloud.StartAsync(new SimulatorOptions { Latency = LatencyProfile.Fast });

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

    /// <summary>Without faults, and skipped where there is nobody to log in to.</summary>
    public void NeedsGuests()
    {
        Assert.SkipUnless(Cloud.GuestsAvailable, $"guests cannot run here: {Cloud.GuestsUnavailableReason}");
        Cloud.Faults.Clear();
    }

    public async Task<VCloudClient> ConnectAsync(string user = "alice", string org = "acme")
    {
        VCloudClient client = await VCloudClient.ConnectAsync(new VCloudConnectionOptions
        {
            Server = Cloud.Endpoint.AbsoluteUri,
            Org = org,
            UserName = user,
            Password = "Passw0rd!",
            CertificateThumbprint = Cloud.CertificateThumbprint,
        });
        lock (_clients)
            _clients.Add(client);
        return client;
    }

    public async Task<DirectOperations> OperationsAsync(string user = "alice", string org = "acme", Action<EngineOptions>? change = null) =>
        new(await ConnectAsync(user, org), Options(change));

    public EngineOptions Options(Action<EngineOptions>? change = null)
    {
        var options = new EngineOptions { SshKeyPath = KeyPath, NodeSshPort = Cloud.GuestSshPort };
        change?.Invoke(options);
        return options;
    }

    public static ClusterSpec Spec(string name, int workers = 2) => ClusterSpec.Simple(name, "acme-vdc", "acme-net", Template, workers);

    public SimulatedVApp? VApp(string name) => Cloud.VApps.FirstOrDefault(vapp => vapp.Name == name);

    /// <summary>Nothing of the cluster is left: no vApp, no VM.</summary>
    public void AssertGone(string name)
    {
        Assert.DoesNotContain(Cloud.VApps, vapp => vapp.Name == name);
        Assert.DoesNotContain(Cloud.Vms, vm => vm.VApp == name);
    }

    public void AssertNoLease(string name) => Assert.DoesNotContain(VApp(name)!.Metadata.Keys, key => key.StartsWith("cse.ps.lease.", StringComparison.Ordinal));
}
