using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Cmdlets;
using CsePowerShell.Tests.Support;

namespace CsePowerShell.Tests.Cmdlets;

public sealed class ClusterCmdletTests
{
    private readonly Session _session = new();

    private FakeClusters Clusters => _session.Clusters;

    [Fact]
    public void A_list_is_one_query_and_streams()
    {
        Clusters.All.AddRange([FakeClusters.Cluster("web"), FakeClusters.Cluster("db")]);
        _session.Run(new GetCseClusterCommand());
        Assert.Equal(["web", "db"], _session.OutputOf<CseCluster>().Select(cluster => cluster.Name));
        Assert.Equal(["list *"], Clusters.Calls);
        CseCluster first = _session.OutputOf<CseCluster>().First();
        Assert.Equal((_session.Connection.Id, 2, 1, "Ready"), (first.Server, first.WorkerCount!.Value, first.ControlPlaneCount!.Value, first.State));
    }

    [Fact]
    public void When_the_pipeline_has_enough_the_list_ends()
    {
        Clusters.All.AddRange(Enumerable.Range(0, 500).Select(i => FakeClusters.Cluster($"c{i}")));
        _session.Host.OnObject = _ =>
        {
            if (_session.Host.Output.Count == 1)
            {
                throw new EnoughException();
            }
        };
        Assert.Throws<EnoughException>(() => _session.Run(new GetCseClusterCommand()));
        Assert.Single(_session.Host.Output);
    }

    [Fact]
    public void Names_with_brackets_are_matched_here_and_the_server_gets_a_wider_pattern()
    {
        Clusters.All.AddRange([FakeClusters.Cluster("web1"), FakeClusters.Cluster("web9")]);
        _session.Run(new GetCseClusterCommand { Name = ["web[0-5]"] });
        Assert.Equal(["web1"], _session.OutputOf<CseCluster>().Select(cluster => cluster.Name));
        Assert.Equal(["list web?"], Clusters.Calls);
    }

    [Fact]
    public void A_missing_name_is_an_error_and_the_others_come()
    {
        Clusters.All.Add(FakeClusters.Cluster("web"));
        _session.Run(new GetCseClusterCommand { Name = ["none", "web", "none*"] });
        Assert.Equal("CseClusterNotFound", Assert.Single(_session.Host.Errors).Id);
        Assert.Single(_session.Host.Output);
    }

    [Fact]
    public void State_filters_and_a_name_in_another_state_is_no_error()
    {
        Cluster failed = FakeClusters.Cluster("bad");
        failed.State = ClusterState.Failed;
        Clusters.All.AddRange([FakeClusters.Cluster("web"), failed]);
        _session.Run(new GetCseClusterCommand { State = ["failed"], Name = ["bad", "web"] });
        Assert.Equal(["bad"], _session.OutputOf<CseCluster>().Select(cluster => cluster.Name));
        Assert.Empty(_session.Host.Errors);
    }

    [Fact]
    public void An_id_or_an_object_is_read_with_everything()
    {
        Cluster web = FakeClusters.Cluster("web");
        Clusters.All.Add(web);
        _session.Run(new GetCseClusterCommand { Id = [web.Id] }).Run(new GetCseClusterCommand { Cluster = [new CseClusterIdentity(web.ToOutput(_session.Connection.Id))] });
        Assert.Equal([$"get {web.Id}", $"get {web.Id}"], Clusters.Calls);
    }

    [Fact]
    public void An_object_is_looked_up_where_it_came_from_and_not_at_the_default()
    {
        FakeClusters others = new();
        Cluster theirs = FakeClusters.Cluster("web", org: "globex");
        others.All.Add(theirs);
        string other = _session.Connect("other.example.com", "globex", "bob", others).Id;
        _session.Run(new GetCseClusterCommand { Cluster = [new CseClusterIdentity(theirs.ToOutput(other))] });
        Assert.Empty(Clusters.Calls);
        Assert.Single(others.Calls);
    }

    [Fact]
    public void An_object_whose_connection_is_gone_ends_the_pipeline_with_that_reason()
    {
        _session.Run(new GetCseClusterCommand { Cluster = [new CseClusterIdentity(FakeClusters.Cluster("web").ToOutput("gone/acme/alice"))] });
        Assert.Equal("CseNotConnected", _session.Ended!.Id);
        Assert.Contains("gone/acme/alice", _session.Ended.Message);
    }

