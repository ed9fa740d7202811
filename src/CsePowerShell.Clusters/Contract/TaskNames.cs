using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters.Contract;

/// <summary>How the vCD tasks of the service are known. Names and owner are those of CSE 1.x, so that what looks for its tasks finds these.</summary>
public static class TaskNames
{
    /// <summary>Namespace of the tasks.</summary>
    public const string Namespace = "vcloud.cse";

    /// <summary>What stands before the cluster's id in the address of a task's owner.</summary>
    public const string OwnerPrefix = "urn:cse:cluster:";

    /// <summary>Making a cluster.</summary>
    public const string CreateCluster = "create_cluster";

    /// <summary>Removing a cluster.</summary>
    public const string DeleteCluster = "delete_cluster";

    /// <summary>Adding workers.</summary>
    public const string CreateNodes = "create_nodes";

    /// <summary>Removing workers.</summary>
    public const string DeleteNodes = "delete_nodes";

    /// <summary>What an operation of that name does; null for a name that is not known.</summary>
    /// <param name="operationName">One of the names above.</param>
    public static OperationKind? KindOf(string operationName) => operationName switch
    {
        CreateCluster => OperationKind.Create,
        DeleteCluster => OperationKind.Remove,
        CreateNodes or DeleteNodes => OperationKind.Resize,
        _ => null,
    };

    /// <summary>The cluster's id from the address of a task's owner; empty when it is no cluster.</summary>
    /// <param name="owner">The address.</param>
    public static string ClusterIdOf(string? owner) =>
        owner is not null && owner.StartsWith(OwnerPrefix, StringComparison.Ordinal) ? owner.Substring(OwnerPrefix.Length) : "";

    internal static OperationState StateOf(VCloudTaskStatus status) => status switch
    {
        VCloudTaskStatus.Success => OperationState.Succeeded,
        VCloudTaskStatus.Error => OperationState.Failed,
        VCloudTaskStatus.Canceled or VCloudTaskStatus.Aborted => OperationState.Canceled,
        _ => OperationState.Running,
    };
}
