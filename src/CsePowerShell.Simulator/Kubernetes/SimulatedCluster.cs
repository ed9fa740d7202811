using System.Net;
using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Guests;
using CsePowerShell.Simulator.Kubernetes.ApiServer;
using CsePowerShell.Simulator.Kubernetes.Certificates;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes;

/// <summary>One Kubernetes cluster, as tests look at it and put work into it. Safe for concurrent use.</summary>
public sealed class SimulatedCluster
{
    private readonly SemaphoreSlim _power = new(1);
    private ApiListener? _listener;

    internal SimulatedCluster(ClusterSettings settings, ClusterAuthority authority, KubernetesTimings timings, TimeProvider clock)
    {
        Settings = settings;
        Authority = authority;
        State = new ClusterState(timings, clock);
        Api = new ApiHandler(this);
        ServerCertificate = authority.IssueServer("kube-apiserver", settings.ServerNames, clock.GetUtcNow());
    }

    /// <summary>The control plane's address; the API server answers on port 6443 while the guest is powered on.</summary>
    public IPAddress Address => Settings.AdvertiseAddress;

    /// <summary>The Kubernetes version, such as v1.31.4.</summary>
    public string Version => Settings.Release.ToString();

    /// <summary>True while the API server answers.</summary>
    public bool IsAnswering => _listener is not null;

    /// <summary>The nodes now, by name.</summary>
    public IReadOnlyList<SimulatedNode> Nodes => State.Read<IReadOnlyList<SimulatedNode>>(() =>
        [.. State.Store.List(ResourceKind.Node).Select(NodeOf)]);

    /// <summary>All pods of all namespaces now.</summary>
    public IReadOnlyList<SimulatedPod> Pods => State.Read<IReadOnlyList<SimulatedPod>>(() =>
        [.. State.Store.List(ResourceKind.Pod).Select(pod => new SimulatedPod(pod.Namespace(), pod.Name(), pod.NodeName(), pod.Phase()))]);

    /// <summary>Bootstrap tokens that are valid now, by id, with their end (null: none).</summary>
    public IReadOnlyDictionary<string, DateTimeOffset?> Tokens => State.Read<IReadOnlyDictionary<string, DateTimeOffset?>>(() =>
        State.Store.List(ResourceKind.Secret, "kube-system").Select(Kubeadm.BootstrapToken.Read).OfType<Kubeadm.BootstrapToken>()
            .ToDictionary(token => token.Id, token => token.Expires));

    internal ClusterSettings Settings { get; }
    internal ClusterAuthority Authority { get; }
    internal IssuedCertificate ServerCertificate { get; }
    internal ClusterState State { get; }
    internal ApiHandler Api { get; }

    /// <summary>Adds a pod that no controller manages, on a given node or on one of the scheduler's choice.</summary>
    public void AddPod(string @namespace, string name, string? node = null, IReadOnlyDictionary<string, string>? labels = null,
        bool withEmptyDir = false) =>
        State.Change(() => State.Store.Create(ResourceKind.Pod,
            Workloads.Pod(@namespace, name, node, labels ?? new Dictionary<string, string> { ["app"] = name }, withEmptyDir)));

    /// <summary>Adds a deployment whose pods carry the label <c>app=name</c>.</summary>
    public void AddDeployment(string @namespace, string name, int replicas) =>
        State.Change(() => State.Store.Create(ResourceKind.Deployment, Workloads.Deployment(@namespace, name, replicas)));

    /// <summary>Adds a PodDisruptionBudget over the pods with label <c>app=</c><paramref name="app"/>.</summary>
    public void AddBudget(string @namespace, string name, string app, int minAvailable) =>
        State.Change(() => State.Store.Create(ResourceKind.Budget, Workloads.Budget(@namespace, name, app, minAvailable)));

    /// <summary>Removes an object at once, by kind and name: <c>pod/x</c>, <c>deployment/x</c>, <c>pdb/x</c>.</summary>
    public void Remove(string @namespace, string kindAndName)
    {
        string[] parts = kindAndName.Split('/');
        ResourceKind kind = ResourceKind.FindByWord(parts[0]) ?? throw new ArgumentException($"'{kindAndName}' names no kind.", nameof(kindAndName));
        State.Change(() =>
        {
            if (State.Store.Find(kind, @namespace, parts[1]) is { } one)
                State.Store.Remove(kind, one);
        });
    }

    internal bool IsKubeletRunning(string node) => State.Read(() => State.Kubelets.TryGetValue(node, out Kubelet? kubelet) && kubelet.IsRunning);

    // Another machine may have joined under the name meanwhile: then this one has no say any more.
    internal void SetKubelet(string node, string vmId, bool running, GuestMachine? machine = null) => State.Change(() =>
    {
        if (!State.Kubelets.TryGetValue(node, out Kubelet? kubelet) || kubelet.Machine.VmId != vmId)
            return;
        kubelet.Machine = machine ?? kubelet.Machine;
        kubelet.Set(running, State.Now);
    });

    /// <summary>Opens the API server.</summary>
    internal async Task OpenAsync()
    {
        await _power.WaitAsync();
        try
        {
            _listener ??= await ApiListener.StartAsync(this, ServerCertificate);
        }
        finally
        {
            _power.Release();
        }
    }

    /// <summary>Closes the API server; what the cluster holds stays.</summary>
    internal async Task CloseAsync()
    {
        await _power.WaitAsync();
        try
        {
            ApiListener? listener = _listener;
            _listener = null;
            if (listener is not null)
                await listener.DisposeAsync();
        }
        finally
        {
            _power.Release();
        }
    }

    internal async ValueTask DisposeAsync()
    {
        await CloseAsync();
        State.Dispose();
        Authority.Dispose();
    }

    private SimulatedNode NodeOf(JsonObject node) => new(
        node.Name(),
        State.Kubelets.TryGetValue(node.Name(), out Kubelet? kubelet) ? kubelet.Machine.VmId : "",
        node.Items("status", "addresses").FirstOrDefault(address => address.Text("type") == "InternalIP").Text("address") ?? "",
        node.Labels().ContainsKey("node-role.kubernetes.io/control-plane"),
        node.IsTrue("Ready"),
        !node.Flag("spec", "unschedulable"),
        node.Text("status", "nodeInfo", "kubeletVersion") ?? "");
}
