using CsePowerShell.Clusters;
using CsePowerShell.Simulator;
using CsePowerShell.VCloud;

namespace CsePowerShell.IntegrationTests;

/// <summary>Both sides of the wire, judged by the published schemas: what the engine sends in a whole life of a cluster, and what it is answered.</summary>
public sealed class ConformanceTests
{
    [Fact]
    public async Task Every_document_of_a_whole_life_of_a_cluster_is_valid()
    {
        Schemas.Require();
        string folder = Directory.CreateTempSubdirectory("cse-conformance-").FullName;
        string trace = Path.Combine(folder, "trace");
        try
        {
            await using (SimulatedCloud cloud = await SimulatedCloud.StartAsync(new SimulatorOptions { TraceFolder = trace }, TestContext.Current.CancellationToken))
            {
                Assert.SkipUnless(cloud.GuestsAvailable, $"guests cannot run here: {cloud.GuestsUnavailableReason}");
                await LiveAsync(cloud, Path.Combine(folder, "management-key"));
            }

            string[] requests = Directory.GetFiles(trace, "*.request.xml");
            foreach (string root in new[] { "ComposeVAppParams", "RecomposeVAppParams", "DeployVAppParams", "UndeployVAppParams", "Metadata" })
                Assert.Contains(requests, file => System.Xml.Linq.XElement.Load(file).Name.LocalName == root);
            string faults = await Schemas.FaultsAsync(Directory.GetFiles(trace, "*.xml"));
            Assert.True(faults.Length == 0, faults);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task LiveAsync(SimulatedCloud cloud, string keyPath)
    {
        CancellationToken ct = TestContext.Current.CancellationToken;
        using VCloudClient client = await VCloudClient.ConnectAsync(new VCloudConnectionOptions
        {
            Server = cloud.Endpoint.AbsoluteUri,
            CertificateThumbprint = cloud.CertificateThumbprint,
            Org = "acme",
            UserName = "alice",
            Password = new SimulatorOptions().Password,
        }, ct);
        var operations = new DirectOperations(client, new EngineOptions { NodeSshPort = cloud.GuestSshPort, SshKeyPath = keyPath });

        // Other hardware than the template's, so that the nodes are reconfigured, too.
        ClusterSpec spec = CloudFixture.Spec("valid", workers: 1);
        spec.Pools[1].Cpu = 4;
        spec.Pools[1].MemoryMB = 6144;
        await (await operations.StartCreateAsync(spec, new CreateOptions(), ct)).Completion;
        ClusterReference cluster = ClusterReference.Parse("valid");
        await operations.CheckAsync(CloudFixture.Spec("other"), ct);
        await operations.ForEachClusterAsync(new ClusterQuery { IncludeNodes = true }, _ => Task.CompletedTask, ct);
        await operations.GetClusterAsync(cluster, ct);
        await (await operations.StartResizeAsync(cluster, new ResizeRequest { WorkerCount = 2 }, ct)).Completion;
        await (await operations.StartResizeAsync(cluster, new ResizeRequest { WorkerCount = 1 }, ct)).Completion;
        await (await operations.StartRemoveAsync(cluster, new RemoveOptions(), ct)).Completion;
        await client.LogoutAsync(ct);
    }
}
