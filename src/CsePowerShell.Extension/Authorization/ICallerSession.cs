using CsePowerShell.Clusters;
using CsePowerShell.Clusters.Contract;

namespace CsePowerShell.Extension.Authorization;

/// <summary>vCD as one caller sees it: everything here is asked with the caller's own token.</summary>
internal interface ICallerSession : IDisposable
{
    CallerIdentity Identity { get; }

    /// <summary>Clusters as the caller sees them. Only reads are ever done through this.</summary>
    IClusterOperations Operations { get; }

    /// <summary>Reads a VDC.</summary>
    /// <param name="vdc">Name, id or URN.</param>
    /// <param name="org">Organization, for system administrators when the name is not unique; else null.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ClusterException">NOT_FOUND or NAME_AMBIGUOUS.</exception>
    Task<VdcOffer> ReadVdcAsync(string vdc, string? org, CancellationToken cancellationToken);

    /// <summary>Reads the vApp of a cluster.</summary>
    /// <exception cref="ClusterException">CLUSTER_NOT_FOUND.</exception>
    Task<VAppOffer> ReadVAppAsync(Cluster cluster, CancellationToken cancellationToken);

    /// <summary>Reads a task of the service.</summary>
    /// <exception cref="ClusterException">NOT_FOUND.</exception>
    Task<TaskDocument> ReadTaskAsync(string id, CancellationToken cancellationToken);

    /// <summary>Asks for a task to be canceled.</summary>
    /// <exception cref="ClusterException">NOT_FOUND, FORBIDDEN, SPEC_CONFLICT when it has ended.</exception>
    Task CancelTaskAsync(string id, CancellationToken cancellationToken);
}

/// <summary>Opens sessions of callers.</summary>
internal interface ICallerSessions
{
    /// <summary>Asks vCD whose a token is.</summary>
    /// <exception cref="ClusterException">UNAUTHENTICATED, VCD_UNAVAILABLE.</exception>
    Task<ICallerSession> OpenAsync(string token, CancellationToken cancellationToken);
}

/// <summary>A VDC as it is offered to a caller. In vCD a link is a permission.</summary>
internal sealed record VdcOffer
{
    public string Name { get; init; } = "";

    /// <summary><c>urn:vcloud:vdc:UUID</c>.</summary>
    public string Id { get; init; } = "";

    public string Org { get; init; } = "";

    /// <summary><c>urn:vcloud:org:UUID</c>; the organization whose task list gets the task.</summary>
    public string OrgId { get; init; } = "";

    public bool IsEnabled { get; init; } = true;

    /// <summary>The caller may compose vApps here.</summary>
    public bool MayCompose { get; init; }

    public IReadOnlyCollection<string> Networks { get; init; } = [];

    public IReadOnlyCollection<string> StorageProfiles { get; init; } = [];

    public IReadOnlyCollection<string> VApps { get; init; } = [];
}

/// <summary>A cluster's vApp as it is offered to a caller.</summary>
internal sealed record VAppOffer
{
    /// <summary>The caller may change and remove its VMs now.</summary>
    public bool MayChange { get; init; }

    /// <summary>A task of vCD holds it, which takes the links away for everybody.</summary>
    public bool IsBusy { get; init; }

    public string Org { get; init; } = "";

    /// <summary><c>urn:vcloud:org:UUID</c>.</summary>
    public string OrgId { get; init; } = "";

    /// <summary><c>urn:vcloud:vdc:UUID</c>: where the vApp is, not what metadata say.</summary>
    public string VdcId { get; init; } = "";
}
