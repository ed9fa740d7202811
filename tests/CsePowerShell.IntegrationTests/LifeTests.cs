using System.Diagnostics;
using CsePowerShell.Clusters;
using CsePowerShell.Simulator.Kubernetes;
using CsePowerShell.VCloud;

namespace CsePowerShell.IntegrationTests;

/// <summary>The whole life of a cluster, on nodes that are real SSH hosts, looked at with the real kubectl.</summary>
public sealed class LifeTests(CloudFixture fixture) : IClassFixture<CloudFixture>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cluster_lives_from_create_to_remove()
    {
        fixture.NeedsGuests();
        VCloudClient client = await fixture.ConnectAsync();
        var operations = new DirectOperations(client, fixture.Options());
        var tenant = new DirectOperations(await fixture.ConnectAsync("bob", "globex"), fixture.Options());

        // Create 1 + 2.
        long before = client.Traffic.Requests;
        Cluster cluster = await DoneAsync(operations.StartCreateAsync(CloudFixture.Spec("life"), new CreateOptions(), Ct));
        Say($"create took {client.Traffic.Requests - before} requests, polls included");
        ClusterReference reference = ClusterReference.To(cluster);
        Assert.Equal((ClusterState.Ready, 3), (cluster.State, cluster.ReadyNodes));
        SimulatedCluster kubernetes = fixture.Cloud.Guests.Kubernetes.ClusterAt(cluster.ControlPlaneEndpoint!.Split(':')[0])!;

        // Nobody else sees it.
        List<Cluster> seen = [];
        await tenant.ForEachClusterAsync(new ClusterQuery(), found => { seen.Add(found); return Task.CompletedTask; }, Ct);
        Assert.Empty(seen);
        foreach (ClusterReference guess in new[] { reference, ClusterReference.Parse("life"), ClusterReference.Parse(cluster.VAppUrn) })
            Assert.Equal(ErrorCodes.ClusterNotFound, (await Assert.ThrowsAsync<ClusterException>(() => tenant.GetClusterAsync(guess, Ct))).Code);
        Assert.Equal(ErrorCodes.ClusterNotFound, (await Assert.ThrowsAsync<ClusterException>(() => tenant.StartRemoveAsync(reference, new RemoveOptions(), Ct))).Code);

        // Nodes, as vCD and Kubernetes see them; and the kubeconfig in the hands of kubectl.
        ClusterNodes nodes = await operations.GetNodesAsync(reference, askKubernetes: true, Ct);
        Assert.Empty(nodes.Warnings);
        Assert.All(nodes, node => Assert.Equal((true, "v1.31.4", "GC_COMPLETE"), (node.Ready, node.KubeletVersion, node.CustomizationState)));
        string other = Path.Combine(fixture.Folder, "another-key");
        ClusterNodes unasked = await new DirectOperations(client, fixture.Options(options => options.SshKeyPath = other)).GetNodesAsync(reference, askKubernetes: true, Ct);
        Assert.All(unasked, node => Assert.Null(node.Ready));
        Assert.Contains(other, Assert.Single(unasked.Warnings), StringComparison.Ordinal);
        string kubeconfig = await operations.GetKubeconfigAsync(reference, Ct);
        Assert.Equal($"https://{cluster.ControlPlaneEndpoint}", KubeconfigText.ServerOf(kubeconfig));
        string file = Path.Combine(fixture.Folder, "life.kubeconfig");
        await File.WriteAllTextAsync(file, kubeconfig, Ct);
        string[] known = await KubectlAsync(file, "get", "nodes", "-o", "name");
        if (known.Length > 0)
            Assert.Equal(nodes.Select(node => "node/" + node.Name).Order(), known.Order());

        // Grow to 3, which joins one more and leaves the others alone.
        cluster = await DoneAsync(operations.StartResizeAsync(reference, new ResizeRequest { WorkerCount = 3 }, Ct));
        Assert.Equal(4, cluster.ReadyNodes);
        Assert.Equal(4, kubernetes.Nodes.Count);

        // A disruption budget blocks the shrink; it is named, and everything stays.
        kubernetes.AddDeployment("shop", "web", 3);
        kubernetes.AddBudget("shop", "web-budget", "web", minAvailable: 3);
        await WaitUntilAsync(() => kubernetes.Pods.Count(pod => pod.Namespace == "shop" && pod.Phase == "Running") == 3);
        var limited = new DirectOperations(client, fixture.Options(options => options.Limits.Drain = TimeSpan.FromSeconds(6)));
        ClusterOperation blocked = await limited.StartResizeAsync(reference, new ResizeRequest { WorkerCount = 1 }, Ct);
        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => blocked.Completion);
        Say(error.Message);
        Assert.Equal(ErrorCodes.DrainBlocked, error.Code);
        Assert.Contains("web-budget", error.Message);
        Assert.Contains("shop/web", error.Message);
        Assert.Equal(4, kubernetes.Nodes.Count);
        Assert.All(kubernetes.Nodes, node => Assert.True(node.IsSchedulable, $"{node.Name} is cordoned"));

        // Without the budget it goes, and the pods have moved.
        kubernetes.Remove("shop", "pdb/web-budget");
        cluster = await DoneAsync(operations.StartResizeAsync(reference, new ResizeRequest { WorkerCount = 1 }, Ct));
        Assert.Equal((2, 2), (cluster.DesiredNodes, kubernetes.Nodes.Count));
        await WaitUntilAsync(() => kubernetes.Pods.Count(pod => pod.Namespace == "shop" && pod.Phase == "Running") == 3);
        fixture.AssertNoLease("life");

        // Remove.
        OperationResult removed = await (await operations.StartRemoveAsync(reference, new RemoveOptions(), Ct)).Completion;
        Assert.Empty(removed.Removed!.Left);
        fixture.AssertGone("life");
        Assert.DoesNotContain(fixture.Cloud.Guests.Kubernetes.Clusters, one => one.Address.Equals(kubernetes.Address));
    }

    [Fact]
    public async Task A_cluster_can_begin_without_workers_and_lose_them_again()
    {
        fixture.NeedsGuests();
        var operations = new DirectOperations(await fixture.ConnectAsync(), fixture.Options());
        Cluster alone = await DoneAsync(operations.StartCreateAsync(CloudFixture.Spec("alone", workers: 0), new CreateOptions(), Ct));
        Assert.Equal((ClusterState.Ready, 1, 1), (alone.State, alone.ReadyNodes, alone.DesiredNodes));
        ClusterReference reference = ClusterReference.To(alone);
        Assert.False((await (await operations.StartCreateAsync(CloudFixture.Spec("alone", workers: 0), new CreateOptions(), Ct)).Completion).Changed);

        Assert.Equal(2, (await DoneAsync(operations.StartResizeAsync(reference, new ResizeRequest { Add = 1 }, Ct))).ReadyNodes);

        // Pods that a controller makes again do not hold the last worker: they wait for the next one.
        SimulatedCluster kubernetes = fixture.Cloud.Guests.Kubernetes.ClusterAt(alone.ControlPlaneEndpoint!.Split(':')[0])!;
        kubernetes.AddDeployment("shop", "web", 1);
        await WaitUntilAsync(() => kubernetes.Pods.Any(pod => pod.Namespace == "shop" && pod.Phase == "Running"));
        Cluster again = await DoneAsync(operations.StartResizeAsync(reference, new ResizeRequest { WorkerCount = 0 }, Ct));
        Assert.Equal((ClusterState.Ready, 1), (again.State, again.ReadyNodes));
        await WaitUntilAsync(() => kubernetes.Pods.Count(pod => pod.Namespace == "shop" && pod.Phase == "Pending") == 1);
        Assert.Equal(2, (await DoneAsync(operations.StartResizeAsync(reference, new ResizeRequest { WorkerCount = 1 }, Ct))).ReadyNodes);
        await WaitUntilAsync(() => kubernetes.Pods.Any(pod => pod.Namespace == "shop" && pod.Phase == "Running"));
        await (await operations.StartRemoveAsync(reference, new RemoveOptions(), Ct)).Completion;
        fixture.AssertGone("alone");
    }

    private static void Say(string text) => TestContext.Current.TestOutputHelper?.WriteLine(text);

    private static async Task<Cluster> DoneAsync(Task<ClusterOperation> start)
    {
        var watch = Stopwatch.StartNew();
        ClusterOperation operation = await start;
        OperationResult result = await operation.Completion;
        Say($"{operation.Kind} took {watch.Elapsed.TotalSeconds:0.0} s");
        return result.Cluster!;
    }

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        for (int round = 0; !condition(); round++)
        {
            Assert.True(round < 200, "it did not happen in 10 s");
            await Task.Delay(50, Ct);
        }
    }

    /// <summary>The lines that the real kubectl prints; none where there is no kubectl.</summary>
    private static async Task<string[]> KubectlAsync(string kubeconfig, params string[] arguments)
    {
        var start = new ProcessStartInfo("kubectl") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("--kubeconfig");
        start.ArgumentList.Add(kubeconfig);
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Say("kubectl is not installed; the kubeconfig was not tried with it");
            return [];
        }

        using (process)
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(Ct);
            string output = await process.StandardOutput.ReadToEndAsync(Ct);
            await process.WaitForExitAsync(Ct);
            Assert.True(process.ExitCode == 0, await errors);
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
    }
}
