namespace CsePowerShell.Clusters.Tests;

public class ClusterHealthTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_sound_cluster_passes_every_check()
    {
        IReadOnlyList<CheckResult> rows = Check(Sound(), Nodes());
        Assert.All(rows, row => Assert.Equal(CheckOutcome.Passed, row.Result));
        Assert.All(rows, row => Assert.Empty(row.Fix));
        Assert.Equal(rows.Count, rows.Select(row => row.Name).Distinct().Count());
    }

    [Fact]
    public void Whatever_is_wrong_is_its_own_row_with_something_to_do()
    {
        Cluster cluster = Sound();
        cluster.State = ClusterState.Degraded;
        cluster.CurrentOperation = new OperationRecord { Kind = OperationKind.Resize, State = OperationState.Failed, ErrorMessage = "no room", ErrorCode = ErrorCodes.QuotaExceeded, ResumeHint = "Set-CseClusterSize web 5" };
        cluster.DesiredNodes = 3;
        cluster.CertificateExpires = s_now.AddDays(-1);
        cluster.LeaseExpires = s_now.AddDays(2);
        List<Node> nodes = Nodes();
        nodes[1].Ready = false;
        nodes[1].KubeletVersion = "v1.30.0";
        nodes[1].Address = nodes[0].Address;
        nodes[1].PowerState = "POWERED_OFF";
        Dictionary<string, CheckResult> rows = Check(cluster, nodes, ["kube-system/flannel: ImagePullBackOff"], ["node-old"]).ToDictionary(row => row.Name);
        foreach (string failed in new[] { "Operation", "Power", "Size", "Addresses", "Nodes ready", "System pods", "Certificate", "Lease" })
            Assert.True(rows[failed].Result == CheckOutcome.Failed, failed);
        foreach (string warned in new[] { "Kubernetes nodes", "Versions" })
            Assert.True(rows[warned].Result == CheckOutcome.Warning, warned);
        Assert.All(rows.Values.Where(row => row.Result != CheckOutcome.Passed), row => Assert.NotEmpty(row.Fix));
        Assert.Contains("Set-CseClusterSize web 5", rows["Operation"].Fix);
        Assert.Equal(ErrorCodes.QuotaExceeded, rows["Operation"].Code);
    }

    [Fact]
    public void Where_Kubernetes_could_not_be_asked_that_is_the_failure_and_the_rest_is_skipped()
    {
        ClusterNodes nodes = new(Nodes(), ["Kubernetes could not be asked: no route."]);
        Dictionary<string, CheckResult> rows = ClusterHealth.Check(Sound(), nodes, s_now).ToDictionary(row => row.Name);
        Assert.Equal((CheckOutcome.Failed, "Kubernetes could not be asked: no route."), (rows["Kubernetes"].Result, rows["Kubernetes"].Detail));
        Assert.Equal(CheckOutcome.Skipped, rows["Nodes ready"].Result);
    }

    [Fact]
    public void A_certificate_that_ends_soon_is_a_warning()
    {
        Cluster cluster = Sound();
        cluster.CertificateExpires = s_now.AddDays(20);
        CheckResult row = Check(cluster, Nodes()).Single(one => one.Name == "Certificate");
        Assert.Equal((CheckOutcome.Warning, ""), (row.Result, row.Code));
        Assert.Contains("2026-03-21", row.Detail);
    }

    private static Cluster Sound() => new()
    {
        Name = "web",
        State = ClusterState.Ready,
        DesiredNodes = 2,
        CertificateExpires = s_now.AddDays(300),
        Pools = [new NodePool { Name = "workers", Role = NodeRole.Worker, DesiredCount = 1 }],
    };

    private static List<Node> Nodes() =>
    [
        new Node { Name = "mstr-1", Role = NodeRole.ControlPlane, PowerState = "POWERED_ON", Address = "10.0.0.2", Ready = true, Schedulable = true, KubeletVersion = "v1.31.4" },
        new Node { Name = "node-1", Role = NodeRole.Worker, PowerState = "POWERED_ON", Address = "10.0.0.3", Ready = true, Schedulable = true, KubeletVersion = "v1.31.4" },
    ];

    private static IReadOnlyList<CheckResult> Check(Cluster cluster, List<Node> nodes, string[]? pods = null, string[]? strangers = null) =>
        ClusterHealth.Check(cluster, new ClusterNodes(nodes, []) { SystemPodsNotRunning = pods ?? [], Strangers = strangers ?? [] }, s_now);
}
