using Newtonsoft.Json;

namespace CsePowerShell.Clusters.Contract;

/// <summary>A cluster as CSE 1.0.0 to 1.2.7 show it. Names and types are the wire's, oddities included.</summary>
public sealed class OldCluster
{
    /// <summary>Name.</summary>
    [JsonProperty("name")]
    public string Name { get; set; } = "";

    /// <summary>Id, a uuid.</summary>
    [JsonProperty("cluster_id")]
    public string ClusterId { get; set; } = "";

    /// <summary>vCD's word for the vApp.</summary>
    [JsonProperty("status")]
    public string Status { get; set; } = "";

    /// <summary>Address of the control plane, without a port.</summary>
    [JsonProperty("leader_endpoint")]
    public string LeaderEndpoint { get; set; } = "";

    /// <summary>Uuid of the vApp.</summary>
    [JsonProperty("vapp_id")]
    public string VAppId { get; set; } = "";

    /// <summary>Address of the vApp.</summary>
    [JsonProperty("vapp_href")]
    public string VAppHref { get; set; } = "";

    /// <summary>Name of the VDC.</summary>
    [JsonProperty("vdc_name")]
    public string VdcName { get; set; } = "";

    /// <summary>Address of the VDC.</summary>
    [JsonProperty("vdc_href")]
    public string VdcHref { get; set; } = "";

    /// <summary>Control plane nodes; empty in a list.</summary>
    [JsonProperty("master_nodes")]
    public List<OldNode> ControlPlaneNodes { get; set; } = [];

    /// <summary>Workers; empty in a list.</summary>
    [JsonProperty("nodes")]
    public List<OldNode> Workers { get; set; } = [];

    /// <summary>NFS nodes (1.2); empty in a list.</summary>
    [JsonProperty("nfs_nodes")]
    public List<OldNode> NfsNodes { get; set; } = [];

    /// <summary>Number of VMs, as a text.</summary>
    [JsonProperty("number_of_vms")]
    public string? NumberOfVms { get; set; }

    /// <summary>Template.</summary>
    [JsonProperty("template")]
    public string Template { get; set; } = "";

    /// <summary>Version of CSE that made it (1.2).</summary>
    [JsonProperty("cse_version")]
    public string CseVersion { get; set; } = "";
}

/// <summary>A node as CSE 1.x shows it. Numbers are texts.</summary>
public sealed class OldNode
{
    /// <summary>Name.</summary>
    [JsonProperty("name")]
    public string Name { get; set; } = "";

    /// <summary>Virtual CPUs.</summary>
    [JsonProperty("numberOfCpus")]
    public string NumberOfCpus { get; set; } = "";

    /// <summary>Memory in MB.</summary>
    [JsonProperty("memoryMB")]
    public string MemoryMB { get; set; } = "";

    /// <summary>Power state in the words of pyvcloud, such as <c>Powered on</c>.</summary>
    [JsonProperty("status")]
    public string Status { get; set; } = "";

    /// <summary>Address; empty if unknown.</summary>
    [JsonProperty("ipAddress")]
    public string IpAddress { get; set; } = "";

    /// <summary><c>master</c>, <c>node</c> or <c>nfsd</c>.</summary>
    [JsonProperty("node_type")]
    public string NodeType { get; set; } = "";

    /// <summary>What an NFS node exports; left out for others.</summary>
    [JsonProperty("exports", NullValueHandling = NullValueHandling.Ignore)]
    public List<string>? Exports { get; set; }
}

/// <summary>A template as CSE 1.x shows it.</summary>
public sealed class OldTemplate
{
    /// <summary>Name.</summary>
    [JsonProperty("name")]
    public string Name { get; set; } = "";

    /// <summary>Whether a create that names none gets this one.</summary>
    [JsonProperty("is_default")]
    public bool IsDefault { get; set; }

    /// <summary>Catalog.</summary>
    [JsonProperty("catalog")]
    public string Catalog { get; set; } = "";

    /// <summary>Item of the catalog.</summary>
    [JsonProperty("catalog_item")]
    public string CatalogItem { get; set; } = "";

    /// <summary>Description, of several lines.</summary>
    [JsonProperty("description")]
    public string Description { get; set; } = "";
}

/// <summary>Body of POST <c>/api/cse</c> and POST <c>/api/cse/{cluster}/node</c>. Every member may be missing or null.</summary>
public sealed class OldCreateRequest
{
    /// <summary>Cluster name.</summary>
    [JsonProperty("name")]
    public string? Name { get; set; }

