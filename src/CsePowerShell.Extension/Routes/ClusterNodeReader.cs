using CsePowerShell.Clusters;
using CsePowerShell.Clusters.Contract;
using CsePowerShell.Extension.Authorization;
using CsePowerShell.Extension.Hosting;

namespace CsePowerShell.Extension.Routes;

/// <summary>
/// The nodes of a cluster for somebody who sees it. That is enough here, other than for a kubeconfig: what comes out is whether nodes are Ready and their
/// version, and nothing that lets anybody in or changes anything.
/// </summary>
internal static class ClusterNodeReader
{
    public static async Task<NodesDocument> ReadAsync(ICallerSession caller, Cluster cluster, ServiceSettings settings, CancellationToken deadline)
    {
        var reference = new ClusterReference { VAppUrn = cluster.VAppUrn };
        using CancellationTokenSource limit = settings.Clock.CreateCancellationTokenSource(settings.KubeconfigDeadline);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, deadline);
        try
        {
            return Of(await caller.Operations.GetNodesAsync(reference, askKubernetes: true, either.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !deadline.IsCancellationRequested)
        {
            NodesDocument document = Of(await caller.Operations.GetNodesAsync(reference, askKubernetes: false, deadline).ConfigureAwait(false));
            document.Warnings.Add($"The control plane did not answer the service within {settings.KubeconfigDeadline.TotalSeconds:0} s, so what Kubernetes says of the nodes is missing.");
            return document;
        }
    }

    private static NodesDocument Of(ClusterNodes nodes) => new() { Nodes = [.. nodes], Warnings = [.. nodes.Warnings] };
}
