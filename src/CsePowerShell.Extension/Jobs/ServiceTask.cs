using CsePowerShell.Clusters.Contract;

namespace CsePowerShell.Extension.Jobs;

/// <summary>
/// A vCD task of the service. vCD wants the whole of it with every write, so the whole of it is in the job as well.
/// </summary>
internal sealed record ServiceTask
{
    public const string Namespace = TaskNames.Namespace;
    public const string OwnerPrefix = TaskNames.OwnerPrefix;

    public string Href { get; init; } = "";

    /// <summary>Makes a repeated create find the same task.</summary>
    public string OperationKey { get; init; } = "";

    /// <summary>queued, running, success, error, canceled, aborted.</summary>
    public string Status { get; init; } = "running";

    /// <summary>What it is doing, in the words of CSE 1.x, whose client shows them as progress.</summary>
    public string Operation { get; init; } = "";

    /// <summary>create_cluster, delete_cluster, create_nodes, delete_nodes.</summary>
    public string OperationName { get; init; } = "";

    public string ClusterId { get; init; } = "";

    public string ClusterName { get; init; } = "";

    /// <summary>URN of the user who asked for it.</summary>
    public string UserId { get; init; } = "";

    public string UserName { get; init; } = "";

    /// <summary>Tells what was asked for (a hash), so that a resend can be told from another wish.</summary>
    public string Description { get; init; } = "";

    public int? Progress { get; init; }

    public string Details { get; init; } = "";

    public int? ErrorMajor { get; init; }

    public string? ErrorMinor { get; init; }

    public string? ErrorMessage { get; init; }

    public bool IsCancelRequested { get; init; }

    public DateTimeOffset? Started { get; init; }

    public DateTimeOffset? Ended { get; init; }

    public bool IsFinished => Status is "success" or "error" or "canceled" or "aborted";
}
