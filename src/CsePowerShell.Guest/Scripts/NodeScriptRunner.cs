namespace CsePowerShell.Guest;

/// <summary>Runs node scripts on one node and reads what they print.</summary>
/// <remarks>Script and inputs travel on standard input into a private folder of the guest, which is gone when the script ends: nothing of them is on a command line or in the environment.</remarks>
/// <param name="shell">The node.</param>
public sealed class NodeScriptRunner(IGuestShell shell)
{
    private readonly IGuestShell _shell = shell;

    /// <summary>Runs a script with input files.</summary>
    /// <param name="script">The script.</param>
    /// <param name="inputs">Its input files by name; the contents may be secret.</param>
    /// <param name="deadline">How long it may run.</param>
    /// <param name="onLine">Called for each line of progress, secrets redacted.</param>
    /// <param name="cancellationToken">Stops it at once.</param>
    /// <exception cref="GuestScriptException">It ended with an exit code other than 0.</exception>
    /// <exception cref="GuestDeadlineException">It was still running at the deadline.</exception>
    /// <exception cref="GuestConnectionLostException">The connection broke; the script may be repeated.</exception>
    public Task<NodeScriptResult> RunAsync(
        NodeScript script, IReadOnlyDictionary<string, string> inputs, TimeSpan deadline, Action<string>? onLine, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Waits for the container runtime and makes the node fit for Kubernetes.</summary>
    /// <param name="deadline">How long it may take, the wait for the container runtime included.</param>
    /// <param name="onLine">Called for each line of progress.</param>
    /// <param name="cancellationToken">Stops it at once.</param>
    public Task<PreparedNode> PrepareNodeAsync(TimeSpan deadline, Action<string>? onLine, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Initialises the first control plane; does nothing where it is initialised with the same endpoint.</summary>
    /// <param name="kubeadmConfiguration">From <see cref="KubeadmConfiguration.Init"/>.</param>
    /// <param name="resetHalfDone">Whether the rest of an earlier attempt that did not come through may be cleaned away with <c>kubeadm reset</c>.</param>
    /// <param name="deadline">How long it may take.</param>
    /// <param name="onLine">Called for each line of progress.</param>
    /// <param name="cancellationToken">Stops it at once.</param>
    public Task<InitializedControlPlane> InitControlPlaneAsync(
        string kubeadmConfiguration, bool resetHalfDone, TimeSpan deadline, Action<string>? onLine, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Applies the CNI manifest.</summary>
    /// <param name="manifestPath">The manifest in the image; null: <c>/root/cni.yaml</c>.</param>
    /// <param name="deadline">How long it may take.</param>
    /// <param name="onLine">Called for each line of progress.</param>
    /// <param name="cancellationToken">Stops it at once.</param>
    public Task ApplyNetworkAsync(string? manifestPath, TimeSpan deadline, Action<string>? onLine, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Makes a join token on a control plane.</summary>
    /// <param name="lifetime">How long the token lives.</param>
    /// <param name="deadline">How long it may take.</param>
    /// <param name="cancellationToken">Stops it at once.</param>
    public Task<JoinTicket> MakeJoinAsync(TimeSpan lifetime, TimeSpan deadline, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Joins a worker; does nothing where it has joined, and cleans a half-joined node first.</summary>
    /// <param name="kubeadmConfiguration">From <see cref="KubeadmConfiguration.Join"/>.</param>
    /// <param name="deadline">How long it may take.</param>
    /// <param name="onLine">Called for each line of progress.</param>
    /// <param name="cancellationToken">Stops it at once.</param>
    /// <returns>True when it joined now, false when it had joined before.</returns>
    public Task<bool> JoinWorkerAsync(string kubeadmConfiguration, TimeSpan deadline, Action<string>? onLine, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The cluster's nodes and its system pods that do not run, asked on a control plane.</summary>
    /// <param name="deadline">How long it may take.</param>
    /// <param name="cancellationToken">Stops it at once.</param>
    public Task<KubernetesStatus> GetStatusAsync(TimeSpan deadline, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Cordons and drains a node, on a control plane. A node that is blocked is uncordoned again and the blockers are named.</summary>
    /// <param name="nodeName">The node to drain.</param>
    /// <param name="force">Whether pods that no controller would start elsewhere may be deleted.</param>
    /// <param name="deadline">How long draining may take before it is given up.</param>
    /// <param name="onLine">Called for each line of progress.</param>
    /// <param name="cancellationToken">Stops it at once; the node then stays cordoned.</param>
    public Task<DrainResult> DrainNodeAsync(string nodeName, bool force, TimeSpan deadline, Action<string>? onLine, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Lets pods onto a node again: undoes the cordon of a drain.</summary>
    /// <param name="nodeName">The node.</param>
    /// <param name="deadline">How long it may take.</param>
    /// <param name="cancellationToken">Stops it at once.</param>
    public Task UncordonNodeAsync(string nodeName, TimeSpan deadline, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Takes a node out of the cluster, on a control plane; a node that is not there is fine.</summary>
    /// <param name="nodeName">The node to remove.</param>
    /// <param name="deadline">How long it may take.</param>
    /// <param name="cancellationToken">Stops it at once.</param>
    public Task RemoveNodeAsync(string nodeName, TimeSpan deadline, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Undoes what kubeadm did on this node.</summary>
    /// <param name="deadline">How long it may take.</param>
    /// <param name="onLine">Called for each line of progress.</param>
    /// <param name="cancellationToken">Stops it at once.</param>
    public Task ResetNodeAsync(TimeSpan deadline, Action<string>? onLine, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Deletes a join token, on a control plane; one that is gone is fine.</summary>
    /// <param name="tokenId">The first part of the token.</param>
    /// <param name="deadline">How long it may take.</param>
    /// <param name="cancellationToken">Stops it at once.</param>
    public Task DeleteTokenAsync(string tokenId, TimeSpan deadline, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The administrator's kubeconfig, from a control plane. It is a secret.</summary>
    /// <param name="deadline">How long it may take.</param>
    /// <param name="cancellationToken">Stops it at once.</param>
    public Task<string> ReadKubeconfigAsync(TimeSpan deadline, CancellationToken cancellationToken) => throw new NotImplementedException();
}
