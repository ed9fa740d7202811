using System.Net;
using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Guests;
using CsePowerShell.Simulator.Kubernetes;
using CsePowerShell.Simulator.Kubernetes.ApiServer;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Tests.Kubernetes.Model;

/// <summary>The controllers by themselves, on a clock that the test moves: no guest, no network.</summary>
public sealed class ClusterStateTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly ClusterState _state;

    public ClusterStateTests()
    {
        _state = new ClusterState(KubernetesTimings.Realistic, _clock);
        _state.Change(() => _state.Store.Create(ResourceKind.Namespace, new JsonObject { ["metadata"] = new JsonObject { ["name"] = "default" } }));
    }

    public void Dispose() => _state.Dispose();

    [Fact]
    public void A_node_is_ready_eight_seconds_after_its_network_and_missed_forty_seconds_after_its_kubelet()
    {
        AddNode("n1");
        Network();
        Assert.False(IsReady("n1"));
        _clock.Advance(TimeSpan.FromSeconds(3));   // the CNI's pod starts
        _clock.Advance(TimeSpan.FromSeconds(7.9));
        Assert.False(IsReady("n1"));
        _clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.True(IsReady("n1"));

        _state.Change(() => _state.Kubelets["n1"].Set(running: false, _state.Now));
        _clock.Advance(TimeSpan.FromSeconds(39.5));
        Assert.True(IsReady("n1"));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("Unknown", Node("n1").Condition("Ready").Text("status"));
        Assert.Contains(Node("n1").Items("spec", "taints"), taint => taint.Text("key") == "node.kubernetes.io/unreachable");
    }

    [Fact]
    public void Pods_wait_for_a_node_that_takes_them_and_are_spread()
    {
        AddDeployment("web", 4);
        Assert.All(Pods("web"), pod => Assert.Equal("Unschedulable", pod.Condition("PodScheduled").Text("reason")));
        ReadyNodes("n1", "n2");
        Assert.All(Pods("web"), pod => Assert.Equal("Running", pod.Phase()));
        Assert.Equal([2, 2], Pods("web").GroupBy(pod => pod.NodeName()).Select(group => group.Count()));
    }

    [Fact]
    public void A_cordoned_node_gets_no_new_pods_and_keeps_those_it_has()
    {
        ReadyNodes("n1", "n2");
        AddDeployment("web", 2);
        _state.Change(() => _state.Store.Update(ResourceKind.Node, Node("n1"), node => node.Set(true, "spec", "unschedulable")));
        Assert.Contains(Node("n1").Items("spec", "taints"), taint => taint.Text("key") == "node.kubernetes.io/unschedulable");
        Scale("web", 6);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(1, Pods("web").Count(pod => pod.NodeName() == "n1"));
        Assert.Equal(6, Pods("web").Count(pod => pod.Phase() == "Running"));
    }

    [Fact]
    public void A_deleted_node_takes_its_pods_along_and_their_controller_makes_others()
    {
        ReadyNodes("n1", "n2");
        AddDeployment("web", 2);
        _clock.Advance(TimeSpan.FromSeconds(10));
        _state.Change(() => _state.Store.Remove(ResourceKind.Node, Node("n1")));
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(["n2", "n2"], Pods("web").Select(pod => pod.NodeName()));
    }

    [Theory]
    [InlineData("minAvailable", "2", 2, 1)]
    [InlineData("minAvailable", "50%", 2, 1)]
    [InlineData("minAvailable", "5", 5, 0)]
    [InlineData("maxUnavailable", "1", 2, 1)]
    [InlineData("maxUnavailable", "34%", 1, 2)]
    public void A_budget_counts_what_may_go(string field, string amount, int desired, int allowed)
    {
        ReadyNodes("n1");
        AddDeployment("web", 3);
        _clock.Advance(TimeSpan.FromSeconds(10));
        JsonObject budget = Workloads.Budget("default", "b", "web", 0);
        budget["spec"]!.AsObject().Remove("minAvailable");
        budget.Set(amount, "spec", field);
        _state.Change(() => _state.Store.Create(ResourceKind.Budget, budget));
        JsonObject status = _state.Store.Find(ResourceKind.Budget, "default", "b")!;
        Assert.Equal((3, desired, allowed), (status.Number("status", "currentHealthy"), status.Number("status", "desiredHealthy"),
            status.Number("status", "disruptionsAllowed")));
    }

    [Fact]
    public void An_eviction_beyond_the_budget_is_refused_with_the_budgets_name_in_its_details()
    {
        ReadyNodes("n1");
        AddDeployment("web", 2);
        _clock.Advance(TimeSpan.FromSeconds(10));
        _state.Change(() => _state.Store.Create(ResourceKind.Budget, Workloads.Budget("default", "front", "web", minAvailable: 1)));
        Evict(Pods("web")[0]);
        ApiException refused = Assert.Throws<ApiException>(() => Evict(Pods("web").First(pod => !pod.IsBeingDeleted() && pod.IsTrue("Ready"))));
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.Equal("The disruption budget front needs 1 healthy pods and has 1 currently",
            refused.ToStatus().Items("details", "causes").Single().Text("message"));
        _clock.Advance(TimeSpan.FromSeconds(10));
        Evict(Pods("web")[0]);
    }

    [Fact]
    public void A_deleted_deployment_and_a_deleted_namespace_leave_nothing()
    {
        ReadyNodes("n1");
        AddDeployment("web", 2);
        _clock.Advance(TimeSpan.FromSeconds(10));
        _state.Change(() => _state.Store.Remove(ResourceKind.Deployment, _state.Store.Find(ResourceKind.Deployment, "default", "web")!));
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Empty(Pods("web"));
        Assert.Empty(_state.Store.List(ResourceKind.ReplicaSet));

        AddDeployment("db", 1);
        _state.Change(() => _state.Store.Update(ResourceKind.Namespace, _state.Store.Find(ResourceKind.Namespace, "default")!,
            space => space.Set("x", "metadata", "deletionTimestamp")));
        Assert.Empty(_state.Store.List(ResourceKind.Deployment));
        Assert.Null(_state.Store.Find(ResourceKind.Namespace, "default"));
    }

    [Fact]
    public void Changes_since_a_version_are_told_once_and_in_order()
    {
        long before = _state.Store.Version;
        AddDeployment("web", 1);
        IReadOnlyList<ResourceChange> changes = _state.Store.Since(before)!;
        Assert.Equal(changes.OrderBy(change => change.Version), changes);
        Assert.Equal("ADDED", changes.First(change => change.Kind == ResourceKind.Deployment).Type);
        Assert.Empty(_state.Store.Since(_state.Store.Version)!);
    }

    private void ReadyNodes(params string[] names)
    {
        foreach (string name in names)
            AddNode(name);
        Network();
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.All(names, name => Assert.True(IsReady(name)));
    }

    private void AddNode(string name)
    {
        GuestMachine machine = new() { VmId = name, HostName = name, Address = IPAddress.Loopback, Image = new GuestImage("x", "v1.31.4") };
        _state.Change(() =>
        {
            _state.Store.Create(ResourceKind.Node, NodeObject.Create(name, machine, "v1.31.4", isControlPlane: false, null, _state.Now));
            _state.Kubelets[name] = new Kubelet(machine, _state.Now);
        });
    }

    private void Network()
    {
        IEnumerable<JsonObject> manifest = YamlText.Read(System.Text.Encoding.UTF8.GetString(GuestScripts.FlannelManifest));
        _state.Change(() => _state.Store.Create(ResourceKind.DaemonSet, manifest.Single(one => one.Text("kind") == "DaemonSet")));
    }

    private void AddDeployment(string name, int replicas) =>
        _state.Change(() => _state.Store.Create(ResourceKind.Deployment, Workloads.Deployment("default", name, replicas)));

    private void Scale(string name, int replicas) => _state.Change(() =>
        _state.Store.Update(ResourceKind.Deployment, _state.Store.Find(ResourceKind.Deployment, "default", name)!,
            one => one.Set(replicas, "spec", "replicas")));

    private void Evict(JsonObject pod) => _state.Change(() => ApiEviction.Evict(_state, pod, []));

    private JsonObject Node(string name) => _state.Store.Find(ResourceKind.Node, name)!;

    private bool IsReady(string name) => Node(name).IsTrue("Ready");

    private IReadOnlyList<JsonObject> Pods(string app) => [.. _state.Store.List(ResourceKind.Pod)
        .Where(pod => pod.Labels().GetValueOrDefault("app") == app)];
}
