using System.Globalization;
using System.Net;
using CsePowerShell.Simulator.Kubernetes.Kubeadm;

namespace CsePowerShell.Simulator.Kubernetes;

/// <summary>What kubeadm init settled for a cluster.</summary>
internal sealed record ClusterSettings
{
    public required string Name { get; init; }
    public required KubernetesRelease Release { get; init; }
    public required IPAddress AdvertiseAddress { get; init; }
    public int BindPort { get; init; } = 6443;

    /// <summary>Host and port that kubeconfigs name.</summary>
    public required string Endpoint { get; init; }

    public string? PodSubnet { get; init; }
    public required string ServiceSubnet { get; init; }
    public required string DnsDomain { get; init; }
    public required IReadOnlyList<string> ServerNames { get; init; }

    public string Server => $"https://{Endpoint}";

    /// <summary>An endpoint with its port.</summary>
    public static string WithPort(string endpoint, int port) =>
        endpoint.Contains(':', StringComparison.Ordinal) ? endpoint : string.Create(CultureInfo.InvariantCulture, $"{endpoint}:{port}");
}
