using CsePowerShell.Clusters;
using CsePowerShell.Extension.Authorization;
using CsePowerShell.Extension.Jobs;

namespace CsePowerShell.Extension.Hosting;

/// <summary>vCD as the service's own account sees it: a system administrator. It acts only after <see cref="Permissions"/> have been asked.</summary>
internal interface IServiceAccount
{
    /// <summary>URN of the organization System.</summary>
    string SystemOrgId { get; }

    /// <summary>The engine, with the account's session.</summary>
    IClusterOperations Operations { get; }

    /// <summary>Makes a task, or finds the one that was made with the same key.</summary>
    Task<ServiceTask> CreateTaskAsync(string orgId, ServiceTask task, CancellationToken cancellationToken);

    /// <summary>Writes a task as it is now.</summary>
    /// <returns>What vCD says it is, a wish to cancel included.</returns>
    Task<ServiceTask> UpdateTaskAsync(ServiceTask task, CancellationToken cancellationToken);

    /// <summary>Reads a task; null when it is gone.</summary>
    Task<ServiceTask?> GetTaskAsync(string href, CancellationToken cancellationToken);

    /// <summary>Lists the service's tasks that have not ended.</summary>
    /// <param name="orgId">Only those of one organization (URN); null: all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<IReadOnlyList<OpenTask>> ListOpenTasksAsync(string? orgId, CancellationToken cancellationToken);

    /// <summary>Whether a caller has a right.</summary>
    /// <param name="right">Full name.</param>
    /// <param name="rights">URNs that vCD sent with the request; null when it sent none.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<bool> HasRightAsync(string right, ISet<string>? rights, CallerIdentity caller, CancellationToken cancellationToken);

    /// <summary>Whether tenants are served, as all hosts read it at their start.</summary>
    Task<bool> ReadEnabledAsync(CancellationToken cancellationToken);

    /// <summary>Keeps whether tenants are served.</summary>
    Task WriteEnabledAsync(bool enabled, CancellationToken cancellationToken);

    /// <summary>Lists the container providers of all VDCs that have one, by the URN of the VDC.</summary>
    Task<IReadOnlyDictionary<string, string>> ListVdcProvidersAsync(CancellationToken cancellationToken);

    /// <summary>Reads a VDC's container provider.</summary>
    /// <exception cref="ClusterException">NOT_FOUND.</exception>
    Task<VdcProvider> ReadVdcProviderAsync(string vdcId, CancellationToken cancellationToken);

    /// <summary>Makes this service a VDC's container provider, or nobody. Returns the address of the task.</summary>
    Task<string> WriteVdcProviderAsync(string vdcId, bool enabled, CancellationToken cancellationToken);
}

/// <summary>The container provider of a VDC.</summary>
internal sealed record VdcProvider(string VdcName, string? Provider);

/// <summary>A task of the service that has not ended, as a list shows it.</summary>
internal sealed record OpenTask(string Href, string ClusterId, string ClusterName, string OperationName, DateTimeOffset? Started);
