using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>Finds clusters: lists with the query service alone, and single ones with everything there is to know.</summary>
internal sealed class ClusterDirectory(VCloudClient client, TimeProvider clock)
{
    private readonly ClusterView _view = new(clock);
    private readonly ConcurrentDictionary<string, string> _orgNames = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Lists clusters: 1 request for names of organizations (system administrators), 1 per 128 clusters, 1 per 128 VMs.</summary>
    public async Task ForEachAsync(ClusterQuery query, Func<Cluster, Task> onCluster, CancellationToken ct)
    {
        Func<Cluster, bool> wanted = Matcher(query);
        Task names = LearnOrgNamesAsync(ct);
        Task<ILookup<string, VmRecord>?> vms = query.IncludeNodes ? VmsByVAppAsync(ct) : Task.FromResult<ILookup<string, VmRecord>?>(null);
        var spec = new QuerySpec("vApp") { Filter = FilterOf(query), MetadataFields = MetadataKeys.ListFields, SortAscending = "name" };
        await client.Query.ForEachAsync(spec, async record =>
        {
            await names.ConfigureAwait(false);
            ILookup<string, VmRecord>? byVApp = await vms.ConfigureAwait(false);
            Cluster cluster = _view.OfRecord(record, OrgOf(record), byVApp is null ? null : [.. byVApp[Uuid(record.Id ?? record.Href)]]);
            if (cluster.Id.Length > 0 && wanted(cluster))
                await onCluster(cluster).ConfigureAwait(false);
        }, ct).ConfigureAwait(false);
        await Task.WhenAll(names, vms).ConfigureAwait(false);
    }

    /// <summary>Finds the one cluster that is meant.</summary>
    /// <exception cref="ClusterException">CLUSTER_NOT_FOUND, or NAME_AMBIGUOUS with the candidates.</exception>
    public async Task<ClusterRecord> ReadAsync(ClusterReference reference, CancellationToken ct)
    {
        Found found = await FindOneAsync(reference, ct).ConfigureAwait(false);
        return await TryReadAsync(found.VApp, found.Org, found.VdcName, ct).ConfigureAwait(false) ?? throw NotFound(reference);
    }

    /// <summary>
    /// Finds the one cluster that is meant, with what vCD says of its VMs: 3 requests, the last two side by side. The metadata are those that the query brought,
    /// unless there is more of them than a query brings.
    /// </summary>
    /// <exception cref="ClusterException">CLUSTER_NOT_FOUND, or NAME_AMBIGUOUS with the candidates.</exception>
    public async Task<(ClusterRecord Record, IReadOnlyList<ActualNode> Nodes)> LookAsync(ClusterReference reference, CancellationToken ct)
    {
        Found found = await FindOneAsync(reference, ct).ConfigureAwait(false);
        Task<IReadOnlyList<VmRecord>> vms = client.Vms.ListOfVAppAsync(found.VApp, ct);
        Task<VApp> document = client.VApps.GetAsync(found.VApp, ct);
        Task<ClusterMarks> marks = found.Marks.IsWhole ? Task.FromResult(found.Marks) : ReadMarksAsync(found.VApp, ct);
        try
        {
            await Task.WhenAll(vms, document, marks).ConfigureAwait(false);
        }
        catch (VCloudForbiddenException)
        {
            // The query has shown it to this session a moment ago: it was removed in between.
            throw NotFound(reference);
        }

        var record = new ClusterRecord(await document.ConfigureAwait(false), await marks.ConfigureAwait(false), found.Org, found.VdcName);
        return (record, record.Nodes(await vms.ConfigureAwait(false)));
    }

    /// <summary>Finds the one cluster that is meant as a list shows it: one query. One whose create was cut off before its first metadata write has no id.</summary>
    /// <exception cref="ClusterException">CLUSTER_NOT_FOUND, or NAME_AMBIGUOUS with the candidates.</exception>
    public async Task<Cluster> ResolveAsync(ClusterReference reference, CancellationToken ct)
    {
        Found found = await FindOneAsync(reference, ct).ConfigureAwait(false);
        return _view.OfRecord(found.Record, found.Org, null);
    }

    private async Task<Found> FindOneAsync(ClusterReference reference, CancellationToken ct)
    {
        await LearnOrgNamesAsync(ct).ConfigureAwait(false);
        List<Found> found = await FindAsync(reference, ct).ConfigureAwait(false);
        if (found.Count > 1)
        {
            throw new ClusterException(ErrorCodes.NameAmbiguous, $"\"{reference}\" fits {found.Count} clusters.", "Give the id of one of them, or its VDC and organization.")
            {
                Details = [.. found.Select(one => new ErrorDetail { Name = one.VApp.Name, Message = $"in VDC \"{one.VdcName}\" of organization \"{one.Org}\", vApp {one.VApp.Id}." })],
            };
        }

        return found.Count == 1 ? found[0] : throw NotFound(reference);
    }

    /// <summary>Reads a vApp with its metadata. Null when it is gone.</summary>
    public async Task<ClusterRecord?> TryReadAsync(EntityReference vapp, string org, string vdcName, CancellationToken ct)
    {
        try
        {
            return await ReadAsync(vapp, org, vdcName, ct).ConfigureAwait(false);
        }
        catch (VCloudForbiddenException)
        {
            return null;
        }
    }

    public async Task<ClusterRecord> ReadAsync(EntityReference vapp, string org, string vdcName, CancellationToken ct)
    {
        Task<VApp> document = client.VApps.GetAsync(vapp, ct);
        Task<ClusterMarks> marks = ReadMarksAsync(vapp, ct);
        await Task.WhenAll(document, marks).ConfigureAwait(false);
        return new ClusterRecord(await document.ConfigureAwait(false), await marks.ConfigureAwait(false), org, vdcName);
    }

