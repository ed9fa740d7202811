using System.Net;

namespace CsePowerShell.Simulator.Kubernetes;

/// <summary>One Kubernetes cluster, as tests look at it and put work into it.</summary>
public sealed class SimulatedCluster
{
    internal SimulatedCluster(IPAddress address, string version)
    {
        Address = address;
        Version = version;
    }

    /// <summary>The control plane's address; the API server answers on port 6443 while the guest is powered on.</summary>
    public IPAddress Address { get; }

    /// <summary>The Kubernetes version, such as v1.31.4.</summary>
    public string Version { get; }

    /// <summary>The nodes now, by name.</summary>
    public IReadOnlyList<SimulatedNode> Nodes => throw new NotImplementedException();

    /// <summary>All pods of all namespaces now.</summary>
    public IReadOnlyList<SimulatedPod> Pods => throw new NotImplementedException();

    /// <summary>Adds a pod that no controller manages, optionally on a given node.</summary>
    public void AddPod(string @namespace, string name, string? node = null, IReadOnlyDictionary<string, string>? labels = null, bool withEmptyDir = false) =>
        throw new NotImplementedException();

    /// <summary>Adds a deployment whose pods carry the label <c>app=name</c>.</summary>
    public void AddDeployment(string @namespace, string name, int replicas) => throw new NotImplementedException();

    /// <summary>Adds a PodDisruptionBudget over the pods with label <c>app=</c><paramref name="app"/>.</summary>
    public void AddBudget(string @namespace, string name, string app, int minAvailable) => throw new NotImplementedException();

    /// <summary>Removes a pod, deployment (<c>deployment/x</c>) or budget (<c>pdb/x</c>).</summary>
    public void Remove(string @namespace, string kindAndName) => throw new NotImplementedException();
}
