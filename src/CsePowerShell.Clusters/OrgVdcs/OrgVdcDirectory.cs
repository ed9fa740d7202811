using System.Text.RegularExpressions;
using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>Lists the VDCs of all organizations with what is said about clusters in them, and says it. For system administrators.</summary>
/// <remarks>What vCD refuses or fails with comes out as it is; only a VDC that is not there is told in our words.</remarks>
/// <param name="client">A system administrator's session; it stays the caller's.</param>
public sealed class OrgVdcDirectory(VCloudClient client)
{
    private static readonly string[] s_keys = [ContainerProvider.Key];

    /// <summary>Hands over each VDC, by name: one request per 128 of them, the metadata included.</summary>
    /// <param name="query">Which ones.</param>
    /// <param name="onVdc">Called for one after the other.</param>
    /// <param name="ct">Ends the call.</param>
    public Task ForEachAsync(OrgVdcQuery query, Func<OrgVdc, Task> onVdc, CancellationToken ct)
    {
        Regex? name = Wildcards.ToRegex(query.NamePattern);
        var spec = new QuerySpec("orgVdc")
        {
            Filter = QueryFilter.And(
                query.Id is null ? null : QueryFilter.Equal("id", query.Id),
                name is null ? null : QueryFilter.Like("name", Wildcards.ForServer(query.NamePattern!)),
                query.Org is null ? null : QueryFilter.Like("orgName", Wildcards.ForServer(query.Org))),
            SystemMetadataFields = s_keys,
            SortAscending = "name",
        };
        return client.Query.ForEachAsync(spec, async record =>
        {
            OrgVdc vdc = Read(record);
            if (name?.IsMatch(vdc.Name) != false && (query.Org is null || string.Equals(query.Org, vdc.Org, StringComparison.OrdinalIgnoreCase)))
                await onVdc(vdc).ConfigureAwait(false);
        }, ct);
    }

    /// <summary>Reads only what is said, and only of those VDCs of which something is: as a rule one request, however many there are.</summary>
    /// <param name="ct">Ends the call.</param>
    /// <returns>Container providers by the URN of the VDC.</returns>
    public async Task<IReadOnlyDictionary<string, string>> ListProvidersAsync(CancellationToken ct)
    {
        var spec = new QuerySpec("orgVdc") { Filter = QueryFilter.SystemMetadataLike(ContainerProvider.Key, "*"), Fields = ["name"], SystemMetadataFields = s_keys };
        var providers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        await client.Query.ForEachAsync(spec, record =>
        {
            if (record.Id is { } id && record.SystemMetadata.TryGetValue(ContainerProvider.Key, out MetadataValue? provider))
                providers[id] = provider.Text;
            return Task.CompletedTask;
        }, ct).ConfigureAwait(false);
        return providers;
    }

    /// <summary>Reads what is said of one VDC; null when nothing is.</summary>
    /// <param name="vdcId">Its id, URN or address.</param>
    /// <param name="ct">Ends the call.</param>
    /// <exception cref="ClusterException">NOT_FOUND.</exception>
    public async Task<string?> ReadProviderAsync(string vdcId, CancellationToken ct)
    {
        EntityReference vdc = AdminView(vdcId);
        try
        {
            return ContainerProvider.Of(await client.Metadata.GetAsync(vdc, ct).ConfigureAwait(false));
        }
        catch (VCloudForbiddenException error)
        {
            throw NotFound(vdcId, error);
        }
    }

    /// <summary>Says whether clusters may be made in a VDC.</summary>
    /// <param name="vdcId">Its id, URN or address.</param>
    /// <param name="enabled">Whether they may.</param>
    /// <param name="ct">Ends the call.</param>
    /// <returns>The task; it is said when that has ended.</returns>
    /// <exception cref="ClusterException">NOT_FOUND.</exception>
    public async Task<VCloudTask> StartWriteAsync(string vdcId, bool enabled, CancellationToken ct)
    {
        EntityReference vdc = AdminView(vdcId);
        try
        {
            return await client.Metadata.MergeAsync(vdc, [ContainerProvider.Entry(enabled)], ct).ConfigureAwait(false);
        }
        catch (VCloudForbiddenException error)
        {
            throw NotFound(vdcId, error);
        }
    }

    private static ClusterException NotFound(string vdcId, Exception? inner = null) =>
        new(ErrorCodes.NotFound, $"There is no VDC \"{vdcId}\" that this user can see.", "Get-CseOrgVdc lists those there are.", inner);

    private static OrgVdc Read(QueryRecord record) => new()
    {
        Id = record.Id ?? "",
        Name = record.Name,
        Org = record["orgName"] ?? "",
        Href = record.Href,
        Provider = record.SystemMetadata.TryGetValue(ContainerProvider.Key, out MetadataValue? provider) ? provider.Text : null,
        IsEnabledInVcd = record.GetBoolean("isEnabled") ?? true,
        VmCount = record.GetNumber("numberOfVMs"),
        CpuLimitMHz = record.GetNumber("cpuLimitMhz"),
        CpuUsedMHz = record.GetNumber("cpuUsedMhz"),
        MemoryLimitMB = record.GetNumber("memoryLimitMB"),
        MemoryUsedMB = record.GetNumber("memoryUsedMB"),
    };

    // Metadata of the SYSTEM domain are read and written in the administrator's view.
    private EntityReference AdminView(string vdcId) => VCloudUrn.TryGetUuid(vdcId, out Guid id)
        ? new EntityReference("", new Uri(client.Server.Endpoint, "api/admin/vdc/" + id.ToString("D")).ToString())
        : throw new ClusterException(ErrorCodes.NotFound, $"\"{vdcId}\" is no id of a VDC.", "Give its id, such as Get-CseOrgVdc shows.");
}
