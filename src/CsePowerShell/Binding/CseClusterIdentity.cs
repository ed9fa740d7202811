using System.Management.Automation;
using CsePowerShell.Clusters;

namespace CsePowerShell.Binding;

/// <summary>
/// Names a cluster: by a <see cref="CseCluster"/>, a task or node of it, by its id (uuid), by the URN of its vApp, or by name; a name may have
/// wildcards.
/// </summary>
public sealed class CseClusterIdentity
{
    /// <summary>Takes an id, a vApp URN, or a name, wildcards allowed.</summary>
    /// <param name="cluster">The text.</param>
    public CseClusterIdentity(string cluster)
    {
        if (string.IsNullOrWhiteSpace(cluster))
        {
            throw new ArgumentException("A cluster name must not be empty.", nameof(cluster));
        }

        Reference = ClusterReference.Parse(cluster.Trim());
        Pattern = Reference.Name is { } name ? new NamePattern(name) : null;
        if (Pattern is { HasWildcards: false })
        {
            Reference.Name = Pattern.Literal;
        }
    }

    /// <summary>Takes an id.</summary>
    /// <param name="id">The uuid.</param>
    public CseClusterIdentity(Guid id)
        : this(id.ToString("D"))
    {
    }

    /// <summary>Takes a cluster as Get-CseCluster returned it.</summary>
    /// <param name="cluster">The cluster.</param>
    public CseClusterIdentity(CseCluster cluster)
        : this(Refer(cluster.Id, cluster.VAppId, cluster.Name, cluster.Org, cluster.Vdc), cluster.Server, cluster)
    {
    }

    /// <summary>Takes the cluster that a task works on.</summary>
    /// <param name="task">The task.</param>
    public CseClusterIdentity(CseTask task)
        : this(Refer(task.ClusterId, "", task.ClusterName, task.Org, task.Vdc), task.Server, task)
    {
    }

    /// <summary>Takes the cluster that a node belongs to.</summary>
    /// <param name="node">The node.</param>
    public CseClusterIdentity(CseNode node)
        : this(Refer(node.ClusterId, "", node.ClusterName, "", ""), node.Server, node)
    {
    }

    /// <summary>Takes the cluster that a kubeconfig leads to.</summary>
    /// <param name="kubeconfig">The kubeconfig.</param>
    public CseClusterIdentity(CseKubeconfig kubeconfig)
        : this(Refer(kubeconfig.ClusterId, "", kubeconfig.ClusterName, "", ""), kubeconfig.Server, kubeconfig)
    {
    }

    /// <summary>Takes the cluster that was looked over.</summary>
    /// <param name="result">A row of Test-CseCluster.</param>
    public CseClusterIdentity(CseTestResult result)
        : this(Refer(result.ClusterId, "", result.ClusterName, "", ""), result.Server, result)
    {
    }

    /// <summary>Takes the cluster on whose node a command ran.</summary>
    /// <param name="result">What Invoke-CseNodeCommand returned.</param>
    public CseClusterIdentity(CseCommandResult result)
        : this(Refer(result.ClusterId, "", result.ClusterName, "", ""), result.Server, result)
    {
    }

    /// <summary>Takes a copy that went through a job or remoting, or any object with ClusterId, Id, VAppId, ClusterName or Name.</summary>
    /// <param name="cluster">The object.</param>
    public CseClusterIdentity(PSObject cluster)
        : this(ReferenceFrom(PropertyReader.Of(cluster)), PropertyReader.Of(cluster).Text("Server"), cluster.BaseObject)
    {
    }

    private CseClusterIdentity(ClusterReference reference, string? server, object source)
    {
        if (reference.Id is null && reference.VAppUrn is null && reference.Name is null)
        {
            throw new ArgumentException("The object names no cluster: it has neither an id nor a name.");
        }

        Reference = reference;
        Server = NullIfEmpty(server ?? "");
        Source = source;
    }

    /// <summary>What the engine gets; for a pattern, the pattern is in its name.</summary>
    internal ClusterReference Reference { get; }

    /// <summary>The name as a pattern; null when an object or an id was given.</summary>
    internal NamePattern? Pattern { get; }

    /// <summary>Whether it may stand for several clusters by the user's own wish.</summary>
    internal bool HasWildcards => Pattern is { HasWildcards: true };

    /// <summary>The connection that produced the object; null for a text.</summary>
    internal string? Server { get; }

    /// <summary>What was piped in; null for a text.</summary>
    internal object? Source { get; }

    /// <inheritdoc/>
    public override string ToString() => Reference.Name ?? Reference.ToString();

    /// <summary>From the properties of a deserialised or custom object.</summary>
    internal static ClusterReference ReferenceFrom(PropertyReader properties)
    {
        // What belongs to a cluster, as a task, a node or a check does, has an Id and a Name of its own. Even where it tells of no cluster those are not a cluster's.
        bool belongs = properties.Has("ClusterId") || properties.Has("ClusterName");

        // An Id may be the URN of a vApp when the object is one.
        ClusterReference reference = ClusterReference.Parse(properties.Text(belongs ? "ClusterId" : "Id") ?? "");
        return new ClusterReference
        {
            Id = reference.Id,
            VAppUrn = reference.VAppUrn ?? properties.Text("VAppId"),
            Name = properties.Text(belongs ? "ClusterName" : "Name"),
            Org = properties.Text("Org"),
            Vdc = properties.Text("Vdc"),
        };
    }

    private static ClusterReference Refer(string id, string vAppUrn, string name, string org, string vdc) => new()
    {
        Id = NullIfEmpty(id),
        VAppUrn = NullIfEmpty(vAppUrn),
        Name = NullIfEmpty(name),
        Org = NullIfEmpty(org),
        Vdc = NullIfEmpty(vdc),
    };

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
