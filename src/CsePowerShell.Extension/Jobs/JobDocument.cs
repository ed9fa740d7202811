using CsePowerShell.Clusters;
using CsePowerShell.Clusters.Contract;
using CsePowerShell.VCloud;

namespace CsePowerShell.Extension.Jobs;

/// <summary>What a job does.</summary>
internal enum JobKind
{
    /// <summary>Makes a cluster.</summary>
    Create,

    /// <summary>Adds or removes workers.</summary>
    Resize,

    /// <summary>Removes a cluster.</summary>
    Remove,

    /// <summary>Looks for tasks that nobody works on. No cluster, no task.</summary>
    Sweep,
}

/// <summary>
/// Work that was accepted, as it is stored on the broker: everything that any host needs to do it, and no token, password or key that is not public.
/// </summary>
internal sealed class JobDocument
{
    /// <summary>
    /// Raised only for jobs that an older host would do wrongly. A new member alone does not raise it: older hosts pass over what they do not know.
    /// </summary>
    public const int CurrentVersion = 1;

    public int Version { get; set; } = CurrentVersion;

    /// <summary>Id of the operation, a uuid made from the message's id.</summary>
    public string Id { get; set; } = "";

    public JobKind Kind { get; set; }

    /// <summary>Id of the message that asked for it, for the log.</summary>
    public string RequestId { get; set; } = "";

    public string ClusterId { get; set; } = "";

    public string ClusterName { get; set; } = "";

    public string Org { get; set; } = "";

    public string OrgId { get; set; } = "";

    public string VdcId { get; set; } = "";

    /// <summary>The vApp that the caller was seen to be permitted to change; empty for a create.</summary>
    public string VAppUrn { get; set; } = "";

    public string UserId { get; set; } = "";

    /// <summary>As <c>alice@acme</c>.</summary>
    public string Actor { get; set; } = "";

    public DateTimeOffset Accepted { get; set; }

    /// <summary>Limit for the operation in seconds.</summary>
    public int? TimeoutSeconds { get; set; }

    public ServiceTask Task { get; set; } = new();

    public ClusterSpec? Spec { get; set; }

    public ResizeClusterDocument? Resize { get; set; }

    /// <summary>How many workers it makes or removes, for the words of its task.</summary>
    public int Nodes { get; set; }

    public bool NoRollback { get; set; }

    public bool Force { get; set; }

    public OperationOrigin Origin() => new()
    {
        OperationId = Id,
        TaskId = VCloudUrn.TryGetUuid(Task.Href, out Guid task) ? task.ToString("D") : null,
        ClusterId = ClusterId,
        Actor = Actor,
        OwnerId = UserId.Length > 0 ? UserId : null,
    };

    // By the vApp alone. The cluster's id is metadata, which a tenant may write: he could give his own vApp the id of another tenant's cluster, be permitted
    // to change that, and take the id away again before the job begins.
    public ClusterReference Reference() => new() { VAppUrn = VAppUrn };

    /// <exception cref="ClusterException">BAD_REQUEST: it is no job.</exception>
    /// <exception cref="NewerJobException">A newer host has to do it.</exception>
    public static JobDocument Read(byte[] body)
    {
        // The version first: whatever else a newer job holds need not be readable.
        int version = ContractJson.Read<JobVersion>(body).Version;
        if (version > CurrentVersion)
            throw new NewerJobException(version);
        JobDocument job = ContractJson.Read<JobDocument>(body);
        bool isComplete = job.Kind switch
        {
            JobKind.Sweep => true,
            JobKind.Create => job.Spec is not null && HasIds(job),
            JobKind.Resize => job.Resize is not null && HasIds(job) && job.VAppUrn.Length > 0,
            _ => HasIds(job) && job.VAppUrn.Length > 0,
        };
        return isComplete ? job : throw new ClusterException(ErrorCodes.BadRequest, "The job is not complete.");
    }

    public byte[] ToBytes() => ContractJson.Write(this);

    public override string ToString() => $"{Kind} {ClusterName} ({Id})";

    private static bool HasIds(JobDocument job) =>
        Guid.TryParse(job.Id, out _) && Guid.TryParse(job.ClusterId, out _) && job.Task is { Href.Length: > 0 };

    private sealed class JobVersion
    {
        public int Version { get; set; } = 1;
    }
}

/// <summary>A job was stored by a newer host, and is more than this one can do.</summary>
internal sealed class NewerJobException(int version) : Exception($"A job of version {version} is newer than this host, which knows {JobDocument.CurrentVersion}.")
{
    public int JobVersion { get; } = version;
}
