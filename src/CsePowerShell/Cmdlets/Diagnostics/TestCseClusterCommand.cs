using System.Management.Automation;
using CsePowerShell.Clusters;

namespace CsePowerShell.Cmdlets;

/// <summary>Looks clusters over: operations left open, VMs, addresses, Kubernetes, nodes, system pods, versions, certificate and lease. Changes nothing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "CseCluster")]
[OutputType(typeof(CseTestResult), typeof(bool))]
public sealed class TestCseClusterCommand : CseClusterTargetCmdlet
{
    /// <summary>Returns True or False per cluster: whether no check has failed.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    private protected override Task ProcessAsync(CancellationToken stop) => ForEachClusterAsync(async target =>
    {
        IClusterOperations clusters = target.Connection.Clusters;
        Cluster cluster = await clusters.GetClusterAsync(target.Reference, stop);
        ClusterNodes nodes = await clusters.GetNodesAsync(ClusterReference.To(cluster), askKubernetes: true, stop);
        IReadOnlyList<CheckResult> rows = ClusterHealth.Check(cluster, nodes, Clock.GetUtcNow());
        if (IsOn(Quiet))
        {
            await EmitAsync(rows.All(row => row.Result != CheckOutcome.Failed));
            return;
        }

        foreach (CheckResult row in rows)
        {
            CseTestResult output = row.ToOutput(target.Connection.Id);
            (output.ClusterId, output.ClusterName) = (cluster.Id, cluster.Name);
            await EmitAsync(output);
        }
    }, stop);
}