    [Fact]
    public void New_gives_the_engine_what_was_typed()
    {
        _session.Run(new NewCseClusterCommand
        {
            Name = "web", Vdc = "acme-vdc", Org = "acme", Network = "acme-net", Template = "ubuntu", TemplateRevision = 2, Catalog = "cse", WorkerCount = 3,
            Cpu = 4, MemoryMB = 8192, ControlPlaneCpu = 2, StorageProfile = "", SshPublicKey = "ssh-ed25519 AAAA", PodSubnet = "10.1.0.0/16", ServiceSubnet = "10.2.0.0/16",
        });
        ClusterSpec spec = Assert.Single(Clusters.Specs);
        Assert.Equal(("web", "acme-vdc", "acme", "acme-net", "ubuntu", 2, "cse"), (spec.Name, spec.Vdc, spec.Org, spec.Network, spec.Template, spec.TemplateRevision, spec.Catalog));
        Assert.Equal((null, "ssh-ed25519 AAAA", "10.1.0.0/16", "10.2.0.0/16"), (spec.StorageProfile, spec.SshPublicKey, spec.PodSubnet, spec.ServiceSubnet));
        NodePoolSpec controlPlane = spec.Pools.Single(pool => pool.Role == NodeRole.ControlPlane);
        NodePoolSpec workers = spec.Pools.Single(pool => pool.Role == NodeRole.Worker);
        Assert.Equal((1, 2, 8192), (controlPlane.Count, controlPlane.Cpu, controlPlane.MemoryMB));
        Assert.Equal((3, 4, 8192), (workers.Count, workers.Cpu, workers.MemoryMB));
        Assert.Equal("web", Assert.Single(_session.OutputOf<CseCluster>()).Name);
        Assert.Equal(["create web"], Clusters.Calls);
    }

    [Fact]
    public void New_takes_pools_of_workers_whose_open_values_are_the_clusters()
    {
        NewCseClusterCommand command = New();
        command.NodePool = [new CseNodePoolSpec { Name = "small", Count = 2 }, new CseNodePoolSpec { Name = "gpu", Cpu = 16, MemoryMB = 65536, DiskMB = 40960, StorageProfile = "gold" }];
        (command.Cpu, command.ControlPlaneMemoryMB, command.ControlPlaneCount) = (4, 8192, 3);
        _session.Run(command);
        ClusterSpec spec = Assert.Single(Clusters.Specs);
        Assert.Equal(["control-plane", "small", "gpu"], spec.Pools.Select(pool => pool.Name));
        Assert.Equal([3, 2, 1], spec.Pools.Select(pool => pool.Count));
        Assert.Equal([4, 4, 16], spec.Pools.Select(pool => pool.Cpu));
        Assert.Equal([8192, null, 65536], spec.Pools.Select(pool => pool.MemoryMB));
        Assert.Equal((40960, "gold", NodeRole.Worker), (spec.Pools[2].DiskMB, spec.Pools[2].StorageProfile, spec.Pools[2].Role));
    }

    [Fact]
    public void New_wants_the_number_of_workers_once()
    {
        NewCseClusterCommand command = New();
        (command.WorkerCount, command.NodePool) = (2, [new CseNodePoolSpec { Name = "gpu" }]);
        _session.Run(command);
        Assert.Equal("CseBadRequest", Assert.Single(_session.Host.Errors).Id);
        Assert.Empty(Clusters.Calls);
    }

