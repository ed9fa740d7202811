namespace CsePowerShell.VCloud;

/// <summary>Organization VDCs, their networks and storage profiles.</summary>
public sealed class VdcService
{
    private readonly ApiChannel _channel;
    private readonly QueryService _query;

    internal VdcService(ApiChannel channel, QueryService query)
    {
        _channel = channel;
        _query = query;
    }

    /// <summary>Lists VDCs with one query.</summary>
    /// <param name="name">The exact name; null for all.</param>
    /// <param name="org">The organization's exact name, for system administrators; null for all this session sees.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The VDCs.</returns>
    public async Task<IReadOnlyList<VdcSummary>> ListAsync(string? name = null, string? org = null, CancellationToken cancellationToken = default)
    {
        var spec = new QuerySpec("orgVdc")
        {
            Filter = QueryFilter.And(
                name is null ? null : QueryFilter.Equal("name", name),
                org is null ? null : QueryFilter.Equal("orgName", org)),
            SortAscending = "name",
        };
        IReadOnlyList<QueryRecord> records = await _query.ListAsync(spec, cancellationToken).ConfigureAwait(false);
        return
        [
            .. records.Select(record => new VdcSummary(record.Name, record.Href, record.Id, record["orgName"] ?? "")
            {
                IsEnabled = record.GetBoolean("isEnabled") ?? true,
                NumberOfVMs = record.GetNumber("numberOfVMs"),
            }),
        ];
    }

    /// <summary>Reads a VDC.</summary>
    /// <param name="vdc">The VDC.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The VDC with networks, storage profiles, vApps, quotas and links.</returns>
    public async Task<Vdc> GetAsync(EntityReference vdc, CancellationToken cancellationToken = default)
    {
        if (vdc is null)
            throw new ArgumentNullException(nameof(vdc));
        return VdcDocument.Read(await _channel.GetAsync(vdc.Href, "Vdc", cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Lists networks with their pools' figures, with one query.</summary>
    /// <param name="name">The exact name; null for all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The networks this session sees.</returns>
    public async Task<IReadOnlyList<VdcNetwork>> ListNetworksAsync(string? name = null, CancellationToken cancellationToken = default)
    {
        var spec = new QuerySpec("orgVdcNetwork") { Filter = name is null ? null : QueryFilter.Equal("name", name), SortAscending = "name" };
        IReadOnlyList<QueryRecord> records = await _query.ListAsync(spec, cancellationToken).ConfigureAwait(false);
        return
        [
            .. records.Select(record => new VdcNetwork(record.Name, record.Href, record.Id)
            {
                Vdc = record["vdc"],
                VdcName = record["vdcName"],
                Gateway = record["defaultGateway"],
                Netmask = record["netmask"],
                IsShared = record.GetBoolean("isShared") ?? false,
                TotalAddresses = record.GetNumber("totalIpCount"),
                UsedAddresses = record.GetNumber("usedIpCount"),
            }),
        ];
    }

    /// <summary>Lists storage profiles with one query.</summary>
    /// <param name="vdc">The VDC they belong to; null for all this session sees.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The storage profiles.</returns>
    public async Task<IReadOnlyList<VdcStorageProfile>> ListStorageProfilesAsync(EntityReference? vdc = null, CancellationToken cancellationToken = default)
    {
        var spec = new QuerySpec("orgVdcStorageProfile") { Filter = vdc is null ? null : QueryFilter.Equal("vdc", vdc.Href), SortAscending = "name" };
        IReadOnlyList<QueryRecord> records = await _query.ListAsync(spec, cancellationToken).ConfigureAwait(false);
        return
        [
            .. records.Select(record => new VdcStorageProfile(record.Name, record.Href, record.Id)
            {
                IsEnabled = record.GetBoolean("isEnabled") ?? true,
                IsDefault = record.GetBoolean("isDefaultStorageProfile") ?? false,
                LimitMB = record.GetNumber("storageLimitMB") ?? 0,
                UsedMB = record.GetNumber("storageUsedMB"),
            }),
        ];
    }

    /// <summary>Reads one storage profile.</summary>
    /// <param name="profile">The profile, as the VDC names it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The profile with limit and use.</returns>
    public async Task<VdcStorageProfile> GetStorageProfileAsync(EntityReference profile, CancellationToken cancellationToken = default)
    {
        if (profile is null)
            throw new ArgumentNullException(nameof(profile));
        return VdcDocument.ReadStorageProfile(await _channel.GetAsync(profile.Href, "VdcStorageProfile", cancellationToken).ConfigureAwait(false));
    }
}
