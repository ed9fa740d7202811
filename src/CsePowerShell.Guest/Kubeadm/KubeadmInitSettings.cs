namespace CsePowerShell.Guest;

/// <summary>What <c>kubeadm init</c> needs to know for the first control plane of a cluster.</summary>
public sealed class KubeadmInitSettings
{
    /// <summary>The version to install: the one in the node's image. Always set, or kubeadm asks the internet.</summary>
    public string KubernetesVersion { get; init; } = "";

    /// <summary>The cluster's name in the kubeconfig.</summary>
    public string ClusterName { get; init; } = "kubernetes";

    /// <summary>The node's name; equal to the VM's name, because a host name set late gives a wrong node name.</summary>
    public string NodeName { get; init; } = "";

    /// <summary>The node's own IP address.</summary>
    public string AdvertiseAddress { get; init; } = "";

    /// <summary>Where clients and nodes reach the API: <c>host</c> or <c>host:port</c>. Null: the node's address and port 6443.</summary>
    public string? ControlPlaneEndpoint { get; init; }

    /// <summary>The pods' network, for example <c>10.244.0.0/16</c>; it must be the one in the CNI's manifest.</summary>
    public string? PodSubnet { get; init; }

    /// <summary>The services' network; null: kubeadm's 10.96.0.0/12.</summary>
    public string? ServiceSubnet { get; init; }

    /// <summary>Further names and addresses for the API server's certificate.</summary>
    public IReadOnlyList<string> CertificateNames { get; init; } = [];

    /// <summary>The first join token; null: a new one. kubeadm's own would live for 24 hours.</summary>
    public BootstrapToken? Token { get; init; }

    /// <summary>How long that token lives; 15 minutes unless set.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The container runtime's socket.</summary>
    public string CriSocket { get; init; } = "unix:///run/containerd/containerd.sock";

    /// <summary>Further kubelet arguments, without dashes.</summary>
    public IReadOnlyDictionary<string, string> KubeletArguments { get; init; } = new Dictionary<string, string>();

    /// <summary>Another image registry, for sites without internet; null: registry.k8s.io.</summary>
    public string? ImageRepository { get; init; }

    /// <summary>How long to wait for the control plane's components; 4 minutes unless set.</summary>
    public TimeSpan ControlPlaneTimeout { get; init; } = TimeSpan.FromMinutes(4);
}

/// <summary>What <c>kubeadm join</c> needs to know for a worker.</summary>
public sealed class KubeadmJoinSettings
{
    /// <summary>The cluster's version.</summary>
    public string KubernetesVersion { get; init; } = "";

    /// <summary>The node's name; equal to the VM's name.</summary>
    public string NodeName { get; init; } = "";

    /// <summary>The API server, <c>host:port</c>.</summary>
    public string ApiServerEndpoint { get; init; } = "";

    /// <summary>A live join token.</summary>
    public BootstrapToken? Token { get; init; }

    /// <summary>The CA hash, <c>sha256:</c> + 64 hex digits; a join without it would trust whoever answers.</summary>
    public string CaCertHash { get; init; } = "";

    /// <summary>The container runtime's socket.</summary>
    public string CriSocket { get; init; } = "unix:///run/containerd/containerd.sock";

    /// <summary>Further kubelet arguments, without dashes.</summary>
    public IReadOnlyDictionary<string, string> KubeletArguments { get; init; } = new Dictionary<string, string>();

    /// <summary>How long to look for the API server; 5 minutes unless set.</summary>
    public TimeSpan DiscoveryTimeout { get; init; } = TimeSpan.FromMinutes(5);
}
