using CsePowerShell.Guest;
using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>Reads from the control plane, over SSH, what only the cluster itself knows: its kubeconfig, and what Kubernetes says of its nodes.</summary>
internal sealed class KubeconfigReader(OperationRunner runner, ClusterDirectory directory)
{
    /// <summary>The administrator's kubeconfig, with the control plane's present address as its server.</summary>
    public async Task<string> ReadAsync(ClusterReference reference, CancellationToken ct)
    {
        ClusterRecord record = await directory.ReadAsync(reference, ct).ConfigureAwait(false);
        using ClusterWork work = ClusterReading.Open(runner, directory, record, ct, out OperationScope scope);
        using (scope)
        {
            ActualNode controlPlane = KubernetesSteps.ControlPlaneOf(work);
            string text = await work.Shells.RunAsync("Reading the kubeconfig", controlPlane, scope.Limits.Connect, (run, limit, token) => run.ReadKubeconfigAsync(limit, token)).ConfigureAwait(false);
            return KubeconfigText.ForContext(text, record.Name, $"https://{controlPlane.Address}:6443");
        }
    }

    /// <summary>A cluster with its nodes, as vCD has them.</summary>
    public async Task<Cluster> ReadClusterAsync(ClusterReference reference, CancellationToken ct)
    {
        (ClusterRecord record, IReadOnlyList<ActualNode> nodes) = await directory.LookAsync(reference, ct).ConfigureAwait(false);
        return directory.View(record, nodes);
    }

    /// <summary>The nodes of a cluster. If Kubernetes cannot be asked, they come without its words, and a warning says why.</summary>
    public async Task<ClusterNodes> ReadNodesAsync(ClusterReference reference, bool askKubernetes, CancellationToken ct)
    {
        (ClusterRecord record, IReadOnlyList<ActualNode> nodes) = await directory.LookAsync(reference, ct).ConfigureAwait(false);
        var warnings = new List<string>();
        KubernetesStatus? status = null;
        if (askKubernetes)
        {
            try
            {
                using ClusterWork work = ClusterReading.Open(runner, directory, record, ct, out OperationScope scope);
                using (scope)
                    status = await new KubernetesSteps(work).StatusAsync(KubernetesSteps.ControlPlaneOf(work)).ConfigureAwait(false);
                nodes = KubernetesSteps.Combine(nodes, status);
            }
            catch (ClusterException error)
            {
                warnings.Add($"Kubernetes could not be asked: {error.Message}");
            }
        }

        return new ClusterNodes(directory.View(record, nodes).Nodes ?? [], warnings)
        {
            SystemPodsNotRunning = status?.SystemPodsNotRunning.Select(pod => $"{pod.Namespace}/{pod.Name}: {pod.Reason ?? pod.Phase}").ToArray(),
            Strangers = status?.Nodes.Select(node => node.Name).Except(nodes.Select(node => node.Name), StringComparer.Ordinal).ToArray(),
        };
    }
}
