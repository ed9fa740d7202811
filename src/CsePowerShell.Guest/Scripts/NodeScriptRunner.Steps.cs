using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CsePowerShell.Guest;

// One method per script: inputs in, types out.
public sealed partial class NodeScriptRunner
{
    private static readonly Regex s_nodeName = new(@"\A[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\z", RegexOptions.CultureInvariant);

    // A margin for what the script does around the part that has the deadline.
    private static readonly TimeSpan s_margin = TimeSpan.FromSeconds(60);

    /// <summary>Waits for the container runtime and makes the node fit for Kubernetes.</summary>
    /// <param name="deadline">How long it may take, the wait for the container runtime included.</param>
    /// <param name="onLine">Called for each line of progress.</param>
    /// <param name="cancellationToken">Stops it at once.</param>
    public async Task<PreparedNode> PrepareNodeAsync(TimeSpan deadline, Action<string>? onLine, CancellationToken cancellationToken)
    {
        Dictionary<string, string> inputs = new()
        {
            ["hostname"] = _shell.Endpoint.NodeName,
            ["wait-seconds"] = Seconds(TimeSpan.FromSeconds(Math.Max(1, deadline.TotalSeconds - 10))),
        };
        return await RunAsync(NodeScript.PrepareNode, inputs, deadline, onLine, json => new PreparedNode
        {
            HostName = Text(json, "hostName"),
            KubeadmVersion = Text(json, "kubeadmVersion"),
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs a bash text of the user's own, with /dev/null as its standard input. It is written nowhere but into the node's private folder, and not logged.</summary>
    /// <param name="command">The bash text.</param>
    /// <param name="arguments">What it gets as <c>$1</c> and so on; any text without NUL.</param>
    /// <param name="maxBytes">How much is kept of each stream, in bytes.</param>
    /// <param name="deadline">How long it may take.</param>
    /// <param name="cancellationToken">Stops it at once.</param>
    public async Task<NodeCommandResult> RunCommandAsync(string command, IReadOnlyList<string> arguments, int maxBytes, TimeSpan deadline, CancellationToken cancellationToken)
    {
        Dictionary<string, string> inputs = new()
        {
            ["command"] = command.Replace("\r\n", "\n"),
            ["arguments"] = string.Concat(arguments.Select(argument => Convert.ToBase64String(Encoding.UTF8.GetBytes(argument)) + "\n")),
            ["max-bytes"] = maxBytes.ToString(CultureInfo.InvariantCulture),
        };
        return await RunAsync(NodeScript.RunCommand, inputs, deadline, null, json => new NodeCommandResult
        {
            ExitCode = (int?)json["exitCode"] ?? -1,
            IsTruncated = (bool?)json["truncated"] ?? false,
            Output = Decoded(json, "output"),
            Error = Decoded(json, "error"),
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Initialises the first control plane; does nothing where it is initialised with the same endpoint.</summary>
    /// <param name="kubeadmConfiguration">From <see cref="KubeadmConfiguration.Init"/>.</param>
    /// <param name="resetHalfDone">Whether the rest of an earlier attempt that did not come through may be cleaned away with <c>kubeadm reset</c>.</param>
    /// <param name="deadline">How long it may take.</param>
    /// <param name="onLine">Called for each line of progress.</param>
    /// <param name="cancellationToken">Stops it at once.</param>
    public async Task<InitializedControlPlane> InitControlPlaneAsync(
        string kubeadmConfiguration, bool resetHalfDone, TimeSpan deadline, Action<string>? onLine, CancellationToken cancellationToken)
    {
        Dictionary<string, string> inputs = new()
        {
            ["kubeadm.yaml"] = kubeadmConfiguration,
            ["endpoint"] = KubeadmConfiguration.EndpointOf(kubeadmConfiguration),
            ["reset"] = resetHalfDone ? "yes" : "no",
        };
        return await RunAsync(NodeScript.InitControlPlane, inputs, deadline, onLine, json => new InitializedControlPlane
        {
            WasInitialized = (bool?)json["wasInitialized"] ?? false,
            CaCertHash = Text(json, "caCertHash"),
            CertificateExpires = DateTimeOffset.TryParse((string?)json["certificateExpires"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset expires) ? expires : null,
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Applies the CNI manifest.</summary>
    /// <param name="manifestPath">The manifest in the image; null: <c>/root/cni.yaml</c>.</param>
    /// <param name="deadline">How long it may take.</param>
    /// <param name="onLine">Called for each line of progress.</param>
    /// <param name="cancellationToken">Stops it at once.</param>
    public Task ApplyNetworkAsync(string? manifestPath, TimeSpan deadline, Action<string>? onLine, CancellationToken cancellationToken) =>
        RunAsync(NodeScript.ApplyNetwork, new Dictionary<string, string> { ["manifest"] = manifestPath ?? "/root/cni.yaml" }, deadline, onLine, cancellationToken);

    /// <summary>Makes a join token on a control plane.</summary>
    /// <param name="lifetime">How long the token lives.</param>
    /// <param name="deadline">How long it may take.</param>
    /// <param name="cancellationToken">Stops it at once.</param>
    public async Task<JoinTicket> MakeJoinAsync(TimeSpan lifetime, TimeSpan deadline, CancellationToken cancellationToken)
    {
        Dictionary<string, string> inputs = new() { ["ttl"] = KubeadmConfiguration.Duration(lifetime) };
        return await RunAsync(NodeScript.MakeJoin, inputs, deadline, null, json => new JoinTicket
        {
            ApiServerEndpoint = Text(json, "endpoint"),
            Token = BootstrapToken.Parse(Text(json, "token")),
            CaCertHash = Text(json, "caCertHash"),
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Joins a worker; does nothing where it has joined, and cleans a half-joined node first.</summary>
    /// <param name="kubeadmConfiguration">From <see cref="KubeadmConfiguration.Join"/>.</param>
    /// <param name="deadline">How long it may take.</param>
    /// <param name="onLine">Called for each line of progress.</param>
    /// <param name="cancellationToken">Stops it at once.</param>
    /// <returns>True when it joined now, false when it had joined before.</returns>
    public async Task<bool> JoinWorkerAsync(string kubeadmConfiguration, TimeSpan deadline, Action<string>? onLine, CancellationToken cancellationToken)
    {
        Dictionary<string, string> inputs = new()
        {
            ["kubeadm.yaml"] = kubeadmConfiguration,
            ["endpoint"] = KubeadmConfiguration.EndpointOf(kubeadmConfiguration),
        };
        return await RunAsync(NodeScript.JoinWorker, inputs, deadline, onLine, json => (bool?)json["joined"] ?? false, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The cluster's nodes and its system pods that do not run, asked on a control plane.</summary>
    /// <param name="deadline">How long it may take.</param>
    /// <param name="cancellationToken">Stops it at once.</param>
    public Task<KubernetesStatus> GetStatusAsync(TimeSpan deadline, CancellationToken cancellationToken) =>
        RunAsync(NodeScript.NodesStatus, NoInputs(), deadline, null, KubernetesAnswers.Status, cancellationToken);

    /// <summary>Cordons and drains a node, on a control plane. A node that is blocked is uncordoned again and the blockers are named.</summary>
    /// <param name="nodeName">The node to drain.</param>
    /// <param name="force">Whether pods that no controller would start elsewhere may be deleted.</param>
    /// <param name="deadline">How long draining may take before it is given up.</param>
    /// <param name="onLine">Called for each line of progress.</param>
    /// <param name="cancellationToken">Stops it at once; the node then stays cordoned.</param>
    public Task<DrainResult> DrainNodeAsync(string nodeName, bool force, TimeSpan deadline, Action<string>? onLine, CancellationToken cancellationToken)
    {
        Dictionary<string, string> inputs = new()
        {
            ["node"] = CheckNode(nodeName),
            ["timeout-seconds"] = Seconds(deadline),
            ["force"] = force ? "yes" : "no",
        };
        return RunAsync(NodeScript.DrainNode, inputs, deadline + s_margin, onLine, KubernetesAnswers.Drain, cancellationToken);
    }

    /// <summary>Lets pods onto a node again: undoes the cordon of a drain.</summary>
    /// <param name="nodeName">The node.</param>
    /// <param name="deadline">How long it may take.</param>
    /// <param name="cancellationToken">Stops it at once.</param>
    public Task UncordonNodeAsync(string nodeName, TimeSpan deadline, CancellationToken cancellationToken) =>
        RunAsync(NodeScript.DrainNode, new Dictionary<string, string> { ["node"] = CheckNode(nodeName), ["uncordon-only"] = "yes" }, deadline, null, cancellationToken);

    /// <summary>Takes a node out of the cluster, on a control plane; a node that is not there is fine.</summary>
    /// <param name="nodeName">The node to remove.</param>
    /// <param name="deadline">How long it may take.</param>
    /// <param name="cancellationToken">Stops it at once.</param>
    public Task RemoveNodeAsync(string nodeName, TimeSpan deadline, CancellationToken cancellationToken) =>
        RunAsync(NodeScript.RemoveNode, new Dictionary<string, string> { ["node"] = CheckNode(nodeName) }, deadline, null, cancellationToken);

    /// <summary>Undoes what kubeadm did on this node.</summary>
    /// <param name="deadline">How long it may take.</param>
    /// <param name="onLine">Called for each line of progress.</param>
    /// <param name="cancellationToken">Stops it at once.</param>
    public Task ResetNodeAsync(TimeSpan deadline, Action<string>? onLine, CancellationToken cancellationToken) =>
        RunAsync(NodeScript.ResetNode, NoInputs(), deadline, onLine, cancellationToken);

    /// <summary>Deletes a join token, on a control plane; one that is gone is fine.</summary>
    /// <param name="tokenId">The first part of the token.</param>
    /// <param name="deadline">How long it may take.</param>
    /// <param name="cancellationToken">Stops it at once.</param>
    public Task DeleteTokenAsync(string tokenId, TimeSpan deadline, CancellationToken cancellationToken) =>
        RunAsync(NodeScript.DeleteToken, new Dictionary<string, string> { ["token-id"] = tokenId }, deadline, null, cancellationToken);

    /// <summary>The administrator's kubeconfig, from a control plane. It is a secret.</summary>
    /// <param name="deadline">How long it may take.</param>
    /// <param name="cancellationToken">Stops it at once.</param>
    public Task<string> ReadKubeconfigAsync(TimeSpan deadline, CancellationToken cancellationToken) =>
        RunAsync(NodeScript.ReadKubeconfig, NoInputs(), deadline, null, json => Text(json, "kubeconfig") + "\n", cancellationToken);

    private async Task<T> RunAsync<T>(
        NodeScript script, IReadOnlyDictionary<string, string> inputs, TimeSpan deadline, Action<string>? onLine, Func<JObject, T> read, CancellationToken cancellationToken)
    {
        NodeScriptResult result = await RunAsync(script, inputs, deadline, onLine, cancellationToken).ConfigureAwait(false);
        try
        {
            using JsonTextReader reader = new(new StringReader(result.Json)) { DateParseHandling = DateParseHandling.None, MaxDepth = 128 };
            return read(JObject.Load(reader));
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or InvalidCastException)
        {
            // The text itself may be secret, so it is not repeated.
            throw new GuestScriptException(_shell.Endpoint.NodeName, script.Name, 0, result.Elapsed, [], "it did not print the result that was expected");
        }
    }

    private static string Text(JObject json, string name) => (string?)json[name] is { Length: > 0 } text ? text : throw new FormatException(name);

    private static string Decoded(JObject json, string name) => Encoding.UTF8.GetString(Convert.FromBase64String((string?)json[name] ?? ""));

    private static Dictionary<string, string> NoInputs() => [];

    private static string Seconds(TimeSpan time) => ((long)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private static string CheckNode(string name) =>
        s_nodeName.IsMatch(name ?? "") ? name! : throw new ArgumentException($"'{name}' is not the name of a Kubernetes node.", nameof(name));
}
