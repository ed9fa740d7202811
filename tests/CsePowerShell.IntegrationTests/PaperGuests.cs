using System.Collections.Concurrent;
using System.Text;
using CsePowerShell.Guest;
using Newtonsoft.Json.Linq;

namespace CsePowerShell.IntegrationTests;

/// <summary>
/// Guests on paper: they answer node scripts from a small table and run nothing. For tests of what the engine does with vCD, which need no SSH server and no root;
/// what happens inside nodes is tested with real ones.
/// </summary>
internal sealed class PaperGuests : IGuestShellFactory
{
    private readonly ConcurrentDictionary<string, PaperCluster> _clusters = new(StringComparer.Ordinal);

    public string Name => "paper";

    /// <summary>Every script that ran, as <c>script node</c>.</summary>
    public ConcurrentQueue<string> Ran { get; } = new();

    /// <summary>Called before each script; what it throws is what happens.</summary>
    public Action<string, GuestEndpoint>? OnScript { get; set; }

    /// <summary>Called before each connection; what it throws is what happens.</summary>
    public Action<GuestEndpoint>? OnOpen { get; set; }

    /// <summary>What the last connection was opened with.</summary>
    public GuestCredential? LastCredential { get; private set; }

    /// <summary>Pods that stand in the way of draining a node: <c>namespace/pod</c> by node.</summary>
    public ConcurrentDictionary<string, string> Blocked { get; } = new(StringComparer.Ordinal);

    public PaperCluster ClusterAt(string address) => _clusters.GetOrAdd(address, _ => new PaperCluster());

    public Task<IGuestShell> OpenAsync(GuestEndpoint endpoint, GuestCredential credential, IHostKeyPins pins, CancellationToken cancellationToken)
    {
        LastCredential = credential;
        OnOpen?.Invoke(endpoint);
        if (pins.Find(endpoint.VmId) is null)
            pins.Pin(endpoint.VmId, "SHA256:" + Convert.ToBase64String(Guid.Parse(endpoint.VmId).ToByteArray()).TrimEnd('='));
        return Task.FromResult<IGuestShell>(new PaperShell(this, endpoint));
    }

    internal sealed class PaperCluster
    {
        /// <summary>Nodes by name; the value says whether pods may be placed there.</summary>
        public ConcurrentDictionary<string, bool> Nodes { get; } = new(StringComparer.Ordinal);

        public ConcurrentDictionary<string, bool> NotReady { get; } = new(StringComparer.Ordinal);
    }

    private sealed class PaperShell(PaperGuests guests, GuestEndpoint endpoint) : IGuestShell
    {
        public GuestEndpoint Endpoint => endpoint;

        public Task<GuestCommandResult> RunAsync(GuestCommand command, CancellationToken cancellationToken)
        {
            string script = command.Arguments[^1];
            guests.Ran.Enqueue($"{script} {endpoint.NodeName}");
            guests.OnScript?.Invoke(script, endpoint);
            Dictionary<string, string> inputs = Encoding.ASCII.GetString(command.StandardInput!).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(' ')).ToDictionary(parts => parts[0], parts => Encoding.UTF8.GetString(Convert.FromBase64String(parts[1])));
            JObject answer = Answer(script, inputs);
            return Task.FromResult(new GuestCommandResult(0, Encoding.UTF8.GetBytes(answer.ToString(Newtonsoft.Json.Formatting.None) + "\n"), false, [], TimeSpan.Zero));
        }

        public Task UploadAsync(string path, byte[] content, string mode, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<byte[]> DownloadAsync(string path, int maxBytes, CancellationToken cancellationToken) => throw new NotSupportedException();

        public void Dispose()
        {
        }

        private JObject Answer(string script, Dictionary<string, string> inputs)
        {
            PaperCluster cluster = guests.ClusterAt(endpoint.Address);
            string node = inputs.GetValueOrDefault("node", "");
            switch (script)
            {
                case "prepare-node":
                    return new JObject { ["hostName"] = endpoint.NodeName, ["kubeadmVersion"] = "v1.31.4" };
                case "init-control-plane":
                    bool was = cluster.Nodes.ContainsKey(endpoint.NodeName);
                    cluster.Nodes[endpoint.NodeName] = true;
                    return new JObject { ["wasInitialized"] = was, ["caCertHash"] = "sha256:" + new string('a', 64), ["certificateExpires"] = "2030-01-01T00:00:00Z" };
                case "make-join":
                    return new JObject { ["endpoint"] = endpoint.Address + ":6443", ["token"] = BootstrapToken.Create().Reveal(), ["caCertHash"] = "sha256:" + new string('a', 64) };
                case "join-worker":
                    return new JObject { ["joined"] = guests.ClusterAt(inputs["endpoint"].Split(':')[0]).Nodes.TryAdd(endpoint.NodeName, true) };
                case "nodes-status":
                    return new JObject { ["nodes"] = new JObject { ["items"] = new JArray(cluster.Nodes.Select(one => Describe(one.Key, one.Value, !cluster.NotReady.ContainsKey(one.Key)))) }, ["pods"] = new JArray() };
                case "drain-node" when inputs.ContainsKey("uncordon-only"):
                    cluster.Nodes.TryUpdate(node, true, false);
                    return [];
                case "drain-node":
                    bool blocked = guests.Blocked.TryGetValue(node, out string? pod);
                    cluster.Nodes.TryUpdate(node, blocked, true);
                    return new JObject { ["drained"] = !blocked, ["log"] = blocked ? $"error when evicting pods/\"{pod!.Split('/')[1]}\" -n \"{pod.Split('/')[0]}\": Cannot evict pod as it would violate the pod's disruption budget." : "" };
                case "remove-node":
                    cluster.Nodes.TryRemove(node, out _);
                    return [];
                case "read-kubeconfig":
                    return new JObject { ["kubeconfig"] = "apiVersion: v1\nkind: Config\nclusters: [{name: k, cluster: {server: 'https://x:6443'}}]\nusers: [{name: u, user: {}}]\ncontexts: [{name: c, context: {cluster: k, user: u}}]\n" };
                default:
                    return [];
            }
        }

        private static JObject Describe(string name, bool schedulable, bool ready) => JObject.FromObject(new
        {
            metadata = new { name, labels = new Dictionary<string, string>() },
            spec = new { unschedulable = !schedulable },
            status = new { conditions = new[] { new { type = "Ready", status = ready ? "True" : "False", message = ready ? "" : "container runtime is down" } }, nodeInfo = new { kubeletVersion = "v1.31.4" } },
        });
    }
}
