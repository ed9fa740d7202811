namespace CsePowerShell.Clusters;

/// <summary>What somebody wants: the input of a create, and what the cluster's metadata keep. Names only; the engine resolves them.</summary>
public sealed class ClusterSpec
{
    /// <summary>The pod network when none is given; the one flannel's manifest comes with.</summary>
    public const string DefaultPodSubnet = "10.244.0.0/16";

    /// <summary>The service network when none is given; kubeadm's own default.</summary>
    public const string DefaultServiceSubnet = "10.96.0.0/12";

    /// <summary>Lower case RFC 1123 name of at most 25 characters; becomes the vApp's name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Name, id or URN of the organization VDC.</summary>
    public string Vdc { get; set; } = "";

    /// <summary>Organization of the VDC. Needed by system administrators when the VDC's name is not unique.</summary>
    public string? Org { get; set; }

    /// <summary>Name of a network of the VDC; every node gets an address from its pool.</summary>
    public string Network { get; set; } = "";

    /// <summary>Name of a storage profile for all nodes. Null: the VDC's default.</summary>
    public string? StorageProfile { get; set; }

    /// <summary>Name of the template, as <c>Template.Name</c> has it.</summary>
    public string Template { get; set; } = "";

    /// <summary>Revision of the template. Null: the highest.</summary>
    public int? TemplateRevision { get; set; }

    /// <summary>Catalog in which the template is looked for. Null: in all.</summary>
    public string? Catalog { get; set; }

    /// <summary>Kubernetes version, with or without the leading "v". It comes from the template; when given it must agree.</summary>
    public string? KubernetesVersion { get; set; }

    /// <summary>Node pools. Exactly one has the role <see cref="NodeRole.ControlPlane"/>.</summary>
    public List<NodePoolSpec> Pools { get; set; } = [];

    /// <summary>The tenant's own public key in OpenSSH form, put beside the management key into every node. Null: none.</summary>
    public string? SshPublicKey { get; set; }

    /// <summary>CIDR of the pods.</summary>
    public string PodSubnet { get; set; } = DefaultPodSubnet;

    /// <summary>CIDR of the services.</summary>
    public string ServiceSubnet { get; set; } = DefaultServiceSubnet;

    /// <summary>The common case: one control plane pool and one pool of workers.</summary>
    /// <param name="name">Cluster name.</param>
    /// <param name="vdc">VDC name.</param>
    /// <param name="network">Network name.</param>
    /// <param name="template">Template name.</param>
    /// <param name="workers">Number of workers.</param>
    public static ClusterSpec Simple(string name, string vdc, string network, string template, int workers) => new()
    {
        Name = name,
        Vdc = vdc,
        Network = network,
        Template = template,
        Pools =
        [
            new NodePoolSpec { Name = NodePoolSpec.ControlPlaneName, Role = NodeRole.ControlPlane, Count = 1 },
            new NodePoolSpec { Name = NodePoolSpec.WorkersName, Role = NodeRole.Worker, Count = workers },
        ],
    };

    /// <summary>A copy that shares nothing with this one.</summary>
    public ClusterSpec Clone()
    {
        var copy = (ClusterSpec)MemberwiseClone();
        copy.Pools = Pools.ConvertAll(pool => pool.Clone());
        return copy;
    }
}