    private async Task<ClusterMarks> ReadMarksAsync(EntityReference vapp, CancellationToken ct) =>
        ClusterMarks.Of(await client.Metadata.GetAsync(vapp, ct).ConfigureAwait(false));

    public Cluster View(ClusterRecord record, IReadOnlyCollection<ActualNode> nodes) => _view.Of(record, nodes);

    /// <summary>The organization's name of an object that a system administrator found by its URN.</summary>
    public string OrgName(string? org) => org is not null && _orgNames.TryGetValue(Uuid(org), out string? name) ? name : client.Session.IsSystem ? "" : client.Session.Org;

    public static ClusterException NotFound(ClusterReference reference) =>
        new(ErrorCodes.ClusterNotFound, $"There is no cluster \"{reference}\" that this user can see.", "Get-CseCluster lists those there are.");

    private async Task<List<Found>> FindAsync(ClusterReference reference, CancellationToken ct)
    {
        QueryFilter? byId = reference switch
        {
            { Id: { } id } => QueryFilter.Metadata(MetadataKeys.ClusterId, MetadataValue.Of(id.ToLowerInvariant())),
            { VAppUrn: { } urn } => QueryFilter.Equal("id", urn),
            _ => null,
        };
        QueryFilter? byName = QueryFilter.And(
            QueryFilter.Equal("name", reference.Name ?? ""),
            reference.Vdc is { } vdc ? QueryFilter.Equal("vdcName", vdc) : null);

        // By name, vApps without metadata are looked at as well: one whose create was cut off before its first metadata write is a cluster, too.
        var spec = new QuerySpec("vApp") { Filter = byId ?? byName, MetadataFields = MetadataKeys.ListFields };
        List<Found> found = [];
        foreach (QueryRecord record in await client.Query.ListAsync(spec, ct).ConfigureAwait(false))
        {
            string org = OrgOf(record);
            if (reference.Org is { } wanted && !string.Equals(wanted, org, StringComparison.OrdinalIgnoreCase))
                continue;
            ClusterMarks marks = ClusterMarks.Of(record.Metadata);
            if (marks.ClusterId is not null || await HasMarkAsync(record.ToReference(), ct).ConfigureAwait(false))
                found.Add(new Found(record.ToReference(), org, record["vdcName"] ?? "", marks, record));
        }

        return found;
    }

    private async Task<bool> HasMarkAsync(EntityReference vapp, CancellationToken ct)
    {
        try
        {
            VApp document = await client.VApps.GetAsync(vapp, ct).ConfigureAwait(false);
            return document.Vms.Count == 0 && CreationMark.Read(document.Description, "") is not null;
        }
        catch (VCloudForbiddenException)
        {
            return false;
        }
    }

    private async Task<ILookup<string, VmRecord>?> VmsByVAppAsync(CancellationToken ct)
    {
        QueryFilter? prefixes = QueryFilter.Or(
            QueryFilter.Like("name", NodeName.ControlPlanePrefix + "*"),
            QueryFilter.Like("name", NodeName.WorkerPrefix + "*"),
            QueryFilter.Like("name", NodeName.NfsPrefix + "*"));
        IReadOnlyList<VmRecord> records = await client.Vms.ListAsync(prefixes, ct).ConfigureAwait(false);
        return records.ToLookup(record => Uuid(record.VAppId ?? ""), StringComparer.OrdinalIgnoreCase);
    }

    private static QueryFilter? FilterOf(ClusterQuery query)
    {
        QueryFilter? id = null;
        if (query.Id is { } text)
        {
            ClusterReference reference = ClusterReference.Parse(text);
            id = reference.VAppUrn is { } urn ? QueryFilter.Equal("id", urn) : QueryFilter.Metadata(MetadataKeys.ClusterId, MetadataValue.Of(text.ToLowerInvariant()));
        }

        return QueryFilter.And(
            id ?? QueryFilter.MetadataLike(MetadataKeys.ClusterId, "*"),
            query.NamePattern is { Length: > 0 } pattern && pattern != "*" ? QueryFilter.Like("name", Wildcards.ForServer(pattern)) : null,
            query.Vdc is { Length: > 0 } vdc ? QueryFilter.Equal("vdcName", vdc) : null);
    }

    private static Func<Cluster, bool> Matcher(ClusterQuery query)
    {
        Regex? name = Wildcards.ToRegex(query.NamePattern);
        return cluster => (name is null || name.IsMatch(cluster.Name))
            && (query.Org is null || string.Equals(query.Org, cluster.Org, StringComparison.OrdinalIgnoreCase));
    }

    private string OrgOf(QueryRecord record) => record["orgName"] ?? OrgName(record["org"]);

    // A tenant sees the clusters of its own organization alone; for a system administrator records name organizations by URN.
    private async Task LearnOrgNamesAsync(CancellationToken ct)
    {
        if (!client.Session.IsSystem || !_orgNames.IsEmpty)
            return;
        foreach (EntityReference org in await client.Orgs.ListAsync(ct).ConfigureAwait(false))
            _orgNames[Uuid(org.Id ?? org.Href)] = org.Name;
    }

    private static string Uuid(string idOrHref) => VCloudUrn.TryGetUuid(idOrHref, out Guid uuid) ? uuid.ToString("D") : idOrHref;

    private sealed record Found(EntityReference VApp, string Org, string VdcName, ClusterMarks Marks, QueryRecord Record);
}
