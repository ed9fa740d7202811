using System.Globalization;

namespace CsePowerShell.Clusters;

/// <summary>What is right and wrong with a cluster that is there, from what has been read of it. Pure; every row that is not as it should be says what to do.</summary>
public static class ClusterHealth
{
    private static readonly TimeSpan s_certificateNotice = TimeSpan.FromDays(30);
    private static readonly TimeSpan s_leaseNotice = TimeSpan.FromDays(7);

    /// <summary>Looks a cluster over.</summary>
    /// <param name="cluster">The cluster, read with everything.</param>
    /// <param name="nodes">Its nodes, with what Kubernetes says where it could be asked.</param>
    /// <param name="now">The time to judge by.</param>
    /// <returns>One row per check, always the same checks in the same order.</returns>
    public static IReadOnlyList<CheckResult> Check(Cluster cluster, ClusterNodes nodes, DateTimeOffset now)
    {
        bool hasKubernetes = nodes.SystemPodsNotRunning is not null;
        return
        [
            Operation(cluster),
            Power(cluster, nodes),
            Size(cluster, nodes),
            Addresses(nodes),
            Kubernetes(nodes, hasKubernetes),
            hasKubernetes ? Ready(nodes) : Skipped("Nodes ready"),
            hasKubernetes ? SystemPods(nodes) : Skipped("System pods"),
            hasKubernetes ? Strangers(nodes) : Skipped("Kubernetes nodes"),
            hasKubernetes ? Versions(cluster, nodes) : Skipped("Versions"),
            Certificate(cluster, now),
            Lease(cluster, now),
        ];
    }

    private static CheckResult Operation(Cluster cluster) => cluster.CurrentOperation switch
    {
        { State: OperationState.Running } running => Row("Operation", CheckOutcome.Warning, $"{running.Kind} is running ({running.Phase}).", "Wait for it with Wait-CseTask."),
        { State: OperationState.Failed } failed when cluster.State is not ClusterState.Ready =>
            Row("Operation", CheckOutcome.Failed, $"{failed.Kind} failed: {failed.ErrorMessage}", failed.ResumeHint.Length > 0 ? $"Run: {failed.ResumeHint}" : "Correct the cause and run the command again.", failed.ErrorCode),
        { State: OperationState.Interrupted or OperationState.Canceled } cut when cluster.State is not ClusterState.Ready =>
            Row("Operation", CheckOutcome.Failed, $"{cut.Kind} was interrupted.", cut.ResumeHint.Length > 0 ? $"Run: {cut.ResumeHint}" : "Run the command again.", ErrorCodes.Cancelled),
        _ when cluster.State is ClusterState.Failed or ClusterState.Unknown => Row("Operation", CheckOutcome.Failed, $"The cluster is {cluster.State}.", "Make it again with the New-CseCluster command it was begun with, or remove it."),
        _ => Row("Operation", CheckOutcome.Passed, "No operation is open."),
    };

    private static CheckResult Power(Cluster cluster, ClusterNodes nodes)
    {
        string[] off = [.. nodes.Where(node => node.PowerState != "POWERED_ON").Select(node => $"{node.Name} ({node.PowerState})")];
        return off.Length == 0
            ? Row("Power", CheckOutcome.Passed, $"All {nodes.Count} VMs run.")
            : Row("Power", CheckOutcome.Failed, $"Not running: {string.Join(", ", off)}.", $"Start the VMs of vApp \"{cluster.Name}\" in vCD.", ErrorCodes.GuestUnreachable);
    }

    private static CheckResult Size(Cluster cluster, ClusterNodes nodes)
    {
        int present = nodes.Count(node => node.Role != NodeRole.Nfs);
        if (cluster.DesiredNodes is not { } wanted)
            return Row("Size", CheckOutcome.Passed, $"{present} nodes; a cluster of CSE 1.x has no wanted number.");
        return present == wanted
            ? Row("Size", CheckOutcome.Passed, $"{present} of {wanted} nodes are there.")
            : Row("Size", CheckOutcome.Failed, $"{present} of {wanted} nodes are there.",
                $"Bring it to size: Set-CseClusterSize {cluster.Name} -WorkerCount {cluster.Pools.Where(pool => pool.Role == NodeRole.Worker).Sum(pool => pool.DesiredCount)}.", ErrorCodes.SpecConflict);
    }

    private static CheckResult Addresses(ClusterNodes nodes)
    {
        string[] without = [.. nodes.Where(node => string.IsNullOrEmpty(node.Address)).Select(node => node.Name)];
        string[] twice = [.. nodes.Where(node => !string.IsNullOrEmpty(node.Address)).GroupBy(node => node.Address).Where(same => same.Count() > 1).Select(same => $"{same.Key}: {string.Join(", ", same)}")];
        return without.Length > 0 ? Row("Addresses", CheckOutcome.Failed, $"Without an address: {string.Join(", ", without)}.", "Look at the network cards in vCD, and at the free addresses of the network.")
            : twice.Length > 0 ? Row("Addresses", CheckOutcome.Failed, $"Used twice: {string.Join("; ", twice)}.", "Remove one of the nodes with Remove-CseNode.")
            : Row("Addresses", CheckOutcome.Passed, "Every node has an address of its own.");
    }

