using System.Globalization;
using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Kubernetes.CommandLine;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.Kubeadm;

/// <summary>kubeadm join of a worker: discovery by token and CA hash, then the node.</summary>
internal sealed class KubeadmJoin(KubeadmCall call)
{
    private static readonly TimeSpan s_retry = TimeSpan.FromMilliseconds(200);

    public async Task<int> RunAsync(CommandOptions options, CancellationToken cancellationToken)
    {
        KubeadmDocuments? documents = await call.ConfigurationAsync(options, cancellationToken);
        JoinSettings settings = JoinSettings.From(call, options, documents);
        await call.SayAsync("[preflight] Running pre-flight checks", cancellationToken);
        await new KubeadmPreflight(call).CheckJoinAsync(options, cancellationToken);
        SimulatedCluster cluster = await DiscoverAsync(settings, cancellationToken);
        CheckPins(settings, cluster);
        await call.SayAsync("[preflight] Reading configuration from the \"kubeadm-config\" ConfigMap in namespace \"kube-system\"...",
            cancellationToken);
        CheckVersion(cluster);
        await call.SayAsync("""
            [kubelet-start] Writing kubelet configuration to file "/var/lib/kubelet/config.yaml"
            [kubelet-start] Writing kubelet environment file with flags to file "/var/lib/kubelet/kubeadm-flags.env"
            [kubelet-start] Starting the kubelet
            [kubelet-start] Waiting for the kubelet to perform the TLS Bootstrap
            """, cancellationToken);
        CheckName(settings, cluster);
        await call.WaitAsync(call.Kubernetes.Timings.Join, cancellationToken);
        await call.WriteFilesAsync(ControlPlaneFiles.OfWorker(cluster, settings.NodeName, call.Now), cancellationToken);
        cluster.State.Change(() =>
        {
            // Between check and now another guest may have taken the name.
            CheckNameLocked(settings, cluster);
            ClusterAddOns.AddNode(cluster, settings.NodeName, call.Machine, isControlPlane: false, settings.Taints, call.Now);
        });
        call.Kubernetes.Join(cluster, call.Machine, settings.NodeName);
        await call.SayAsync("""

            This node has joined the cluster:
            * Certificate signing request was sent to apiserver and a response was received.
            * The Kubelet was informed of the new secure connection details.

            Run 'kubectl get nodes' on the control-plane to see this node join the cluster.

            """, cancellationToken);
        return 0;
    }

    // kubeadm goes on trying until its time-out, both when nothing answers and when the token is not (yet) known.
    private async Task<SimulatedCluster> DiscoverAsync(JoinSettings settings, CancellationToken cancellationToken)
    {
        DateTimeOffset deadline = call.Now + settings.Discovery;
        while (true)
        {
            string problem;
            if (call.Kubernetes.Reachable(settings.Endpoint) is not { } cluster)
                problem = $"failed to request the cluster-info ConfigMap: Get \"https://{settings.Endpoint}/api/v1/namespaces/kube-public/configmaps/cluster-info?timeout=10s\": "
                    + $"dial tcp {settings.Endpoint}: connect: connection refused";
            else if (FindToken(cluster, settings.Token[..6]) is not { MaySign: true })
                problem = $"could not find a JWS signature in the cluster-info ConfigMap for token ID \"{settings.Token[..6]}\"";
            else if (FindToken(cluster, settings.Token[..6]) is not { MayAuthenticate: true } token || token.Text != settings.Token)
                problem = "failed to verify JWS signature of received cluster-info object, can't trust this API Server";
            else
                return cluster;
            if (call.Now >= deadline)
                throw KubeadmException.Phase("preflight", $"couldn't validate the identity of the API Server: {problem}");
            await call.WaitAsync(s_retry, cancellationToken);
        }
    }

    private static BootstrapToken? FindToken(SimulatedCluster cluster, string id) => cluster.State.Read(() =>
        cluster.State.Store.Find(ResourceKind.Secret, "kube-system", $"bootstrap-token-{id}") is { } secret ? BootstrapToken.Read(secret) : null);

    private static void CheckPins(JoinSettings settings, SimulatedCluster cluster)
    {
        if (!settings.SkipsCaCheck && !settings.CaHashes.Contains(cluster.Authority.Hash, StringComparer.OrdinalIgnoreCase))
            throw KubeadmException.Phase("preflight",
                "couldn't validate the identity of the API Server: cluster CA found in cluster-info ConfigMap is invalid: "
                + $"none of the public keys \"{cluster.Authority.Hash}\" are pinned");
    }

    private void CheckVersion(SimulatedCluster cluster)
    {
        int newest = cluster.Settings.Release.Minor;
        if (call.Release.Minor > newest + 1)
            throw KubeadmException.Phase("preflight", string.Create(CultureInfo.InvariantCulture,
                $"this version of kubeadm only supports deploying clusters with the control plane version >= 1.{call.Release.Minor - 1}.0. Current version: {cluster.Version}"));
    }

    private static void CheckName(JoinSettings settings, SimulatedCluster cluster) => cluster.State.Read(() =>
    {
        CheckNameLocked(settings, cluster);
        return true;
    });

    private static void CheckNameLocked(JoinSettings settings, SimulatedCluster cluster)
    {
        if (cluster.State.Store.Find(ResourceKind.Node, settings.NodeName) is { } node
            && (node.IsTrue("Ready") || cluster.IsKubeletRunning(settings.NodeName)))
            throw KubeadmException.Phase("kubelet-start",
                $"a Node with name \"{settings.NodeName}\" and status \"Ready\" already exists in the cluster. "
                + "You must delete the existing Node or change the name of this new joining Node");
    }
}
