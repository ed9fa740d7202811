using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Cmdlets;
using CsePowerShell.Tests.Support;

namespace CsePowerShell.Tests.Cmdlets;

public sealed class WaitAndTestClusterTests
{
    private readonly Session _session = new();

    [Fact]
    public void A_cluster_that_is_ready_comes_back_at_once()
    {
        Add("web", ready: true);
        _session.Run(new WaitCseClusterCommand { Cluster = [new CseClusterIdentity("web")] });
        Assert.Equal("web", Assert.Single(_session.OutputOf<CseCluster>()).Name);
        Assert.Empty(_session.Host.Errors);
    }

    [Fact]
    public void Several_are_waited_for_side_by_side_and_the_first_to_get_there_comes_first()
    {
        Cluster slow = Add("slow", ready: true);
        Add("quick", ready: true);
        slow.State = ClusterState.Creating;
        _session.Host.OnObject = _ => slow.State = ClusterState.Ready;
        _session.Run(new WaitCseClusterCommand { For = "Provisioned", Cluster = [new CseClusterIdentity("slow"), new CseClusterIdentity("quick")] });
        Assert.Equal(["quick", "slow"], _session.OutputOf<CseCluster>().Select(cluster => cluster.Name));
    }

    [Fact]
    public void One_that_is_gone_is_what_Removed_waits_for_and_an_error_otherwise()
    {
        _session.Run(new WaitCseClusterCommand { Cluster = [new CseClusterIdentity("web")], For = "Removed" });
        Assert.Empty(_session.Host.Errors);
        _session.Run(new WaitCseClusterCommand { Cluster = [new CseClusterIdentity("web")] });
        Assert.Equal("CseClusterNotFound", Assert.Single(_session.Host.Errors).Id);
    }

    [Fact]
    public void The_failure_of_its_operation_ends_the_wait_with_that_error()
    {
        Cluster web = Add("web", ready: false);
        web.State = ClusterState.Failed;
        web.CurrentOperation = new OperationRecord { Kind = OperationKind.Create, State = OperationState.Failed, ErrorCode = ErrorCodes.QuotaExceeded, ErrorMessage = "4 VMs are too many." };
        _session.Run(new WaitCseClusterCommand { Cluster = [new CseClusterIdentity("web")] });
        Assert.Equal("CseQuotaExceeded", Assert.Single(_session.Host.Errors).Id);
        web.State = ClusterState.Interrupted;
        web.CurrentOperation = new OperationRecord { Kind = OperationKind.Create, State = OperationState.Interrupted, ResumeHint = "New-CseCluster web" };
        _session.Run(new WaitCseClusterCommand { Cluster = [new CseClusterIdentity("web")] });
        Assert.Contains("New-CseCluster web", _session.Host.Errors[^1].Message);
    }

    [Fact]
    public void What_was_accepted_and_has_not_begun_is_waited_for_though_the_cluster_looks_ready()
    {
        Cluster web = Add("web", ready: true);
        OperationRecord resize = new() { Id = "r", Kind = OperationKind.Resize, State = OperationState.Running, ClusterId = web.Id, ClusterName = "web" };
        _session.Clusters.Records.Add(resize);
        _session.Clusters.OnLook = looks => resize.State = looks < 3 ? OperationState.Running : OperationState.Succeeded;
        _session.Run(new WaitCseClusterCommand { Cluster = [new CseClusterIdentity("web")], TimeoutSec = 20 });
        Assert.Equal(OperationState.Succeeded, resize.State);
        Assert.Equal("web", Assert.Single(_session.OutputOf<CseCluster>()).Name);
        Assert.Contains(_session.Host.Verbose, line => line.EndsWith("web: Resize is running.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_create_that_has_no_vapp_yet_is_waited_for_and_its_failure_is_told()
    {
        OperationRecord create = new() { Id = "c", Kind = OperationKind.Create, State = OperationState.Running, ClusterName = "web" };
        _session.Clusters.Records.Add(create);
        _session.Clusters.OnLook = looks =>
        {
            if (looks == 2)
                (create.ErrorCode, create.ErrorMessage, create.State) = (ErrorCodes.QuotaExceeded, "4 VMs are too many.", OperationState.Failed);
        };
        _session.Run(new WaitCseClusterCommand { Cluster = [new CseClusterIdentity("web")], TimeoutSec = 20 });
        CseErrorOf("CseQuotaExceeded", "4 VMs are too many.");
    }

    private void CseErrorOf(string id, string words)
    {
        Errors.CseError error = Assert.Single(_session.Host.Errors);
        Assert.Equal(id, error.Id);
        Assert.Contains(words, error.Message);
    }

    [Fact]
    public void A_wait_that_takes_too_long_says_what_is_missing()
    {
        Add("web", ready: false);
        _session.Run(new WaitCseClusterCommand { Cluster = [new CseClusterIdentity("web")], TimeoutSec = 1 });
        Assert.Equal("CseDeadlineExceeded", Assert.Single(_session.Host.Errors).Id);
        Assert.Contains("node-1", _session.Host.Errors[0].Message);
        Assert.True(_session.Host.Progress[^1].IsCompleted);
    }

    [Fact]
    public void Test_gives_a_row_per_check_with_the_cluster_and_Quiet_a_truth_value()
    {
        Add("web", ready: false);
        _session.Run(new TestCseClusterCommand { Cluster = [new CseClusterIdentity("web")] });
        List<CseTestResult> rows = [.. _session.OutputOf<CseTestResult>()];
        Assert.All(rows, row => Assert.Equal("web", row.ClusterName));
        Assert.Equal("Failed", rows.Single(row => row.Name == "Nodes ready").Result);
        Assert.NotEmpty(rows.Single(row => row.Name == "Nodes ready").Fix);
        _session.Host.Output.Clear();
        _session.With("Quiet").Run(new TestCseClusterCommand { Cluster = [new CseClusterIdentity("web")] });
        Assert.False((bool)Assert.Single(_session.Host.Output));
        _session.Host.Output.Clear();
        _session.Clusters.Nodes.ForEach(node => node.Ready = true);
        _session.With("Quiet").Run(new TestCseClusterCommand { Cluster = [new CseClusterIdentity("web")] });
        Assert.True((bool)Assert.Single(_session.Host.Output));
    }

    private Cluster Add(string name, bool ready)
    {
        Cluster cluster = FakeClusters.Cluster(name, workers: 1);
        _session.Clusters.All.Add(cluster);
        _session.Clusters.SystemPodsNotRunning = [];
        _session.Clusters.Nodes.AddRange(
        [
            new Node { Name = "mstr-1", Role = NodeRole.ControlPlane, ClusterId = cluster.Id, Ready = true, PowerState = "POWERED_ON", Address = "127.0.0.2" },
            new Node { Name = "node-1", ClusterId = cluster.Id, Ready = ready, PowerState = "POWERED_ON", Address = "127.0.0.3" },
        ]);
        return cluster;
    }
}
