using CsePowerShell.Clusters;
using CsePowerShell.Guest;
using CsePowerShell.Simulator;

namespace CsePowerShell.IntegrationTests;

/// <summary>What changing the size does with vCD and with the nodes. One cluster goes through all of a test.</summary>
public sealed class ResizeOnPaperTests(PaperFixture fixture) : IClassFixture<PaperFixture>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cluster_grows_and_shrinks_and_uses_no_name_twice()
    {
        (DirectOperations operations, ClusterReference reference) = await ClusterAsync("sizes");
        string[] first = Workers("sizes");

        Cluster four = await ResizeAsync(operations, reference, new ResizeRequest { WorkerCount = 4 });
        Assert.Equal(4, four.Pools.Single(pool => pool.Name == "workers").ReadyCount);
        string[] second = Workers("sizes");
        Assert.Equal(4, second.Length);
        Assert.Subset(second.ToHashSet(), first.ToHashSet());

        Cluster one = await ResizeAsync(operations, reference, new ResizeRequest { Remove = 3 });
        Assert.Equal((2, 2), (one.DesiredNodes, one.ReadyNodes));
        string survivor = Assert.Single(Workers("sizes"));
        Assert.Contains(survivor, first);

        await ResizeAsync(operations, reference, new ResizeRequest { Add = 1 });
        string[] last = Workers("sizes");
        Assert.Equal(2, last.Length);
        fixture.AssertNoLease("sizes");

        PaperGuests.PaperCluster kubernetes = fixture.Guests.ClusterAt(four.ControlPlaneEndpoint!.Split(':')[0]);
        Assert.Equal(fixture.VApp("sizes")!.VmNames.Order(), kubernetes.Nodes.Keys.Order());
        Assert.All(kubernetes.Nodes, node => Assert.True(node.Value, $"{node.Key} is cordoned"));
    }

    [Fact]
    public async Task The_size_it_has_changes_nothing()
    {
        (DirectOperations operations, ClusterReference reference) = await ClusterAsync("same");
        int tasks = fixture.Cloud.Tasks.Count;
        ClusterOperation operation = await operations.StartResizeAsync(reference, new ResizeRequest { WorkerCount = 2 }, Ct);
        Assert.False((await operation.Completion).Changed);
        Assert.Equal(tasks, fixture.Cloud.Tasks.Count);
        Assert.True((await operations.PlanResizeAsync(reference, new ResizeRequest { WorkerCount = 2 }, Ct)).IsEmpty);
    }

    [Fact]
    public async Task A_budget_that_blocks_is_named_and_the_cluster_stays_whole()
    {
        (DirectOperations operations, ClusterReference reference) = await ClusterAsync("blocked", workers: 3);
        Cluster before = await operations.GetClusterAsync(reference, Ct);
        string[] workers = Workers("blocked");
        ClusterPlan plan = await operations.PlanResizeAsync(reference, new ResizeRequest { WorkerCount = 1 }, Ct);
        Assert.Equal(2, plan.VmsToRemove.Count);
        Assert.Equal((-4, -2), (plan.VCpu, plan.Addresses));
        fixture.Guests.Blocked[plan.VmsToRemove[1]] = "shop/web-0";

        ClusterException error = await PaperFixture.FailureAsync(await operations.StartResizeAsync(reference, new ResizeRequest { WorkerCount = 1 }, Ct));

        Assert.Equal(ErrorCodes.DrainBlocked, error.Code);
        Assert.Equal(plan.VmsToRemove[1], error.Node);
        Assert.Contains(error.Details, detail => detail.Name == "shop/web-0");
        Assert.Equal(workers, Workers("blocked"));
        PaperGuests.PaperCluster kubernetes = fixture.Guests.ClusterAt(before.ControlPlaneEndpoint!.Split(':')[0]);
        Assert.All(kubernetes.Nodes, node => Assert.True(node.Value, $"{node.Key} is cordoned"));
        fixture.AssertNoLease("blocked");
        Cluster after = await operations.GetClusterAsync(reference, Ct);
        Assert.Equal((ClusterState.Ready, 4), (after.State, after.DesiredNodes));
        Assert.Equal((OperationState.Failed, ErrorCodes.DrainBlocked), (after.CurrentOperation!.State, after.CurrentOperation.ErrorCode));
    }

    [Fact]
    public async Task Nodes_that_are_not_Ready_leave_first()
    {
        (DirectOperations operations, ClusterReference reference) = await ClusterAsync("broken", workers: 3);
        Cluster cluster = await operations.GetClusterAsync(reference, Ct);
        PaperGuests.PaperCluster kubernetes = fixture.Guests.ClusterAt(cluster.ControlPlaneEndpoint!.Split(':')[0]);
        ClusterPlan plan = await operations.PlanResizeAsync(reference, new ResizeRequest { WorkerCount = 2 }, Ct);
        string broken = Workers("broken").First(name => !plan.VmsToRemove.Contains(name));
        kubernetes.NotReady[broken] = true;

        await ResizeAsync(operations, reference, new ResizeRequest { WorkerCount = 2 });

        Assert.DoesNotContain(broken, Workers("broken"));
        Assert.Equal(2, Workers("broken").Length);
    }

    [Theory]
    [InlineData("task-fails operation=vdcRecomposeVapp count=1")]
    [InlineData("task-fails operation=vappDeploy count=1")]
    [InlineData("customization-fails")]
    [InlineData("join-worker")]
    public async Task A_failed_growth_takes_back_what_it_added(string fault)
    {
        string name = "back-" + Math.Abs(fault.GetHashCode() % 1000);
        (DirectOperations operations, ClusterReference reference) = await ClusterAsync(name);
        string[] workers = Workers(name);
        if (fault == "join-worker")
            fixture.Guests.OnScript = (script, endpoint) => { if (script == fault) throw new GuestScriptException(endpoint.NodeName, script, 1, TimeSpan.Zero, []); };
        else
            fixture.Cloud.Faults.Add(fault);

        ClusterOperation operation = await operations.StartResizeAsync(reference, new ResizeRequest { WorkerCount = 4 }, Ct);
        ClusterException error = await PaperFixture.FailureAsync(operation);
        fixture.Cloud.Faults.Clear();
        fixture.Guests.OnScript = null;

        TestContext.Current.TestOutputHelper!.WriteLine(error.Message);
        Assert.Equal(workers, Workers(name));
        fixture.AssertNoLease(name);
        Cluster after = await operations.GetClusterAsync(reference, Ct);
        Assert.Equal((ClusterState.Ready, 3, 3), (after.State, after.DesiredNodes, after.ReadyNodes));
        Cluster grown = await ResizeAsync(operations, reference, new ResizeRequest { WorkerCount = 3 });
        Assert.Equal(4, grown.ReadyNodes);
    }

    [Theory]
    [InlineData("Cloning VMs", 4)]
    [InlineData("Customizing guests", 4)]
    [InlineData("Joining workers", 4)]
    [InlineData("Draining nodes", 1)]
    [InlineData("Removing nodes", 1)]
    public async Task A_stopped_resize_is_continued_by_the_same_call(string phase, int count)
    {
        string name = "stop-" + phase.Split(' ')[0].ToLowerInvariant();
        (DirectOperations operations, ClusterReference reference) = await ClusterAsync(name, workers: 3);
        ClusterOperation operation = await operations.StartResizeAsync(reference, new ResizeRequest { WorkerCount = count }, Ct);
        operation.Progress += (self, progress) => { if (progress.Phase == phase) self.Cancel(); };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => operation.Completion);
        fixture.AssertNoLease(name);

        Cluster cluster = await ResizeAsync(operations, reference, new ResizeRequest { WorkerCount = count });

        Assert.Equal(count, Workers(name).Length);
        Assert.Equal(count + 1, cluster.ReadyNodes);
        PaperGuests.PaperCluster kubernetes = fixture.Guests.ClusterAt(cluster.ControlPlaneEndpoint!.Split(':')[0]);
        Assert.Equal(fixture.VApp(name)!.VmNames.Order(), kubernetes.Nodes.Keys.Order());
        Assert.All(kubernetes.Nodes, node => Assert.True(node.Value, $"{node.Key} is cordoned"));
    }

    [Theory]
    [InlineData(-1, null, null, "WorkerCount")]
    [InlineData(1000, null, null, "WorkerCount")]
    [InlineData(null, 0, null, "Add")]
    [InlineData(null, 99, null, "Add")]
    [InlineData(null, null, 3, "Remove")]
    [InlineData(null, null, null, "WorkerCount")]
    [InlineData(2, 1, null, "WorkerCount")]
    public async Task A_size_that_cannot_be_is_refused_by_the_parameter(int? count, int? add, int? remove, string parameter)
    {
        (DirectOperations operations, ClusterReference reference) = await ClusterAsync("bounds");
        var request = new ResizeRequest { WorkerCount = count, Add = add, Remove = remove };
        ClusterException error = await Assert.ThrowsAsync<SpecValidationException>(() => operations.StartResizeAsync(reference, request, Ct));
        Assert.Equal(parameter, Assert.Single(error.Details).Name);
    }

    [Fact]
    public async Task The_control_plane_cannot_be_removed_by_name()
    {
        (DirectOperations operations, ClusterReference reference) = await ClusterAsync("bounds");
        string controlPlane = fixture.VApp("bounds")!.VmNames.Single(name => name.StartsWith("mstr-", StringComparison.Ordinal));
        ClusterException error = await Assert.ThrowsAsync<SpecValidationException>(() => operations.StartResizeAsync(reference, new ResizeRequest { RemoveNodes = [controlPlane] }, Ct));
        Assert.Contains(controlPlane, error.Message);
    }

    [Fact]
    public async Task Named_nodes_are_removed_and_a_repeat_changes_nothing()
    {
        (DirectOperations operations, ClusterReference reference) = await ClusterAsync("named", workers: 3);
        string victim = Workers("named")[1];
        await ResizeAsync(operations, reference, new ResizeRequest { RemoveNodes = [victim] });
        Assert.DoesNotContain(victim, Workers("named"));
        Assert.Equal(2, Workers("named").Length);
        ClusterOperation again = await operations.StartResizeAsync(reference, new ResizeRequest { RemoveNodes = [victim] }, Ct);
        Assert.False((await again.Completion).Changed);
        ClusterException never = await Assert.ThrowsAsync<ClusterException>(() => operations.StartResizeAsync(reference, new ResizeRequest { RemoveNodes = ["node-0000"] }, Ct));
        Assert.Equal(ErrorCodes.NodeNotFound, never.Code);
        Assert.Equal(2, Workers("named").Length);
    }

    private string[] Workers(string name) => [.. fixture.VApp(name)!.VmNames.Where(vm => vm.StartsWith("node-", StringComparison.Ordinal)).Order()];

    private async Task<(DirectOperations Operations, ClusterReference Reference)> ClusterAsync(string name, int workers = 2)
    {
        if (fixture.VApp(name) is null)
            fixture.Reset();
        DirectOperations operations = await fixture.OperationsAsync();
        Cluster cluster = await fixture.CreateAsync(operations, PaperFixture.Spec(name, workers));
        return (operations, ClusterReference.To(cluster));
    }

    private static async Task<Cluster> ResizeAsync(DirectOperations operations, ClusterReference reference, ResizeRequest request)
    {
        ClusterOperation operation = await operations.StartResizeAsync(reference, request, Ct);
        operation.Progress += (_, progress) => { if (progress.Line is { } line) TestContext.Current.TestOutputHelper?.WriteLine(line.ToString()); };
        OperationResult result = await operation.Completion;
        Assert.True(result.Changed);
        return result.Cluster!;
    }
}
