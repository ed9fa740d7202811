using CsePowerShell.Clusters;
using CsePowerShell.Simulator;
using CsePowerShell.Simulator.Kubernetes;

namespace CsePowerShell.IntegrationTests;

/// <summary>
/// The process that works on a cluster is killed with -9, at every step, and the same command is given again in another process: it ends with the one cluster that was wanted.
/// </summary>
public sealed class KillTests(CloudFixture fixture) : IClassFixture<CloudFixture>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Killed at one step after the other: each continues what the one before left, which is more than dying once.</summary>
    [Fact]
    public async Task A_create_that_is_killed_at_every_step_is_finished_by_the_same_command()
    {
        fixture.NeedsGuests();
        const string Name = "kill-create";
        string[] steps =
        [
            "task vdcComposeVapp", "task metadataUpdate", "task vdcRecomposeVapp", "task vappDeploy", "phase Customizing guests", "phase Preparing nodes",
            "phase Initializing the control plane", "phase Joining workers", "phase Waiting for Ready", "phase Recording the result",
        ];
        Guid? vapp = null;
        string? id = null;
        foreach (string step in steps)
        {
            await KillAsync(Name, 2, "create", step);
            SimulatedVApp left = Assert.Single(fixture.Cloud.VApps, one => one.Name == Name);
            Assert.Equal(vapp ?? left.Id, left.Id);
            vapp = left.Id;
            if (left.Metadata.TryGetValue("cse.cluster.id", out string? now))
                Assert.Equal(id ??= now, now);
        }

        Cluster cluster = await FinishAsync(Name, 2);

        Assert.Equal(vapp, Assert.Single(fixture.Cloud.VApps, one => one.Name == Name).Id);
        Assert.Equal(id, cluster.Id);
        AssertWhole(Name, 2);

        // A remove, killed on the way, too.
        await KillAsync(Name, 0, "remove", "task vappUndeployPowerOff");
        DirectOperations operations = await fixture.OperationsAsync();
        Assert.Equal(ClusterState.Interrupted, (await operations.GetClusterAsync(ClusterReference.To(cluster), Ct)).State);
        await (await operations.StartRemoveAsync(ClusterReference.To(cluster), new RemoveOptions(), Ct)).Completion;
        fixture.AssertGone(Name);
    }

    [Theory]
    [InlineData("kill-compose", "task vdcComposeVapp")]
    [InlineData("kill-clone", "task vdcRecomposeVapp")]
    [InlineData("kill-release", "task metadataDelete")]
    public async Task A_create_that_is_killed_once_is_finished_by_the_same_command(string name, string step)
    {
        fixture.NeedsGuests();
        await KillAsync(name, 1, "create", step);
        Guid vapp = fixture.VApp(name)!.Id;

        Cluster cluster = await FinishAsync(name, 1);

        Assert.Equal(vapp, Assert.Single(fixture.Cloud.VApps, one => one.Name == name).Id);
        Assert.Equal(ClusterState.Ready, cluster.State);
        AssertWhole(name, 1);
    }

    [Fact]
    public async Task A_resize_that_is_killed_at_every_step_is_finished_by_the_same_command()
    {
        fixture.NeedsGuests();
        const string Name = "kill-resize";
        Cluster cluster = await FinishAsync(Name, 1);
        DirectOperations operations = await fixture.OperationsAsync();

        foreach (string step in new[] { "task vdcRecomposeVapp", "task vappDeploy", "phase Preparing nodes", "phase Joining workers", "phase Waiting for Ready" })
        {
            await KillAsync(Name, 3, "resize", step);
            await AssertInterruptedAsync(operations, cluster);
        }

        await (await operations.StartResizeAsync(ClusterReference.To(cluster), new ResizeRequest { WorkerCount = 3 }, Ct)).Completion;
        AssertWhole(Name, 3);

        // Another mind after a death: what was cordoned takes pods again.
        SimulatedCluster kubernetes = fixture.Cloud.Guests.Kubernetes.ClusterAt(fixture.VApp(Name)!.Metadata["cse.master.ip"])!;
        kubernetes.AddDeployment("shop", "web", 2);
        kubernetes.AddBudget("shop", "web", "web", minAvailable: 2);
        await KillAsync(Name, 1, "resize", "phase Draining nodes", () => kubernetes.Nodes.Any(node => !node.IsSchedulable));
        kubernetes.Remove("shop", "pdb/web");
        await (await operations.StartResizeAsync(ClusterReference.To(cluster), new ResizeRequest { WorkerCount = 3 }, Ct)).Completion;
        AssertWhole(Name, 3);

        foreach (string step in new[] { "phase Draining nodes", "phase Removing nodes", "task vappUndeployPowerOff", "task vdcRecomposeVapp" })
        {
            await KillAsync(Name, 1, "resize", step);
            await AssertInterruptedAsync(operations, cluster);
        }

        await (await operations.StartResizeAsync(ClusterReference.To(cluster), new ResizeRequest { WorkerCount = 1 }, Ct)).Completion;
        AssertWhole(Name, 1);
    }

    /// <summary>Starts a process that works on the cluster, and kills it when the task of vCD runs, or the phase begins.</summary>
    private async Task KillAsync(string name, int workers, string action, string step, Func<bool>? also = null)
    {
        string[] words = step.Split(' ', 2);
        int before = Running(name, words[1]).Total;
        if (words[0] == "task")
            fixture.Cloud.Faults.Add($"task-slow operation={words[1]} seconds=1");
        bool last = words[1] == "metadataDelete";
        Func<Worker, bool> there = words[0] == "phase"
            ? worker => worker.Lines.Contains(step)
            : worker => Running(name, words[1]) is { IsRunning: true } tasks && tasks.Total > before && (!last || worker.Lines.Contains("phase Recording the result"));
        using Worker worker = Worker.Start(fixture.Cloud, fixture.KeyPath, name, workers, action);
        Assert.True(await worker.KillWhenAsync(one => there(one) && also?.Invoke() != false, TimeSpan.FromMinutes(2), Ct), $"it ended before \"{step}\": " + string.Join(" | ", worker.Lines));
        fixture.Cloud.Faults.Clear();
        TestContext.Current.TestOutputHelper?.WriteLine($"killed at {step}");
    }

    private (bool IsRunning, int Total) Running(string name, string operation)
    {
        // Stopping one VM is a task of that VM, everything else one of the vApp.
        SimulatedTask[] tasks = [.. fixture.Cloud.Tasks.Where(task => task.OperationName == operation && (task.OwnerName == name || operation == "vappUndeployPowerOff"))];
        return (tasks.Length > 0 && tasks[^1].Status == "running", tasks.Length);
    }

    private async Task<Cluster> FinishAsync(string name, int workers)
    {
        DirectOperations operations = await fixture.OperationsAsync();
        ClusterOperation again = await operations.StartCreateAsync(CloudFixture.Spec(name, workers), new CreateOptions(), Ct);
        again.Progress += (_, progress) => { if (progress.Line is { } line) TestContext.Current.TestOutputHelper?.WriteLine(line.ToString()); };
        return (await again.Completion).Cluster!;
    }

    private static async Task AssertInterruptedAsync(DirectOperations operations, Cluster cluster)
    {
        Cluster interrupted = await operations.GetClusterAsync(ClusterReference.To(cluster), Ct);
        Assert.Equal(ClusterState.Interrupted, interrupted.State);
        Assert.Contains("Set-CseClusterSize", interrupted.CurrentOperation!.ResumeHint);
    }

    /// <summary>As many nodes as wanted, the same ones in vCD and in Kubernetes, all Ready and open for pods, no lease left.</summary>
    private void AssertWhole(string name, int workers)
    {
        SimulatedVApp vapp = fixture.VApp(name)!;
        Assert.Equal(workers + 1, vapp.VmNames.Count);
        fixture.AssertNoLease(name);
        SimulatedCluster kubernetes = fixture.Cloud.Guests.Kubernetes.ClusterAt(vapp.Metadata["cse.master.ip"])!;
        Assert.Equal(vapp.VmNames.Order(), kubernetes.Nodes.Select(node => node.Name).Order());
        Assert.All(kubernetes.Nodes, node => Assert.True(node is { IsReady: true, IsSchedulable: true }, $"{node.Name}: ready {node.IsReady}, schedulable {node.IsSchedulable}"));
    }
}
