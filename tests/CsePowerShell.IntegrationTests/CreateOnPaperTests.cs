using CsePowerShell.Clusters;
using CsePowerShell.Simulator;
using CsePowerShell.VCloud;

namespace CsePowerShell.IntegrationTests;

/// <summary>What a create does with vCD.</summary>
public sealed class CreateOnPaperTests(PaperFixture fixture) : IClassFixture<PaperFixture>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_create_stays_within_its_budget_of_requests()
    {
        fixture.Reset();
        VCloudClient client = await fixture.ConnectAsync();
        var operations = new DirectOperations(client, fixture.Options());
        fixture.Cloud.Requests.Reset();

        Cluster cluster = await fixture.CreateAsync(operations, PaperFixture.Spec("budget", workers: 10));

        IReadOnlyDictionary<string, long> routes = fixture.Cloud.Requests.ByRoute;
        foreach (KeyValuePair<string, long> route in routes)
            TestContext.Current.TestOutputHelper!.WriteLine($"{route.Value,4} {route.Key}");
        long polls = routes.Where(route => route.Key.StartsWith("GET /api/task/", StringComparison.Ordinal)).Sum(route => route.Value)
            + routes.Where(route => route.Key == "GET /api/query?type=vm").Sum(route => route.Value);
        TestContext.Current.TestOutputHelper!.WriteLine($"{fixture.Cloud.Requests.Total - polls} requests and {polls} polls");
        Assert.InRange(fixture.Cloud.Requests.Total - polls, 1, 20);
        Assert.Equal(0, routes.Where(route => route.Key.StartsWith("PUT", StringComparison.Ordinal)).Sum(route => route.Value));
        Assert.Equal(11, fixture.VApp("budget")!.VmNames.Count);
        Assert.Equal(ClusterState.Ready, cluster.State);
    }

    [Fact]
    public async Task A_created_cluster_says_everything_about_itself()
    {
        fixture.Reset();
        DirectOperations operations = await fixture.OperationsAsync();
        ClusterSpec spec = PaperFixture.Spec("complete");
        spec.Pools[1].MemoryMB = 8192;
        spec.Pools[1].Cpu = 4;
        spec.StorageProfile = "silver";

        Cluster cluster = await fixture.CreateAsync(operations, spec);

        Assert.Equal(ClusterState.Ready, cluster.State);
        Assert.Equal((3, 3), (cluster.DesiredNodes, cluster.ReadyNodes));
        Assert.Equal("v1.31.4", cluster.KubernetesVersion);
        Assert.Equal(2, cluster.TemplateRevision);
        Assert.Equal("alice", cluster.Owner);
        Assert.Equal(("acme", "acme-vdc"), (cluster.Org, cluster.Vdc));
        Assert.NotNull(cluster.CertificateExpires);
        Assert.Null(cluster.LeaseExpires);
        Assert.Equal(OperationState.Succeeded, cluster.CurrentOperation!.State);
        Assert.All(cluster.Nodes!, node => Assert.True(node.Ready));
        Assert.Equal($"{cluster.Nodes!.Single(node => node.Role == NodeRole.ControlPlane).Address}:6443", cluster.ControlPlaneEndpoint);

        SimulatedVApp vapp = fixture.VApp("complete")!;
        Assert.Equal(cluster.Id, vapp.Metadata["cse.cluster.id"]);
        Assert.Equal(CloudFixture.Template, vapp.Metadata["cse.template"]);
        Assert.Equal(cluster.ControlPlaneEndpoint, vapp.Metadata["cse.master.ip"] + ":6443");
        Assert.All(vapp.Metadata.Values, value => Assert.InRange(value.Length, 1, 1000));
        fixture.AssertNoLease("complete");
        Assert.Equal((0, 0), (vapp.DeploymentLeaseSeconds, vapp.StorageLeaseSeconds));
        Assert.All(fixture.Cloud.Vms.Where(vm => vm.VApp == "complete" && vm.Name.StartsWith("node-", StringComparison.Ordinal)), vm => Assert.Equal((4, 8192), (vm.Cpu, vm.MemoryMB)));

        Cluster? listed = null;
        await operations.ForEachClusterAsync(new ClusterQuery { NamePattern = "complete", IncludeNodes = true }, found => { listed = found; return Task.CompletedTask; }, Ct);
        Assert.Equal(cluster.Id, listed!.Id);
        Assert.Equal(ClusterState.Ready, listed.State);
        Assert.Equal(2, listed.Pools.Single(pool => pool.Role == NodeRole.Worker).ActualCount);
    }

    [Fact]
    public async Task The_same_spec_again_changes_nothing_and_another_one_is_refused()
    {
        fixture.Reset();
        DirectOperations operations = await fixture.OperationsAsync();
        Cluster first = await fixture.CreateAsync(operations, PaperFixture.Spec("again"));
        int tasks = fixture.Cloud.Tasks.Count;

        ClusterOperation second = await operations.StartCreateAsync(PaperFixture.Spec("again"), new CreateOptions(), Ct);
        OperationResult result = await second.Completion;

        Assert.False(result.Changed);
        Assert.Equal(first.Id, result.Cluster!.Id);
        Assert.Equal(tasks, fixture.Cloud.Tasks.Count);
        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => operations.StartCreateAsync(PaperFixture.Spec("again", workers: 3), new CreateOptions(), Ct));
        Assert.Equal(ErrorCodes.ClusterExists, error.Code);
        Assert.Contains(error.Details, detail => detail.Name == "workers.Count");
        Assert.True((await operations.PlanCreateAsync(PaperFixture.Spec("again"), new CreateOptions(), Ct)).IsEmpty);
    }

    [Theory]
    [InlineData("task-fails operation=vdcComposeVapp", ErrorCodes.VcdError)]
    [InlineData("task-fails operation=metadataUpdate count=1", ErrorCodes.VcdError)]
    [InlineData("task-fails operation=vdcRecomposeVapp count=1", ErrorCodes.VcdError)]
    [InlineData("task-fails operation=vappDeploy", ErrorCodes.VcdError)]
    [InlineData("no-address count=1", ErrorCodes.AddressesExhausted)]
    [InlineData("customization-fails vm=node-*", ErrorCodes.GuestScriptFailed)]
    [InlineData("lost-connection method=POST path=*composeVApp when=after count=1", ErrorCodes.VcdUnavailable)]
    [InlineData("lost-connection method=POST path=*recomposeVApp when=after count=1", ErrorCodes.VcdUnavailable)]
    public async Task A_failure_in_vCD_is_rolled_back_before_it_is_told(string fault, string code)
    {
        fixture.Reset();
        DirectOperations operations = await fixture.OperationsAsync();
        fixture.Cloud.Faults.Add(fault);

        ClusterOperation operation = await operations.StartCreateAsync(PaperFixture.Spec("rolled"), new CreateOptions(), Ct);
        ClusterException error = await PaperFixture.FailureAsync(operation);

        TestContext.Current.TestOutputHelper!.WriteLine(error.Message);
        Assert.Equal(code, error.Code);
        Assert.NotNull(error.Step);
        Assert.NotNull(error.Elapsed);
        fixture.AssertGone("rolled");
    }

    [Theory]
    [InlineData("before")]
    [InlineData("after")]
    public async Task A_connection_that_breaks_at_a_metadata_write_is_no_reason_to_give_up(string when)
    {
        fixture.Reset();
        DirectOperations operations = await fixture.OperationsAsync();
        fixture.Cloud.Faults.Add($"lost-connection method=POST path=*metadata when={when} count=2");
        Cluster cluster = await fixture.CreateAsync(operations, PaperFixture.Spec("cut-" + when, workers: 1));
        Assert.Equal(ClusterState.Ready, cluster.State);
        Assert.Equal(("Done", 100), (cluster.CurrentOperation!.Phase, cluster.CurrentOperation.Percent));
    }

    [Fact]
    public async Task What_NoRollback_keeps_comes_with_the_line_that_continues()
    {
        fixture.Reset();
        DirectOperations operations = await fixture.OperationsAsync();
        fixture.Cloud.Faults.Add("task-fails operation=vappDeploy count=1");
        ClusterOperation operation = await operations.StartCreateAsync(PaperFixture.Spec("kept-line"), new CreateOptions { NoRollback = true }, Ct);
        ClusterException error = await PaperFixture.FailureAsync(operation);
        Assert.Contains(error.Details, detail => detail.Message.Contains(operation.ResumeHint));
        Assert.NotNull(fixture.VApp("kept-line"));
    }

    [Theory]
    [InlineData("customization-hangs vm=node-*", "Guest customization")]
    [InlineData("address-missing vm=node-*", "address")]
    [InlineData("slow-clone seconds=6", "Cloning VMs")]
    public async Task A_step_that_does_not_end_is_ended_by_its_deadline(string fault, string step)
    {
        fixture.Reset();
        DirectOperations operations = await fixture.OperationsAsync(change: options =>
        {
            options.Limits.Guests = TimeSpan.FromSeconds(20);
            options.Limits.Machines = TimeSpan.FromSeconds(20);
        });
        fixture.Cloud.Faults.Add(fault);

        ClusterOperation operation = await operations.StartCreateAsync(PaperFixture.Spec("deadline"), new CreateOptions(), Ct);
        ClusterException error = await PaperFixture.FailureAsync(operation);

        TestContext.Current.TestOutputHelper!.WriteLine(error.Message);
        Assert.Equal(ErrorCodes.DeadlineExceeded, error.Code);
        Assert.Contains(step, error.Message);
        Assert.InRange(error.Elapsed!.Value.TotalSeconds, 19, 60);
    }

    [Theory]
    [InlineData("prepare-node")]
    [InlineData("init-control-plane")]
    [InlineData("apply-network")]
    [InlineData("make-join")]
    [InlineData("join-worker")]
    public async Task A_failure_in_a_node_is_rolled_back_and_names_it(string script)
    {
        fixture.Reset();
        fixture.Guests.OnScript = (name, endpoint) =>
        {
            if (name == script)
                throw new Guest.GuestScriptException(endpoint.NodeName, script, 7, TimeSpan.FromSeconds(3), ["one", "two"]);
        };
        DirectOperations operations = await fixture.OperationsAsync();

        ClusterException error = await PaperFixture.FailureAsync(await operations.StartCreateAsync(PaperFixture.Spec("scripts"), new CreateOptions(), Ct));

        Assert.Equal(ErrorCodes.GuestScriptFailed, error.Code);
        Assert.Equal(script, error.Step);
        Assert.Matches("^(node|mstr)-", error.Node);
        Assert.Equal(["one", "two"], error.LastLines);
        fixture.AssertGone("scripts");
    }

    [Fact]
    public async Task Without_roll_back_everything_stays_and_the_same_call_continues()
    {
        fixture.Reset();
        fixture.Guests.OnScript = (name, endpoint) =>
        {
            if (name == "init-control-plane")
                throw new Guest.GuestScriptException(endpoint.NodeName, name, 7, TimeSpan.FromSeconds(3), []);
        };
        DirectOperations operations = await fixture.OperationsAsync();
        await PaperFixture.FailureAsync(await operations.StartCreateAsync(PaperFixture.Spec("kept"), new CreateOptions { NoRollback = true }, Ct));
        SimulatedVApp kept = fixture.VApp("kept")!;
        Assert.Equal(3, kept.VmNames.Count);
        fixture.AssertNoLease("kept");
        Cluster failed = await operations.GetClusterAsync(ClusterReference.Parse("kept"), Ct);
        Assert.Equal(ClusterState.Failed, failed.State);
        Assert.Equal(ErrorCodes.GuestScriptFailed, failed.CurrentOperation!.ErrorCode);

        fixture.Guests.OnScript = null;
        Cluster cluster = await fixture.CreateAsync(operations, PaperFixture.Spec("kept"));

        Assert.Equal(failed.Id, cluster.Id);
        Assert.Equal(ClusterState.Ready, cluster.State);
        Assert.Equal(kept.VmNames.Order(), fixture.VApp("kept")!.VmNames.Order());
    }

    [Theory]
    [InlineData("Composing the vApp")]
    [InlineData("Cloning VMs")]
    [InlineData("Starting VMs")]
    [InlineData("Customizing guests")]
    [InlineData("Preparing nodes")]
    [InlineData("Initializing the control plane")]
    [InlineData("Joining workers")]
    [InlineData("Waiting for Ready")]
    public async Task A_stop_leaves_what_there_is_and_the_same_call_continues(string phase)
    {
        fixture.Reset();
        string name = "stop-" + phase.Split(' ')[0].ToLowerInvariant();
        DirectOperations operations = await fixture.OperationsAsync();
        ClusterOperation operation = await operations.StartCreateAsync(PaperFixture.Spec(name), new CreateOptions(), Ct);
        operation.Progress += (self, progress) =>
        {
            if (progress.Phase == phase)
                self.Cancel();
        };
        if (operation.Phase == phase)
            operation.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => operation.Completion);

        Assert.Equal(OperationState.Canceled, operation.State);
        Assert.Contains($"New-CseCluster -Name {name}", operation.ResumeHint);
        if (fixture.VApp(name) is not null)
            fixture.AssertNoLease(name);
        Cluster cluster = await fixture.CreateAsync(operations, PaperFixture.Spec(name));
        Assert.Equal(ClusterState.Ready, cluster.State);
        Assert.Equal(3, fixture.VApp(name)!.VmNames.Count);
        Assert.Single(fixture.Cloud.VApps, vapp => vapp.Name == name);
        fixture.AssertNoLease(name);
    }

    /// <summary>What a create leaves that was killed between the compose and its first metadata write.</summary>
    [Fact]
    public async Task An_empty_vApp_with_our_mark_is_finished_or_removed_once_its_maker_is_gone()
    {
        fixture.Reset();
        VCloudClient client = await fixture.ConnectAsync();
        var operations = new DirectOperations(client, fixture.Options());
        string id = Guid.NewGuid().ToString();
        await ComposeMarkedAsync(client, "marked", id, new Actor { Host = "elsewhere/00", Process = "1/1" }, TimeSpan.FromMinutes(5));
        ClusterException busy = await Assert.ThrowsAsync<ClusterException>(() => operations.StartCreateAsync(PaperFixture.Spec("marked"), new CreateOptions(), Ct));
        Assert.Equal(ErrorCodes.ClusterBusy, busy.Code);
        Assert.Equal(ClusterState.Creating, (await operations.GetClusterAsync(ClusterReference.Parse("marked"), Ct)).State);

        string dead = Guid.NewGuid().ToString();
        Actor own = ProcessIdentity.Current("alice");
        await ComposeMarkedAsync(client, "marked-dead", dead, own with { Process = "1/1" }, TimeSpan.FromMinutes(5));
        Cluster cluster = await fixture.CreateAsync(operations, PaperFixture.Spec("marked-dead"));
        Assert.Equal(dead, cluster.Id);
        Assert.Equal(ClusterState.Ready, cluster.State);

        await ComposeMarkedAsync(client, "marked-late", Guid.NewGuid().ToString(), new Actor { Host = "elsewhere/00", Process = "1/1" }, TimeSpan.FromMinutes(-1));
        Assert.Equal(ClusterState.Interrupted, (await operations.GetClusterAsync(ClusterReference.Parse("marked-late"), Ct)).State);
        await (await operations.StartRemoveAsync(ClusterReference.Parse("marked-late"), new RemoveOptions(), Ct)).Completion;
        fixture.AssertGone("marked-late");
    }

    private async Task ComposeMarkedAsync(VCloudClient client, string name, string clusterId, Actor actor, TimeSpan lifetime)
    {
        Vdc vdc = await client.Vdcs.GetAsync((await client.Vdcs.ListAsync("acme-vdc", null, Ct))[0], Ct);
        string mark = new CreationMark(clusterId, Guid.NewGuid().ToString(), actor, fixture.Clock.GetUtcNow() + lifetime).ToText();
        VApp made = await client.VApps.ComposeAsync(vdc, new ComposeVApp { Name = name, Description = mark, Network = vdc.Networks.First(network => network.Name == "acme-net") }, Ct);
        await client.Tasks.WaitAsync(made.RunningTask!, null, Ct);
    }

    [Fact]
    public async Task A_vApp_of_somebody_else_is_never_taken()
    {
        fixture.Reset();
        VCloudClient carol = await fixture.ConnectAsync("carol");
        VdcSummary vdc = (await carol.Vdcs.ListAsync("acme-vdc", null, Ct))[0];
        Vdc document = await carol.Vdcs.GetAsync(vdc, Ct);
        VApp made = await carol.VApps.ComposeAsync(document, new ComposeVApp { Name = "hers", Description = "my things" }, Ct);
        await carol.Tasks.WaitAsync(made.RunningTask!, null, Ct);
        string mark = new CreationMark(Guid.NewGuid().ToString(), Guid.NewGuid().ToString(), new Actor { Host = "gone", Process = "1/2" }, fixture.Clock.GetUtcNow().AddHours(-1)).ToText();
        VApp marked = await carol.VApps.ComposeAsync(document, new ComposeVApp { Name = "hers-marked", Description = mark }, Ct);
        await carol.Tasks.WaitAsync(marked.RunningTask!, null, Ct);
        DirectOperations operations = await fixture.OperationsAsync();

        foreach (string name in new[] { "hers", "hers-marked" })
        {
            ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => operations.StartCreateAsync(PaperFixture.Spec(name), new CreateOptions(), Ct));
            Assert.Equal(ErrorCodes.ClusterExists, error.Code);
            Assert.NotNull(fixture.VApp(name));
        }

        ClusterException removal = await Assert.ThrowsAsync<ClusterException>(() => operations.StartRemoveAsync(ClusterReference.Parse("hers"), new RemoveOptions(), Ct));
        Assert.Equal(ErrorCodes.ClusterNotFound, removal.Code);
        ClusterOperation forced = await operations.StartRemoveAsync(ClusterReference.Parse("hers"), new RemoveOptions { Force = true }, Ct);
        Assert.False((await forced.Completion).Changed);
        Assert.NotNull(fixture.VApp("hers"));
    }
}
