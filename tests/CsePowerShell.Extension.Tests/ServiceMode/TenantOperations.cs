using CsePowerShell.Clusters;
using CsePowerShell.Extension.Tests.EndToEnd;
using CsePowerShell.VCloud;

namespace CsePowerShell.Extension.Tests.ServiceMode;

/// <summary>A user with this product: a session in the simulated vCD, with the engine in the service and the one in this process.</summary>
internal sealed class TenantOperations : IAsyncDisposable
{
    private TenantOperations(VCloudClient client, string key)
    {
        Client = client;
        var engine = new EngineOptions { SshKeyPath = key };
        Direct = new DirectOperations(client, engine);
        Remote = new RemoteOperations(client, Direct, engine);
    }

    public VCloudClient Client { get; }

    public DirectOperations Direct { get; }

    public RemoteOperations Remote { get; }

    /// <param name="cloud">The cloud.</param>
    /// <param name="user">The user.</param>
    /// <param name="org">The organization.</param>
    /// <param name="key">Management key of direct mode. Service mode needs none, so by default there is none that could be used.</param>
    public static async Task<TenantOperations> ConnectAsync(RegisteredCloud cloud, string user = "alice", string org = "acme", string key = "/nonexistent/key") => new(
        await VCloudClient.ConnectAsync(new VCloudConnectionOptions
        {
            Server = cloud.Cloud.Endpoint.AbsoluteUri, Org = org, UserName = user, Password = "Passw0rd!", CertificateThumbprint = cloud.Cloud.CertificateThumbprint,
        }, TestContext.Current.CancellationToken), key);

    public static ClusterSpec Spec(string name, int workers = 1) => ClusterSpec.Simple(name, "acme-vdc", "acme-net", "ubuntu-24.04_k8s-1.31", workers);

    public async Task<List<Cluster>> ListAsync()
    {
        List<Cluster> found = [];
        await Remote.ForEachClusterAsync(new ClusterQuery(), cluster =>
        {
            found.Add(cluster);
            return Task.CompletedTask;
        }, TestContext.Current.CancellationToken);
        return found;
    }

    public async ValueTask DisposeAsync()
    {
        Remote.Dispose();
        await Client.LogoutAsync();
        Client.Dispose();
    }
}
