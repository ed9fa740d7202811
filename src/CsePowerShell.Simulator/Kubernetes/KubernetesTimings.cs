namespace CsePowerShell.Simulator.Kubernetes;

/// <summary>How long things take in the simulated Kubernetes.</summary>
public sealed record KubernetesTimings
{
    /// <summary>kubeadm init, from the end of preflight to the API server's answer.</summary>
    public TimeSpan Init { get; init; }

    /// <summary>kubeadm join, after discovery.</summary>
    public TimeSpan Join { get; init; }

    /// <summary>From the CNI on a node until the node is Ready.</summary>
    public TimeSpan NodeReady { get; init; }

    /// <summary>From binding to Running for a pod.</summary>
    public TimeSpan PodStart { get; init; }

    /// <summary>From eviction or deletion until a pod is gone.</summary>
    public TimeSpan PodStop { get; init; }

    /// <summary>A silent kubelet's node turns NotReady after this (Kubernetes: 40 s).</summary>
    public TimeSpan NodeGrace { get; init; }

    /// <summary>How long kubeadm join tries discovery when its configuration does not say (kubeadm: 5 min).</summary>
    public TimeSpan Discovery { get; init; }

    /// <summary>Pause of kubectl drain between attempts to evict (kubectl: 5 s).</summary>
    public TimeSpan EvictionRetry { get; init; }

    /// <summary>Everything in milliseconds, for tests.</summary>
    public static KubernetesTimings Fast { get; } = new()
    {
        Init = TimeSpan.FromMilliseconds(100),
        Join = TimeSpan.FromMilliseconds(60),
        NodeReady = TimeSpan.FromMilliseconds(80),
        PodStart = TimeSpan.FromMilliseconds(50),
        PodStop = TimeSpan.FromMilliseconds(50),
        NodeGrace = TimeSpan.FromSeconds(1),
        Discovery = TimeSpan.FromSeconds(2),
        EvictionRetry = TimeSpan.FromMilliseconds(200),
    };

    /// <summary>As on an ordinary cloud.</summary>
    public static KubernetesTimings Realistic { get; } = new()
    {
        Init = TimeSpan.FromSeconds(60),
        Join = TimeSpan.FromSeconds(20),
        NodeReady = TimeSpan.FromSeconds(8),
        PodStart = TimeSpan.FromSeconds(3),
        PodStop = TimeSpan.FromSeconds(2),
        NodeGrace = TimeSpan.FromSeconds(40),
        Discovery = TimeSpan.FromMinutes(5),
        EvictionRetry = TimeSpan.FromSeconds(5),
    };
}