    private static CheckResult Kubernetes(ClusterNodes nodes, bool isThere) => isThere
        ? Row("Kubernetes", CheckOutcome.Passed, "The API server answers on the control plane.")
        : Row("Kubernetes", CheckOutcome.Failed, nodes.Warnings.FirstOrDefault() ?? "Kubernetes was not asked.",
            "Check that the control plane can be reached over SSH from here (Connect-CseServer -JumpHost, -SshKeyPath), and its kubelet.", ErrorCodes.GuestUnreachable);

    private static CheckResult Ready(ClusterNodes nodes)
    {
        Node[] counted = [.. nodes.Where(node => node.Role != NodeRole.Nfs)];
        string[] late = [.. counted.Where(node => node.Ready != true).Select(node => node.Ready is null ? $"{node.Name} (not in Kubernetes)" : node.Name)];
        string[] cordoned = [.. counted.Where(node => node is { Ready: true, Schedulable: false, Role: NodeRole.Worker }).Select(node => node.Name)];
        return late.Length > 0 ? Row("Nodes ready", CheckOutcome.Failed, $"Not Ready: {string.Join(", ", late)}.",
                "Look at its kubelet (Invoke-CseNodeCommand), or replace it: Add-CseNode, then Remove-CseNode.", ErrorCodes.NodeNotReady)
            : cordoned.Length > 0 ? Row("Nodes ready", CheckOutcome.Warning, $"Ready, but taking no new pods: {string.Join(", ", cordoned)}.", "Let pods on them again: kubectl uncordon.")
            : Row("Nodes ready", CheckOutcome.Passed, $"All {counted.Length} nodes are Ready.");
    }

    private static CheckResult SystemPods(ClusterNodes nodes) => nodes.SystemPodsNotRunning is { Count: > 0 } pods
        ? Row("System pods", CheckOutcome.Failed, $"Not running: {string.Join("; ", pods.Take(10))}.", "Look at them with kubectl describe pod.")
        : Row("System pods", CheckOutcome.Passed, "All pods of the system namespaces run.");

    private static CheckResult Strangers(ClusterNodes nodes) => nodes.Strangers is { Count: > 0 } strangers
        ? Row("Kubernetes nodes", CheckOutcome.Warning, $"Kubernetes knows nodes that have no VM: {string.Join(", ", strangers)}.", $"Take them out: kubectl delete node {string.Join(" ", strangers)}.")
        : Row("Kubernetes nodes", CheckOutcome.Passed, "Every Kubernetes node has its VM.");

    private static CheckResult Versions(Cluster cluster, ClusterNodes nodes)
    {
        IGrouping<string, Node>[] versions = [.. nodes.Where(node => node.KubeletVersion is { Length: > 0 }).GroupBy(node => node.KubeletVersion!).OrderBy(group => group.Key, StringComparer.Ordinal)];
        return versions.Length > 1
            ? Row("Versions", CheckOutcome.Warning, $"The nodes have different versions: {string.Join("; ", versions.Select(group => $"{group.Key}: {string.Join(", ", group)}"))}.", "Replace the nodes of the older version.", ErrorCodes.VersionUnsupported)
            : Row("Versions", CheckOutcome.Passed, $"All nodes have {versions.FirstOrDefault()?.Key ?? cluster.KubernetesVersion}.");
    }

    private static CheckResult Certificate(Cluster cluster, DateTimeOffset now) => cluster.CertificateExpires switch
    {
        null => Skipped("Certificate", "It is not on record when the API server's certificate ends."),
        { } ends when ends <= now => Row("Certificate", CheckOutcome.Failed, $"The API server's certificate ended on {Day(ends)}.", "Renew it on the control plane: kubeadm certs renew all.", ErrorCodes.CertificateUntrusted),
        { } ends when ends - now < s_certificateNotice => Row("Certificate", CheckOutcome.Warning, $"The API server's certificate ends on {Day(ends)}.", "Renew it on the control plane: kubeadm certs renew all."),
        { } ends => Row("Certificate", CheckOutcome.Passed, $"The API server's certificate is good until {Day(ends)}."),
    };

    private static CheckResult Lease(Cluster cluster, DateTimeOffset now) => cluster.LeaseExpires switch
    {
        null => Row("Lease", CheckOutcome.Passed, "vCD will not power it off or delete it by itself."),
        { } ends when ends - now < s_leaseNotice => Row("Lease", CheckOutcome.Failed, $"vCD powers the vApp off or deletes it on {Day(ends)}.", "Set the lease of the vApp to never in vCD, or have the organization's policy changed."),
        { } ends => Row("Lease", CheckOutcome.Warning, $"vCD powers the vApp off or deletes it on {Day(ends)}.", "Set the lease of the vApp to never in vCD, or have the organization's policy changed."),
    };

    private static string Day(DateTimeOffset time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static CheckResult Skipped(string name, string why = "Kubernetes could not be asked.") => Row(name, CheckOutcome.Skipped, why);

    private static CheckResult Row(string name, CheckOutcome result, string detail, string fix = "", string? code = null) =>
        new() { Name = name, Result = result, Detail = detail, Fix = fix, Code = result == CheckOutcome.Failed ? code ?? "" : "" };
}