    /// <summary>Workers: wanted (create), more (node create).</summary>
    [JsonProperty("node_count")]
    public int? NodeCount { get; set; }

    /// <summary>VDC by name.</summary>
    [JsonProperty("vdc")]
    public string? Vdc { get; set; }

    /// <summary>Virtual CPUs of every node.</summary>
    [JsonProperty("cpu")]
    public int? Cpu { get; set; }

    /// <summary>Memory of every node in MB.</summary>
    [JsonProperty("memory")]
    public int? Memory { get; set; }

    /// <summary>Network by name.</summary>
    [JsonProperty("network")]
    public string? Network { get; set; }

    /// <summary>Storage profile by name.</summary>
    [JsonProperty("storage_profile")]
    public string? StorageProfile { get; set; }

    /// <summary>The tenant's public key.</summary>
    [JsonProperty("ssh_key")]
    public string? SshKey { get; set; }

    /// <summary>Template by name; the service's default when not given.</summary>
    [JsonProperty("template")]
    public string? Template { get; set; }

    /// <summary>An NFS node beside the cluster (1.2).</summary>
    [JsonProperty("enable_nfs")]
    public bool? EnableNfs { get; set; }

    /// <summary><c>node</c> or <c>nfsd</c> (1.2, node create).</summary>
    [JsonProperty("node_type")]
    public string? NodeType { get; set; }

    /// <summary>Means the opposite of its name (1.2): true rolls back, false leaves the remains.</summary>
    [JsonProperty("disable_rollback")]
    public bool? DisableRollback { get; set; }
}

/// <summary>Body of DELETE <c>/api/cse/{cluster}/node</c>.</summary>
public sealed class OldDeleteNodesRequest
{
    /// <summary>Cluster name.</summary>
    [JsonProperty("name")]
    public string? Name { get; set; }

    /// <summary>VDC by name.</summary>
    [JsonProperty("vdc")]
    public string? Vdc { get; set; }

    /// <summary>Names of the nodes.</summary>
    [JsonProperty("nodes")]
    public List<string>? Nodes { get; set; }

    /// <summary>Go on when Kubernetes does not let go of a node.</summary>
    [JsonProperty("force")]
    public bool? Force { get; set; }
}

/// <summary>Body of PUT <c>/api/cse/system</c>.</summary>
public sealed class OldSystemRequest
{
    /// <summary>Switch on or off.</summary>
    [JsonProperty("enabled")]
    public bool? Enabled { get; set; }

    /// <summary>Drain and stop.</summary>
    [JsonProperty("stopped")]
    public bool? Stopped { get; set; }

    /// <summary>The one host that is to stop; 1.x does not know it. Null: all hosts.</summary>
    [JsonProperty("host", NullValueHandling = NullValueHandling.Ignore)]
    public string? Host { get; set; }
}

/// <summary>Body of PUT <c>/api/cse/ovdc/{id}/info</c>. What else CSE 1.2 sends (name, organization, plans of PKS, enable, disable) decides nothing.</summary>
public sealed class OldVdcRequest
{
    /// <summary><c>vcd</c>; null, empty or <c>none</c> for nobody.</summary>
    [JsonProperty("container_provider")]
    public string? ContainerProvider { get; set; }
}

/// <summary>What CSE 1.x answers when it has accepted work.</summary>
public sealed class OldAccepted
{
    /// <summary>Cluster name, in the answer to a create.</summary>
    [JsonProperty("name", NullValueHandling = NullValueHandling.Ignore)]
    public string? Name { get; set; }

    /// <summary>Cluster name, in all other answers.</summary>
    [JsonProperty("cluster_name", NullValueHandling = NullValueHandling.Ignore)]
    public string? ClusterName { get; set; }

    /// <summary>Id of the new cluster.</summary>
    [JsonProperty("cluster_id", NullValueHandling = NullValueHandling.Ignore)]
    public string? ClusterId { get; set; }

    /// <summary>Name of a VDC, in the answer of its own route.</summary>
    [JsonProperty("ovdc_name", NullValueHandling = NullValueHandling.Ignore)]
    public string? OvdcName { get; set; }

    /// <summary>Address of the task.</summary>
    [JsonProperty("task_href")]
    public string TaskHref { get; set; } = "";
}
