using System.Collections.Concurrent;
using CsePowerShell.Clusters;
using CsePowerShell.Extension.Tests.Broker;
using CsePowerShell.Extension.Tests.EndToEnd;
using CsePowerShell.Simulator;

namespace CsePowerShell.Extension.Tests.ServiceMode;

/// <summary>The whole life of a cluster as a tenant with no way into the nodes, over vCD, a real broker and real guests.</summary>
public sealed class LifeThroughTheServiceTests(BrokerFixture brokers)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(4);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cluster_is_planned_made_looked_at_resized_and_removed()
    {
        await using RegisteredCloud cloud = await RegisteredCloud.StartAsync(brokers, options => options.Guests = GuestMode.Auto);
        Assert.SkipUnless(cloud.Cloud.GuestsAvailable, $"guests cannot run here: {cloud.Cloud.GuestsUnavailableReason}");
        await using CloudHost host = await new CloudHost(cloud).ReadyAsync();
        await using TenantOperations alice = await TenantOperations.ConnectAsync(cloud);

        ClusterPlan plan = await alice.Remote.PlanCreateAsync(TenantOperations.Spec("s1"), new CreateOptions(), Stop);
        Assert.Equal((OperationKind.Create, "s1", 2), (plan.Kind, plan.ClusterName, plan.VmsToAdd.Count));
        Assert.Empty(cloud.Cloud.VApps);

        ClusterOperation create = await alice.Remote.StartCreateAsync(TenantOperations.Spec("s1"), new CreateOptions(), Stop);
        ConcurrentQueue<string> phases = Watch(create, out ConcurrentDictionary<string, bool> nodes);
        Assert.True(create.IsRemote);
        OperationResult made = await create.Completion.WaitAsync(s_limit, Stop);
        Assert.True(made.Changed);
        Assert.Equal((ClusterState.Ready, 2, "alice"), (made.Cluster!.State, made.Cluster.ReadyNodes!.Value, made.Cluster.Owner));
        // Looked at every few seconds, so not every phase is seen.
        string[] engine = ["Composing the vApp", "Cloning VMs", "Starting VMs", "Customizing guests", "Preparing nodes", "Initializing the control plane", "Joining workers", "Waiting for Ready"];
        Assert.True(phases.Distinct().Intersect(engine).Count() >= 2, string.Join(", ", phases.Distinct()));
        Assert.Equal(2, nodes.Count);

        // The record on the vApp names the task, so direct mode finds it, too, and both lists show one operation.
        OperationRecord record = Assert.Single(await alice.Remote.ListOperationsAsync(new ClusterQuery(), Stop));
        Assert.Equal((create.Id, true, OperationState.Succeeded, "acme-vdc"), (record.Id, record.IsTask, record.State, record.Vdc));
        Assert.Equal(create.Id, Assert.Single(await alice.Direct.ListOperationsAsync(new ClusterQuery(), Stop)).Id);

        Cluster listed = Assert.Single(await alice.ListAsync());
        Assert.Equal(create.ClusterId, listed.Id);
        var reference = ClusterReference.To(listed);
        ClusterNodes seen = await alice.Remote.GetNodesAsync(reference, askKubernetes: true, Stop);
        Assert.Empty(seen.Warnings);
        Assert.All(seen, node => Assert.True(node.Ready));
        string kubeconfig = await alice.Remote.GetKubeconfigAsync(new ClusterReference { Name = "s1" }, Stop);
        Assert.Contains("client-key-data:", kubeconfig);
        Assert.Contains($"https://{listed.ControlPlaneEndpoint}", kubeconfig);

        ClusterPlan growth = await alice.Remote.PlanResizeAsync(reference, new ResizeRequest { Add = 1 }, Stop);
        Assert.Single(growth.VmsToAdd);
        ClusterOperation resize = await alice.Remote.StartResizeAsync(reference, new ResizeRequest { Add = 1 }, Stop);
        // Accepted, but hardly begun: to add to what is under way has no meaning that two people would agree on.
        ClusterException busy = await Assert.ThrowsAsync<ClusterException>(() => alice.Remote.StartResizeAsync(reference, new ResizeRequest { Add = 1 }, Stop));
        Assert.Equal(ErrorCodes.ClusterBusy, busy.Code);
        Assert.Contains(resize.Id, busy.Hint);
        Assert.Equal(3, (await resize.Completion.WaitAsync(s_limit, Stop)).Cluster!.ReadyNodes);
        ClusterOperation again = await alice.Remote.StartResizeAsync(reference, new ResizeRequest { WorkerCount = 2 }, Stop);
        Assert.False((await again.Completion.WaitAsync(s_limit, Stop)).Changed);

        ClusterOperation remove = await alice.Remote.StartRemoveAsync(reference, new RemoveOptions(), Stop);
        RemovalReport report = (await remove.Completion.WaitAsync(s_limit, Stop)).Removed!;
        Assert.Equal(4, report.Owned.Count);
        Assert.Empty(report.Left);
        Assert.Empty(cloud.Cloud.VApps);
        // The vApp and its record are gone; the tasks are not.
        Assert.Equal([OperationKind.Create, OperationKind.Resize, OperationKind.Resize, OperationKind.Remove], (await alice.Remote.ListOperationsAsync(new ClusterQuery(), Stop)).Select(one => one.Kind));
        Assert.Equal(OperationState.Succeeded, (await alice.Direct.FindTaskAsync(remove.Id, Stop))!.State);
    }

    [Fact]
    public async Task An_operation_outlives_its_caller_and_is_waited_for_from_another_session()
    {
        await using RegisteredCloud cloud = await RegisteredCloud.StartAsync(brokers, options => options.Guests = GuestMode.Auto);
        Assert.SkipUnless(cloud.Cloud.GuestsAvailable, $"guests cannot run here: {cloud.Cloud.GuestsUnavailableReason}");
        await using CloudHost host = await new CloudHost(cloud).ReadyAsync();
        string id;
        await using (TenantOperations first = await TenantOperations.ConnectAsync(cloud))
        {
            ClusterOperation create = await first.Remote.StartCreateAsync(TenantOperations.Spec("s2"), new CreateOptions(), Stop);
            id = create.Id;
        }

        await using TenantOperations second = await TenantOperations.ConnectAsync(cloud);
        OperationRecord running = (await second.Remote.FindTaskAsync(id, Stop))!;
        Assert.Equal((OperationState.Running, OperationKind.Create, "s2", "alice@acme"), (running.State, running.Kind, running.ClusterName, running.Actor));
        List<int> percents = [];
        OperationRecord ended = await second.Direct.WaitForTaskAsync(running, s_limit, now => percents.Add(now.Percent), Stop);
        Assert.Equal(OperationState.Succeeded, ended.State);
        Assert.Equal(percents.Order(), percents);
        Assert.Equal(ClusterState.Ready, Assert.Single(await second.ListAsync()).State);
    }

    [Fact]
    public async Task A_cancel_reaches_the_service_and_the_same_request_continues()
    {
        await using RegisteredCloud cloud = await RegisteredCloud.StartAsync(brokers, options =>
        {
            options.Guests = GuestMode.Auto;
            options.Faults = "slow-boot vm=node-* seconds=8 count=1";
        });
        Assert.SkipUnless(cloud.Cloud.GuestsAvailable, $"guests cannot run here: {cloud.Cloud.GuestsUnavailableReason}");
        await using CloudHost host = await new CloudHost(cloud).ReadyAsync();
        await using TenantOperations alice = await TenantOperations.ConnectAsync(cloud);
        ClusterOperation create = await alice.Remote.StartCreateAsync(TenantOperations.Spec("s3"), new CreateOptions(), Stop);
        while (create.Phase != "Customizing guests" && !create.Completion.IsCompleted)
            await Task.Delay(50, Stop);
        create.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => create.Completion.WaitAsync(s_limit, Stop));
        Assert.Equal(OperationState.Canceled, create.State);

        ClusterOperation again = await alice.Remote.StartCreateAsync(TenantOperations.Spec("s3"), new CreateOptions(), Stop);
        Assert.Equal(2, (await again.Completion.WaitAsync(s_limit, Stop)).Cluster!.ReadyNodes);
        Assert.Equal(create.ClusterId, again.ClusterId);
        Assert.Equal(2, cloud.Cloud.Vms.Count(vm => vm.VApp == "s3"));
    }

    private static ConcurrentQueue<string> Watch(ClusterOperation operation, out ConcurrentDictionary<string, bool> nodes)
    {
        var phases = new ConcurrentQueue<string>();
        ConcurrentDictionary<string, bool> names = nodes = new(StringComparer.Ordinal);
        operation.Progress += (_, progress) =>
        {
            phases.Enqueue(progress.Phase);
            if (progress.Node is { } node)
                names[node.Node] = true;
        };
        return phases;
    }
}
