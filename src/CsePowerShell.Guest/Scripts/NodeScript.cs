using System.Reflection;
using System.Text;

namespace CsePowerShell.Guest;

/// <summary>A bash script of ours that runs in a node. Every one may be repeated: it goes on where an earlier run stopped, or changes nothing.</summary>
public sealed class NodeScript
{
    private readonly Lazy<string> _text;

    private NodeScript(string name)
    {
        Name = name;
        _text = new Lazy<string>(() => Read(name + ".sh"));
    }

    /// <summary>Waits for the container runtime, checks the host name, switches swap off, loads kernel modules and settings.</summary>
    public static NodeScript PrepareNode { get; } = new("prepare-node");

    /// <summary><c>kubeadm init</c> with a configuration file; does nothing where this cluster is initialised already.</summary>
    public static NodeScript InitControlPlane { get; } = new("init-control-plane");

    /// <summary>Applies the CNI manifest that lies in the image.</summary>
    public static NodeScript ApplyNetwork { get; } = new("apply-network");

    /// <summary>Makes one short-lived join token and prints it with endpoint and CA hash.</summary>
    public static NodeScript MakeJoin { get; } = new("make-join");

    /// <summary><c>kubeadm join</c> with a configuration file; does nothing where the node has joined already.</summary>
    public static NodeScript JoinWorker { get; } = new("join-worker");

    /// <summary>Prints the cluster's nodes and the pods of its system namespaces.</summary>
    public static NodeScript NodesStatus { get; } = new("nodes-status");

    /// <summary>Cordons and drains a node; uncordons it if that is blocked.</summary>
    public static NodeScript DrainNode { get; } = new("drain-node");

    /// <summary><c>kubectl delete node</c>.</summary>
    public static NodeScript RemoveNode { get; } = new("remove-node");

    /// <summary><c>kubeadm reset</c> and what it leaves behind.</summary>
    public static NodeScript ResetNode { get; } = new("reset-node");

    /// <summary>Deletes a join token by its id.</summary>
    public static NodeScript DeleteToken { get; } = new("delete-token");

    /// <summary>Prints the administrator's kubeconfig.</summary>
    public static NodeScript ReadKubeconfig { get; } = new("read-kubeconfig");

    /// <summary>Runs a bash text of the user's own. The one script that may not be repeated without asking: what it does is not known here.</summary>
    public static NodeScript RunCommand { get; } = new("run-command");

    /// <summary>All scripts.</summary>
    public static IReadOnlyList<NodeScript> All { get; } =
    [
        PrepareNode, InitControlPlane, ApplyNetwork, MakeJoin, JoinWorker, NodesStatus, DrainNode, RemoveNode, ResetNode, DeleteToken, ReadKubeconfig, RunCommand,
    ];

    /// <summary>The script's name, for example <c>init-control-plane</c>.</summary>
    public string Name { get; }

    /// <summary>The script.</summary>
    public string Text => _text.Value;

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal static string Read(string file)
    {
        using Stream stream = typeof(NodeScript).GetTypeInfo().Assembly.GetManifestResourceStream("node/" + file)
            ?? throw new InvalidOperationException($"The node script '{file}' is missing from the build.");
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd().Replace("\r\n", "\n");
    }
}