    [Theory]
    [InlineData("""{ "Name": "web", "Vdc": "v", "Network": "n", "Template": "t", "workerCount": 3, "NodePool": [] }""", null)]
    [InlineData("""{ "name": "web", "vdc": "v", "network": "n", "template": "t", "nodePool": [ { "name": "a", "count": 3 } ] /* for now */ }""", null)]
    [InlineData("""{ "Name": "web", "Wokers": 3 }""", "Wokers")]
    [InlineData("""{ "Name": "web", """, "line 1")]
    [InlineData("""{ "Name": "web", "WorkerCount": "many" }""", "WorkerCount")]
    [InlineData("", "empty")]
    public void New_reads_a_file_and_passes_over_no_word_it_does_not_know(string json, string? fault)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, json);
            _session.Run(new NewCseClusterCommand { SpecPath = path });
        }
        finally
        {
            File.Delete(path);
        }

        if (fault is null)
        {
            ClusterSpec spec = Assert.Single(Clusters.Specs);
            Assert.Equal(("web", "v", "n", "t", 3), (spec.Name, spec.Vdc, spec.Network, spec.Template, spec.Pools[1].Count));
            Assert.Equal(ClusterSpec.DefaultPodSubnet, spec.PodSubnet);
        }
        else
        {
            Assert.Contains(fault, Assert.Single(_session.Host.Errors).Message);
            Assert.Empty(Clusters.Calls);
        }
    }

    [Fact]
    public void What_has_to_be_consented_to_where_nobody_can_be_asked_is_an_error_and_not_done()
    {
        _session.Host.ProcessAnswer = null;
        _session.Run(new RemoveCseClusterCommand { Cluster = [new CseClusterIdentity("web"), new CseClusterIdentity("db")] });
        Assert.All(_session.Host.Errors, error => Assert.Equal("CseConsentRequired", error.Id));
        Assert.Equal(2, _session.Host.Errors.Count);
        Assert.Contains("Remove cluster 'web' and its VMs.", _session.Host.Errors[0].Message);
        Assert.DoesNotContain(Clusters.Calls, call => call.StartsWith("remove", StringComparison.Ordinal));
    }

    [Fact]
    public void New_with_WhatIf_prints_the_plan_and_starts_nothing()
    {
        _session.Host.IsWhatIf = true;
        _session.Run(New());
        Assert.Equal(["plan-create web"], Clusters.Calls);
        Assert.Contains("1. Make a vApp.", Assert.Single(_session.Host.Asked));
        Assert.Empty(_session.Host.Output);
    }

    [Fact]
    public void New_with_PlanOnly_gives_the_plan_and_asks_nothing()
    {
        _session.With("PlanOnly").Run(New());
        Assert.Equal(["plan-create web"], Clusters.Calls);
        Assert.Equal(["1. Make a vApp."], Assert.Single(_session.OutputOf<CseClusterPlan>()).Steps);
        Assert.Empty(_session.Host.Asked);
    }

    [Fact]
    public void New_with_RunAsync_gives_a_task_that_follows_the_work()
    {
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Clusters.Work = async operation =>
        {
            operation.Enter("Clone", 20, "Cloning");
            await go.Task;
            operation.Succeed(new OperationResult { Changed = true, Cluster = FakeClusters.Cluster("web") });
        };
        _session.With("RunAsync").Run(New());
        CseTask task = Assert.Single(_session.OutputOf<CseTask>());
        Assert.True(SpinWait.SpinUntil(() => task is { Status: "Running", Phase: "Clone", PercentComplete: 20, Activity: "Cloning" }, TimeSpan.FromSeconds(5)));
        go.SetResult();
        Assert.True(SpinWait.SpinUntil(() => task is { Status: "Succeeded", PercentComplete: 100, ResumeCommand: "" }, TimeSpan.FromSeconds(5)));
        Assert.NotNull(task.Ended);
        Assert.True(task.IsLocal);
    }

    [Fact]
    public void A_failed_operation_is_an_error_with_its_code()
    {
        Clusters.Work = operation =>
        {
            operation.Fail(new ClusterException(ErrorCodes.QuotaExceeded, "The VDC holds 4 VMs and has 4.", "Free one."));
            return Task.CompletedTask;
        };
        _session.Run(New());
        Assert.Equal("CseQuotaExceeded", Assert.Single(_session.Host.Errors).Id);
        Assert.Empty(_session.Host.Output);
        Assert.Empty(_session.Host.Warnings);
    }

    [Fact]
    public void One_bad_row_does_not_stop_the_others()
    {
        Clusters.Fault = subject => subject == "bad" ? new SpecValidationException([new ErrorDetail { Name = "WorkerCount", Message = "0 is not between 1 and 100." }]) : null;
        _session.Run(New(), row => row.Name = "a", row => row.Name = "bad", row => row.Name = "b");
        Assert.Equal(["a", "b"], _session.OutputOf<CseCluster>().Select(cluster => cluster.Name));
        Assert.Equal("CseValidationFailed", Assert.Single(_session.Host.Errors).Id);
        Assert.Contains("WorkerCount", _session.Host.Errors[0].Message);
        Assert.Equal("bad", _session.Host.Errors[0].Target);
    }

    [Fact]
    public void A_lost_session_ends_the_pipeline()
    {
        Clusters.Fault = _ => new ClusterException(ErrorCodes.Unauthenticated, "The session has expired.");
        _session.Run(New(), row => row.Name = "a", row => row.Name = "b");
        Assert.Equal("CseUnauthenticated", _session.Ended!.Id);
        Assert.Equal(["create a"], Clusters.Calls);
    }

    [Fact]
    public void Progress_has_a_line_per_operation_and_per_node_and_all_are_taken_away()
    {
        Clusters.Work = async operation =>
        {
            operation.Enter("Join", 60, "Joining");
            operation.Tell("node-1", "kubeadm join", 30);
            operation.Tell("node-2", "waiting", 0);
            await Task.Delay(500);
            operation.Tell("node-1", "joined", 100, isDone: true);
            await Task.Delay(500);
            operation.Succeed(new OperationResult { Changed = true, Cluster = FakeClusters.Cluster("web") });
        };
        _session.Run(New());
        List<ProgressUpdate> progress = _session.Host.Progress;
        int parent = Assert.Single(progress.Where(update => update.ParentId < 0).Select(update => update.Id).Distinct());
        Assert.Contains(progress, update => update is { Status: "60 % Join", Percent: 60 } && update.Id == parent);
        Assert.Equal(["node-1", "node-2"], progress.Where(update => update.ParentId == parent && !update.IsCompleted).Select(update => update.Activity).Distinct().Order());
        Assert.All(progress.Select(update => update.Id).Distinct(), id => Assert.True(progress.Last(update => update.Id == id).IsCompleted));
        Assert.True(progress.Count < 40, $"{progress.Count} records in a second are more than anybody reads.");
        Assert.Contains(_session.Host.Verbose, line => line.EndsWith("web: Joining", StringComparison.Ordinal) && char.IsDigit(line[0]));
    }

    [Fact]
    public async Task Stopping_ends_the_wait_at_once_cancels_the_operation_and_prints_the_line_that_resumes()
    {
        using ManualResetEventSlim started = new();
        Clusters.Work = operation =>
        {
            operation.Enter("Clone", 10, "Cloning");
            started.Set();
            return Task.CompletedTask;
        };
        NewCseClusterCommand command = New();
        Task stopper = Task.Run(() =>
        {
            started.Wait(TimeSpan.FromSeconds(10));
            command.InvokeStop();
        }, TestContext.Current.CancellationToken);
        System.Diagnostics.Stopwatch watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.ThrowsAny<System.Management.Automation.PipelineStoppedException>(() => _session.Run(command));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"It took {watch.Elapsed}.");
        Assert.Contains("New-CseCluster -Name web", Assert.Single(_session.Host.Warnings));
        Assert.True(Clusters.LastOperation!.StopToken.IsCancellationRequested);
        await stopper;
    }

    [Fact]
    public async Task The_line_that_resumes_says_mode_and_server_where_the_defaults_are_others()
    {
        using ManualResetEventSlim started = new();
        _session.Host.Variables.Clear();
        _session.Connection.Server.Mode = "Service";
        Clusters.Work = _ =>
        {
            started.Set();
            return Task.CompletedTask;
        };
        NewCseClusterCommand command = New();
        command.Server = [new CseServerIdentity(_session.Connection.Id)];
        command.Mode = CseMode.Direct;
        Task stopper = Task.Run(async () =>
        {
            started.Wait(TimeSpan.FromSeconds(10));
            await Task.Delay(500);
            command.InvokeStop();
        }, TestContext.Current.CancellationToken);
        Assert.ThrowsAny<System.Management.Automation.PipelineStoppedException>(() => _session.Run(command));
        Assert.EndsWith($"{Environment.NewLine}    New-CseCluster -Name web -Mode Direct -Server '{_session.Connection.Id}'", Assert.Single(_session.Host.Warnings));
        await stopper;
    }

    [Fact]
    public void The_kubeconfig_is_imported_once_the_cluster_is_there()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("cse-").FullName, "config");
        Clusters.Kubeconfig = """
            apiVersion: v1
            kind: Config
            clusters: [{name: web, cluster: {server: "https://10.0.0.5:6443"}}]
            users: [{name: web-admin, user: {token: t}}]
            contexts: [{name: web, context: {cluster: web, user: web-admin}}]
            current-context: web
            """;
        Clusters.Work = operation =>
        {
            Cluster made = FakeClusters.Cluster("web");
            Clusters.All.Add(made);
            operation.Succeed(new OperationResult { Changed = true, Cluster = made });
            return Task.CompletedTask;
        };
        NewCseClusterCommand command = New();
        command.Variable = name => name == "KUBECONFIG" ? file : null;
        _session.With("ImportKubeconfig").Run(command);
        Assert.Empty(_session.Host.Errors);
        Assert.Equal("web", Assert.Single(_session.OutputOf<CseCluster>()).Name);
        Assert.Contains("https://10.0.0.5:6443", File.ReadAllText(file));
        Assert.Contains(_session.Host.Verbose, line => line.Contains("Added the context 'web'", StringComparison.Ordinal));
    }

    [Fact]
    public void A_kubeconfig_that_cannot_be_read_keeps_the_cluster_from_being_made()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("cse-").FullName, "config");
        File.WriteAllText(file, "clusters: [");
        NewCseClusterCommand command = New();
        command.Variable = name => name == "KUBECONFIG" ? file : null;
        _session.With("ImportKubeconfig").Run(command);
        Assert.Single(_session.Host.Errors);
        Assert.Empty(Clusters.Calls);
    }

    [Fact]
    public void A_cluster_that_is_not_waited_for_has_no_kubeconfig_to_import()
    {
        _session.With("ImportKubeconfig", "RunAsync").Run(New());
        Assert.Equal("CseBadRequest", Assert.Single(_session.Host.Errors).Id);
        Assert.Empty(Clusters.Calls);
    }

    [Fact]
    public void Resize_gives_the_engine_the_request_and_reads_no_cluster_first()
    {
        Cluster web = Existing();
        _session.Run(new SetCseClusterSizeCommand { Cluster = [new CseClusterIdentity("web")], Add = 2, DrainTimeoutSec = 60, TimeoutSec = 100 });
        ResizeRequest request = Assert.Single(Clusters.Resizes);
        Assert.Equal((2, null, null, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(100)), (request.Add, request.Remove, request.WorkerCount, request.DrainTimeout, request.Timeout));
        Assert.Equal(["resize web"], Clusters.Calls);
        Assert.Equal(web.Id, Assert.Single(_session.OutputOf<CseCluster>()).Id);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void Shrinking_asks_and_does_what_is_answered(bool answer, bool resized)
    {
        Existing();
        Clusters.Plan = new ClusterPlan { Kind = OperationKind.Resize, VmsToRemove = ["node-1"], Steps = [new PlanStep { Number = 1, Text = "Remove node-1." }] };
        _session.Host.ContinueAnswer = answer;
        _session.Run(new SetCseClusterSizeCommand { Cluster = [new CseClusterIdentity("web")], WorkerCount = 1 });
        Assert.Contains("node-1", Assert.Single(_session.Host.ContinueAsked));
        Assert.Equal(resized, Clusters.Calls.Contains("resize web"));
    }

    [Fact]
    public void Shrinking_where_nobody_can_be_asked_is_an_error_that_names_the_switch()
    {
        Existing();
        Clusters.Plan = new ClusterPlan { Kind = OperationKind.Resize, VmsToRemove = ["node-1"], Steps = [new PlanStep { Number = 1 }] };
        _session.Host.ContinueAnswer = null;
        _session.Run(new SetCseClusterSizeCommand { Cluster = [new CseClusterIdentity("web")], Remove = 1 });
        Assert.Equal("CseConsentRequired", Assert.Single(_session.Host.Errors).Id);
        Assert.DoesNotContain("resize web", Clusters.Calls);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Force_and_an_explicit_Confirm_are_consent(bool force, bool confirmBound)
    {
        Existing();
        Clusters.Plan = new ClusterPlan { VmsToRemove = ["node-1"] };
        if (confirmBound)
        {
            _session.Host.BoundParameters.Add("Confirm");
        }

        _session.With(force ? ["Force"] : []).Run(new SetCseClusterSizeCommand { Cluster = [new CseClusterIdentity("web")], WorkerCount = 1 });
        Assert.Equal(force, Assert.Single(Clusters.Resizes).Force);
        Assert.Empty(_session.Host.ContinueAsked);
        Assert.Equal(["resize web"], Clusters.Calls);
    }

    [Fact]
    public void Growing_by_total_asks_nothing()
    {
        Existing();
        Clusters.Plan = new ClusterPlan { VmsToAdd = ["node-9"] };
        _session.Run(new SetCseClusterSizeCommand { Cluster = [new CseClusterIdentity("web")], WorkerCount = 3 });
        Assert.Empty(_session.Host.ContinueAsked);
        Assert.Contains("resize web", Clusters.Calls);
    }

    [Fact]
    public void A_wildcard_acts_on_each_match_and_a_failure_does_not_stop_the_rest()
    {
        Clusters.All.AddRange([FakeClusters.Cluster("web-1"), FakeClusters.Cluster("web-2"), FakeClusters.Cluster("db")]);
        string first = Clusters.All[0].Id;
        Clusters.Fault = subject => subject == first ? new ClusterException(ErrorCodes.ClusterBusy, "Busy.") : null;
        _session.Run(new SetCseClusterSizeCommand { Cluster = [new CseClusterIdentity("web-*")], Add = 1 });
        Assert.Equal(["list web-*", $"resize {first}", $"resize {Clusters.All[1].Id}"], Clusters.Calls);
        Assert.Equal("CseClusterBusy", Assert.Single(_session.Host.Errors).Id);
        Assert.Equal("web-1", Assert.IsType<CseCluster>(_session.Host.Errors[0].Target).Name);
    }

    [Fact]
    public void An_ambiguous_name_is_an_error_that_lists_the_candidates()
    {
        Clusters.All.AddRange([FakeClusters.Cluster("web", vdc: "a"), FakeClusters.Cluster("web", vdc: "b")]);
        _session.Run(new RemoveCseClusterCommand { Cluster = [new CseClusterIdentity("web")] });
        Assert.Equal("CseNameAmbiguous", Assert.Single(_session.Host.Errors).Id);
        Assert.All(Clusters.All, cluster => Assert.Contains(cluster.Id, _session.Host.Errors[0].Message));
    }

    [Fact]
    public void Org_and_Vdc_tell_clusters_of_one_name_apart()
    {
        Clusters.All.AddRange([FakeClusters.Cluster("web", vdc: "a"), FakeClusters.Cluster("web", vdc: "b")]);
        _session.Run(new RemoveCseClusterCommand { Cluster = [new CseClusterIdentity("web")], Vdc = "b" });
        Assert.Empty(_session.Host.Errors);
        Assert.Equal(Clusters.All[1].Id, Clusters.LastOperation!.ClusterId);
    }

    [Fact]
    public void Remove_gives_nothing_unless_asked_and_warns_of_what_is_left()
    {
        Existing();
        Clusters.Work = operation =>
        {
            operation.Succeed(new OperationResult { Changed = true, Removed = new RemovalReport { ClusterName = "web", Owned = ["web", "node-1"], Left = ["node-1"] } });
            return Task.CompletedTask;
        };
        _session.Run(new RemoveCseClusterCommand { Cluster = [new CseClusterIdentity("web")] });
        Assert.Empty(_session.Host.Output);
        Assert.Contains("node-1", Assert.Single(_session.Host.Warnings));
        _session.With("PassThru", "Force").Run(new RemoveCseClusterCommand { Cluster = [new CseClusterIdentity("web")] });
        Assert.Equal(["node-1"], Assert.Single(_session.OutputOf<CseRemoval>()).Left);
        Assert.Equal(["remove web", "remove-force web"], Clusters.Calls);
    }

    [Fact]
    public void Remove_that_is_declined_removes_nothing()
    {
        Existing();
        _session.Host.ProcessAnswer = false;
        _session.Run(new RemoveCseClusterCommand { Cluster = [new CseClusterIdentity("web")] });
        Assert.Empty(Clusters.Calls);
    }

    private static NewCseClusterCommand New() => new() { Name = "web", Vdc = "acme-vdc", Network = "acme-net", Template = "ubuntu" };

    private Cluster Existing()
    {
        Cluster web = FakeClusters.Cluster("web");
        Clusters.All.Add(web);
        return web;
    }

    private sealed class EnoughException : Exception;
}
