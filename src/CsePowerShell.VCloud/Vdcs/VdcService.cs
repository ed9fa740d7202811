namespace CsePowerShell.VCloud;

/// <summary>Organization VDCs, their networks and storage profiles.</summary>
public sealed class VdcService
{
    /// <summary>Lists VDCs with one query.</summary>
    /// <param name="name">The exact name; null for all.</param>
    /// <param name="org">The organization's exact name, for system administrators; null for all this session sees.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The VDCs.</returns>
    public Task<IReadOnlyList<VdcSummary>> ListAsync(string? name = null, string? org = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Reads a VDC.</summary>
    /// <param name="vdc">The VDC.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The VDC with networks, storage profiles, vApps, quotas and links.</returns>
    public Task<Vdc> GetAsync(EntityReference vdc, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Lists networks with their pools' figures, with one query.</summary>
    /// <param name="name">The exact name; null for all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The networks this session sees.</returns>
    public Task<IReadOnlyList<VdcNetwork>> ListNetworksAsync(string? name = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Lists storage profiles with one query.</summary>
    /// <param name="vdc">The VDC they belong to; null for all this session sees.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The storage profiles.</returns>
    public Task<IReadOnlyList<VdcStorageProfile>> ListStorageProfilesAsync(EntityReference? vdc = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Reads one storage profile.</summary>
    /// <param name="profile">The profile, as the VDC names it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The profile with limit and use.</returns>
    public Task<VdcStorageProfile> GetStorageProfileAsync(EntityReference profile, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
