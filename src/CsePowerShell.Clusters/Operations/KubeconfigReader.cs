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
        using ClusterWork work = Open(record, ct, out OperationScope scope);
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
        if (askKubernetes)
        {
            try
            {
                using ClusterWork work = Open(record, ct, out OperationScope scope);
                using (scope)
                    nodes = KubernetesSteps.Combine(nodes, await new KubernetesSteps(work).StatusAsync(KubernetesSteps.ControlPlaneOf(work)).ConfigureAwait(false));
            }
            catch (ClusterException error)
            {
                warnings.Add($"Kubernetes could not be asked: {error.Message}");
            }
        }

        return new ClusterNodes(directory.View(record, nodes).Nodes ?? [], warnings);
    }

    // Reading is no operation that anybody waits for or that is recorded, but it uses the same steps, and ends with the caller's token.
    private ClusterWork Open(ClusterRecord record, CancellationToken ct, out OperationScope scope)
    {
        EngineOptions options = runner.Options;
        var reading = new ClusterOperation(Guid.NewGuid().ToString("D"), OperationKind.Create, record.ClusterId!, record.Name, record.Org, record.VdcName, "", options.Clock);
        if (record.Mark is not null)
            throw new ClusterException(ErrorCodes.SpecConflict, $"\"{record.Name}\" has no control plane yet.", "Finish it with the New-CseCluster command it was begun with.");
        ManagementKey? key = record.IsLegacy ? null : ManagementKeys.Load(options);
        if (key is not null)
            ManagementKeys.EnsureFits(key, record.Marks.Spec!, record.Name);
        scope = OperationScope.ForReading(runner.Client, options, reading, ct);
        var work = new ClusterWork(scope, directory, record.ClusterId!, record.Org, record.VdcName, runner.ActorOf(null)) { Nodes = record.Nodes() };
        work.Adopt(record.Marks);
        work.EnterWith(key is null ? (node, token) => LegacyCredential.ReadAsync(runner.Client, options, record.Marks, node, token) : (_, _) => Task.FromResult(GuestCredential.FromKey(key)));
        return work;
    }
}
