using Newtonsoft.Json;

namespace CsePowerShell.Clusters.Contract;

/// <summary>Body of POST <c>/api/cse/_1/clusters</c>.</summary>
public sealed class CreateClusterDocument
{
    /// <summary>The cluster that is wanted.</summary>
    public ClusterSpec Spec { get; set; } = new();

    /// <summary>Keep what was made when the create fails.</summary>
    public bool NoRollback { get; set; }

    /// <summary>Limit for the whole operation in seconds. Null: the service's own.</summary>
    public int? TimeoutSeconds { get; set; }
}

/// <summary>Body of POST <c>/api/cse/_1/clusters/{id}/resize</c>. Exactly one of the four ways must be set.</summary>
public sealed class ResizeClusterDocument
{
    /// <summary>Worker pool. Null: the only one.</summary>
    public string? Pool { get; set; }

    /// <summary>Wanted total of the pool.</summary>
    public int? WorkerCount { get; set; }

    /// <summary>How many more.</summary>
    public int? Add { get; set; }

    /// <summary>How many fewer.</summary>
    public int? Remove { get; set; }

    /// <summary>Names of the workers to remove.</summary>
    public List<string>? RemoveNodes { get; set; }

    /// <summary>Keep added nodes when the operation fails.</summary>
    public bool NoRollback { get; set; }

    /// <summary>Also remove pods that no controller will make again.</summary>
    public bool Force { get; set; }

    /// <summary>How long evicting the pods of one node may take, in seconds. Null: the service's own.</summary>
    public int? DrainTimeoutSeconds { get; set; }

    /// <summary>Limit for the whole operation in seconds. Null: the service's own. Left out then, as hosts of before it do: they compare requests by their text.</summary>
    [JsonProperty(NullValueHandling = NullValueHandling.Ignore)]
    public int? TimeoutSeconds { get; set; }
}

/// <summary>Answer to everything that was accepted under <c>_1</c>.</summary>
public sealed class AcceptedDocument
{
    /// <summary>Id of the cluster.</summary>
    public string ClusterId { get; set; } = "";

    /// <summary>Name of the cluster.</summary>
    public string ClusterName { get; set; } = "";

    /// <summary>Id of the operation, a uuid; also the last part of the task's path.</summary>
    public string OperationId { get; set; } = "";

    /// <summary>Id of the vCD task, a uuid.</summary>
    public string TaskId { get; set; } = "";

    /// <summary>Address of the vCD task, which every vCloud client can read.</summary>
    public string TaskHref { get; set; } = "";
}

/// <summary>Answer of GET <c>/api/cse/_1/tasks/{id}</c>.</summary>
public sealed class TaskDocument
{
    /// <summary>Id of the vCD task, a uuid.</summary>
    public string Id { get; set; } = "";

    /// <summary>Address of the vCD task.</summary>
    public string Href { get; set; } = "";

    /// <summary>vCD's word: queued, preRunning, running, success, error, canceled, aborted.</summary>
    public string Status { get; set; } = "";

    /// <summary>What it is doing, for people.</summary>
    public string Operation { get; set; } = "";

    /// <summary>What it does, for programs, such as <c>create_cluster</c>.</summary>
    public string OperationName { get; set; } = "";

    /// <summary>0 to 100; null before it began.</summary>
    [JsonProperty(NullValueHandling = NullValueHandling.Ignore)]
    public int? Progress { get; set; }

    /// <summary>The last things that happened.</summary>
    [JsonProperty(NullValueHandling = NullValueHandling.Ignore)]
    public string? Details { get; set; }

    /// <summary>Id of the cluster it works on.</summary>
    [JsonProperty(NullValueHandling = NullValueHandling.Ignore)]
    public string? ClusterId { get; set; }

    /// <summary>Name of the cluster it works on.</summary>
    [JsonProperty(NullValueHandling = NullValueHandling.Ignore)]
    public string? ClusterName { get; set; }

    /// <summary>When it began.</summary>
    [JsonProperty(NullValueHandling = NullValueHandling.Ignore)]
    public DateTimeOffset? Started { get; set; }

    /// <summary>When it ended; null while it runs.</summary>
    [JsonProperty(NullValueHandling = NullValueHandling.Ignore)]
    public DateTimeOffset? Ended { get; set; }

    /// <summary>The error it ended with.</summary>
    [JsonProperty(NullValueHandling = NullValueHandling.Ignore)]
    public ApiError? Error { get; set; }
}

/// <summary>Answer of GET <c>/api/cse/_1/clusters/{id}/nodes</c>.</summary>
public sealed class NodesDocument
{
    /// <summary>The nodes, as vCD and, where it could be asked, Kubernetes see them.</summary>
    public List<Node> Nodes { get; set; } = [];

    /// <summary>What somebody should know about the answer, such as why Kubernetes was not asked.</summary>
    public List<string> Warnings { get; set; } = [];
}

/// <summary>Answer of GET <c>/api/cse/_1/version</c>.</summary>
public sealed class VersionDocument
{
    /// <summary>Name of the product.</summary>
    public string Product { get; set; } = "";

    /// <summary>Version of the service.</summary>
    public string Version { get; set; } = "";

    /// <summary>Version of this API: grows when something is added.</summary>
    public int Api { get; set; } = 1;
}

/// <summary>Answer of GET <c>/api/cse/_1/health</c>.</summary>
public sealed class HealthDocument
{
    /// <summary><c>ok</c>, <c>disabled</c> or <c>draining</c>.</summary>
    public string Status { get; set; } = "";

    /// <summary>Name of the host that answered.</summary>
    public string Host { get; set; } = "";

    /// <summary>Version of the service on that host.</summary>
    public string Version { get; set; } = "";

    /// <summary>All hosts of the service that are there, the one that answered included; for system administrators, empty for tenants.</summary>
    public List<HostDocument> Hosts { get; set; } = [];
}

/// <summary>A host of the service.</summary>
public sealed class HostDocument
{
    /// <summary>The status of a host that finishes what it has begun.</summary>
    public const string Draining = "draining";

    /// <summary>Its name.</summary>
    public string Host { get; set; } = "";

    /// <summary>Version of the service on it.</summary>
    public string Version { get; set; } = "";

    /// <summary>The newest form of jobs it can do.</summary>
    public int JobVersion { get; set; } = 1;

    /// <summary><c>ok</c>, <c>disabled</c> or <c>draining</c>.</summary>
    public string Status { get; set; } = "";

    /// <summary>Jobs it holds.</summary>
    public int Jobs { get; set; }
}
