using CsePowerShell.Clusters;
using CsePowerShell.VCloud;

namespace CsePowerShell.IntegrationTests;

public sealed class RemoveOnPaperTests(PaperFixture fixture) : IClassFixture<PaperFixture>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cluster_is_removed_with_a_list_of_what_it_owned_and_a_repeat_by_force_changes_nothing()
    {
        fixture.Reset();
        DirectOperations operations = await fixture.OperationsAsync();
        Cluster cluster = await fixture.CreateAsync(operations, PaperFixture.Spec("gone"));
        ClusterReference reference = ClusterReference.To(cluster);
        Assert.Equal(3, (await operations.PlanRemoveAsync(reference, new RemoveOptions(), Ct)).VmsToRemove.Count);

        RemovalReport report = (await (await operations.StartRemoveAsync(reference, new RemoveOptions(), Ct)).Completion).Removed!;

        Assert.Equal(4, report.Owned.Count);
        Assert.Empty(report.Left);
        fixture.AssertGone("gone");
        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => operations.StartRemoveAsync(reference, new RemoveOptions(), Ct));
        Assert.Equal(ErrorCodes.ClusterNotFound, error.Code);
        Assert.False((await (await operations.StartRemoveAsync(reference, new RemoveOptions { Force = true }, Ct)).Completion).Changed);
    }

    [Theory]
    [InlineData("Cloning VMs")]
    [InlineData("Customizing guests")]
    [InlineData("Joining workers")]
    public async Task A_half_made_cluster_is_removed_by_name(string phase)
    {
        fixture.Reset();
        string name = "half-" + phase.Split(' ')[0].ToLowerInvariant();
        DirectOperations operations = await fixture.OperationsAsync();
        ClusterOperation create = await operations.StartCreateAsync(PaperFixture.Spec(name), new CreateOptions(), Ct);
        create.Progress += (self, progress) => { if (progress.Phase == phase) self.Cancel(); };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => create.Completion);
        Assert.NotNull(fixture.VApp(name));

        await (await operations.StartRemoveAsync(ClusterReference.Parse(name), new RemoveOptions(), Ct)).Completion;

        fixture.AssertGone(name);
    }

    [Fact]
    public async Task By_force_the_lease_of_another_operation_is_no_obstacle_and_without_force_it_is_named()
    {
        fixture.Reset();
        DirectOperations operations = await fixture.OperationsAsync();
        Cluster cluster = await fixture.CreateAsync(operations, PaperFixture.Spec("leased", workers: 1));
        await LeaseTools.WriteAsync(await fixture.ConnectAsync(), cluster, new Actor { User = "carol@acme", Host = "elsewhere/00", Process = "1/1" }, fixture.Clock.GetUtcNow().AddMinutes(10), Ct);

        ClusterException error = await PaperFixture.FailureAsync(await operations.StartRemoveAsync(ClusterReference.To(cluster), new RemoveOptions(), Ct));
        Assert.Equal(ErrorCodes.ClusterBusy, error.Code);
        Assert.Contains("carol@acme on elsewhere", error.Message);
        Assert.NotNull(fixture.VApp("leased"));
        Assert.Single(fixture.VApp("leased")!.Metadata.Keys, key => key.StartsWith("cse.ps.lease.", StringComparison.Ordinal));

        await (await operations.StartRemoveAsync(ClusterReference.To(cluster), new RemoveOptions { Force = true }, Ct)).Completion;
        fixture.AssertGone("leased");
    }

    [Fact]
    public async Task A_lease_that_has_expired_is_swept_away()
    {
        fixture.Reset();
        DirectOperations operations = await fixture.OperationsAsync();
        Cluster cluster = await fixture.CreateAsync(operations, PaperFixture.Spec("expired", workers: 1));
        await LeaseTools.WriteAsync(await fixture.ConnectAsync(), cluster, new Actor { User = "carol@acme", Host = "elsewhere/00", Process = "1/1" }, fixture.Clock.GetUtcNow().AddMinutes(-1), Ct);
        await (await operations.StartResizeAsync(ClusterReference.To(cluster), new ResizeRequest { Add = 1 }, Ct)).Completion;
        fixture.AssertNoLease("expired");
    }

    [Fact]
    public async Task A_task_that_fails_leaves_a_cluster_that_can_be_removed_again()
    {
        fixture.Reset();
        DirectOperations operations = await fixture.OperationsAsync();
        Cluster cluster = await fixture.CreateAsync(operations, PaperFixture.Spec("stubborn", workers: 1));
        fixture.Cloud.Faults.Add("task-fails operation=vdcDeleteVapp count=1");
        ClusterException error = await PaperFixture.FailureAsync(await operations.StartRemoveAsync(ClusterReference.To(cluster), new RemoveOptions(), Ct));
        Assert.Equal(ErrorCodes.VcdError, error.Code);
        Cluster left = await operations.GetClusterAsync(ClusterReference.To(cluster), Ct);
        Assert.Equal(OperationKind.Remove, left.CurrentOperation!.Kind);
        Assert.Equal(OperationState.Failed, left.CurrentOperation.State);
        fixture.AssertNoLease("stubborn");
        await (await operations.StartRemoveAsync(ClusterReference.To(cluster), new RemoveOptions(), Ct)).Completion;
        fixture.AssertGone("stubborn");
    }

    [Fact]
    public async Task Two_operations_on_one_cluster_exclude_each_other()
    {
        fixture.Reset();
        DirectOperations one = await fixture.OperationsAsync();
        Cluster cluster = await fixture.CreateAsync(one, PaperFixture.Spec("contested", workers: 1));
        fixture.Cloud.Faults.Add("slow-clone seconds=3");

        ClusterOperation first = await one.StartResizeAsync(ClusterReference.To(cluster), new ResizeRequest { WorkerCount = 2 }, Ct);
        while (first.Phase != "Cloning VMs")
            await Task.Delay(50, Ct);
        ClusterException error = await PaperFixture.FailureAsync(await one.StartResizeAsync(ClusterReference.To(cluster), new ResizeRequest { WorkerCount = 3 }, Ct));
        Assert.Equal(ErrorCodes.ClusterBusy, error.Code);
        Assert.Contains("resize by alice@acme", error.Message);
        await first.Completion;
        Assert.Equal(3, fixture.VApp("contested")!.VmNames.Count);
        fixture.AssertNoLease("contested");
    }
}
