namespace CsePowerShell.Guest;

/// <summary>What a node script printed.</summary>
/// <param name="json">The last line of standard output that is a JSON object, or an empty text.</param>
/// <param name="elapsed">How long it ran.</param>
public sealed class NodeScriptResult(string json, TimeSpan elapsed)
{
    /// <summary>The result as JSON, or an empty text. It may hold secrets (join token, kubeconfig).</summary>
    public string Json { get; } = json;

    /// <summary>How long it ran.</summary>
    public TimeSpan Elapsed { get; } = elapsed;
}

/// <summary>What a node is made of, from <c>prepare-node</c>.</summary>
public sealed class PreparedNode
{
    /// <summary>The host name, equal to the node's.</summary>
    public string HostName { get; set; } = "";

    /// <summary>The version of kubeadm in the image.</summary>
    public string KubeadmVersion { get; set; } = "";
}

/// <summary>A control plane after <c>init-control-plane</c>.</summary>
public sealed class InitializedControlPlane
{
    /// <summary>True when it had been initialised by an earlier run.</summary>
    public bool WasInitialized { get; set; }

    /// <summary>The cluster's CA hash, <c>sha256:</c> + hex.</summary>
    public string CaCertHash { get; set; } = "";

    /// <summary>When the API server's certificate expires; null when the node cannot tell.</summary>
    public DateTimeOffset? CertificateExpires { get; set; }
}

/// <summary>What a worker needs to join. The token is a secret until it expires or is deleted.</summary>
public sealed class JoinTicket
{
    /// <summary>The API server, <c>host:port</c>.</summary>
    public string ApiServerEndpoint { get; set; } = "";

    /// <summary>The token, live for a short time.</summary>
    public BootstrapToken Token { get; set; } = null!;

    /// <summary>The cluster's CA hash.</summary>
    public string CaCertHash { get; set; } = "";
}

/// <summary>A cluster as its API server sees it.</summary>
public sealed class KubernetesStatus
{
    /// <summary>All nodes, by name.</summary>
    public IReadOnlyList<KubernetesNode> Nodes { get; set; } = [];

    /// <summary>Pods in kube-* namespaces that do not run: what a Ready that does not come waits for.</summary>
    public IReadOnlyList<KubernetesPod> SystemPodsNotRunning { get; set; } = [];

    /// <summary>The node of that name, or null.</summary>
    public KubernetesNode? Find(string name) => Nodes.FirstOrDefault(node => node.Name == name);
}

/// <summary>One Kubernetes node.</summary>
public sealed class KubernetesNode
{
    /// <summary>Its name.</summary>
    public string Name { get; set; } = "";

    /// <summary>True when its Ready condition is True.</summary>
    public bool IsReady { get; set; }

    /// <summary>Why it is not ready, in the kubelet's words, or null.</summary>
    public string? NotReadyReason { get; set; }

    /// <summary>False when it is cordoned.</summary>
    public bool IsSchedulable { get; set; } = true;

    /// <summary>True for control planes.</summary>
    public bool IsControlPlane { get; set; }

    /// <summary>For example <c>v1.31.4</c>.</summary>
    public string KubeletVersion { get; set; } = "";

    /// <summary>Its internal IP address, or null.</summary>
    public string? Address { get; set; }
}

/// <summary>One pod.</summary>
public sealed class KubernetesPod
{
    /// <summary>Its namespace.</summary>
    public string Namespace { get; set; } = "";

    /// <summary>Its name.</summary>
    public string Name { get; set; } = "";

    /// <summary>The node it is on, or null while it is not scheduled.</summary>
    public string? NodeName { get; set; }

    /// <summary>Pending, Failed, or Running with containers that are not ready.</summary>
    public string Phase { get; set; } = "";

    /// <summary>Why it does not run (for example ImagePullBackOff), or null.</summary>
    public string? Reason { get; set; }
}

/// <summary>How draining a node ended.</summary>
public sealed class DrainResult
{
    /// <summary>True when the node is cordoned and empty, or no longer in the cluster; false when it was given up and uncordoned.</summary>
    public bool IsDrained { get; set; }

    /// <summary>What stood in the way.</summary>
    public IReadOnlyList<DrainBlocker> Blockers { get; set; } = [];

    /// <summary>kubectl's last lines.</summary>
    public IReadOnlyList<string> LastLines { get; set; } = [];
}

/// <summary>A pod that could not be moved away.</summary>
public sealed class DrainBlocker
{
    /// <summary>The pod's namespace.</summary>
    public string Namespace { get; set; } = "";

    /// <summary>The pod's name.</summary>
    public string Pod { get; set; } = "";

    /// <summary>The PodDisruptionBudget that forbids it, or null when something else does.</summary>
    public string? Budget { get; set; }

    /// <summary>kubectl's words.</summary>
    public string Reason { get; set; } = "";

    /// <inheritdoc/>
    public override string ToString() => Budget is null ? $"pod {Namespace}/{Pod}: {Reason}" : $"pod {Namespace}/{Pod} (budget {Namespace}/{Budget}): {Reason}";
}

/// <summary>What a user's own command did on a node.</summary>
public sealed class NodeCommandResult
{
    /// <summary>Its exit code, 0 to 255.</summary>
    public int ExitCode { get; set; }

    /// <summary>Its standard output, up to the limit.</summary>
    public string Output { get; set; } = "";

    /// <summary>Its error output, up to the limit.</summary>
    public string Error { get; set; } = "";

    /// <summary>True when one of them was longer than the limit.</summary>
    public bool IsTruncated { get; set; }
}
