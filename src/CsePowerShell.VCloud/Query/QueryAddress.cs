using System.Globalization;

namespace CsePowerShell.VCloud;

/// <summary>What a specification comes to on the wire: the address of each page, and what has to be checked on the records.</summary>
internal sealed class QueryAddress
{
    private const int LargestPage = 128;

    private readonly string _prefix;

    public QueryAddress(QuerySpec spec, string queryHref, bool isSystem)
    {
        List<string>? fields = spec.Fields is null ? null : [.. spec.Fields];
        List<string> metadata = [.. spec.MetadataFields ?? []];
        if (spec.Filter is { IsExact: false } filter)
        {
            Check = filter;
            filter.Needs(fields ?? [], metadata);
        }

        IReadOnlyList<string> system = spec.SystemMetadataFields ?? [];
        if (metadata.Count + system.Count > QuerySpec.MaxMetadataFields)
        {
            throw new ArgumentException(
                $"A query returns at most {QuerySpec.MaxMetadataFields} metadata fields, and {metadata.Count + system.Count} are asked for. Ask for some of them in a second query.", nameof(spec));
        }

        if (spec.PageSize is < 1 or > LargestPage)
            throw new ArgumentException($"A page has 1 to {LargestPage} records, not {spec.PageSize}.", nameof(spec));
        if (spec.SortAscending is not null && spec.SortDescending is not null)
            throw new ArgumentException("A query is sorted upwards or downwards, not both.", nameof(spec));

        Type = spec.UseAdminTypeWhenSystem && isSystem ? AdminType(spec.Type) : QueryNames.Attribute(spec.Type);
        string[] returned =
        [
            .. (fields ?? []).Select(QueryNames.Attribute),
            .. metadata.Select(key => QueryNames.MetadataField(key, isSystem: false)),
            .. system.Select(key => QueryNames.MetadataField(key, isSystem: true)),
        ];
        _prefix = queryHref
            + "?type=" + Type
            + "&format=" + (spec.Format == QueryFormat.Records ? "records" : "idrecords")
            + "&pageSize=" + spec.PageSize.ToString(CultureInfo.InvariantCulture)
            + (returned.Length == 0 ? "" : "&fields=" + PercentEncoding.Encode(string.Join(",", returned)))
            + (spec.SortAscending is null ? "" : "&sortAsc=" + QueryNames.Attribute(spec.SortAscending))
            + (spec.SortDescending is null ? "" : "&sortDesc=" + QueryNames.Attribute(spec.SortDescending))
            + (spec.Filter?.Expression is { } expression ? "&filterEncoded=true&filter=" + PercentEncoding.Encode(expression) : "");
    }

    /// <summary>The query type that is asked for.</summary>
    public string Type { get; }

    /// <summary>The condition each record has to be checked for; null when the server's answer needs no check.</summary>
    public QueryFilter? Check { get; }

    public string Page(int number) => _prefix + "&page=" + number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The type under which a system administrator sees the objects of all organizations. Types without one are the same for everybody.</summary>
    private static string AdminType(string type) => type switch
    {
        "vApp" => "adminVApp",
        "vm" => "adminVM",
        "vAppTemplate" => "adminVAppTemplate",
        "vAppNetwork" => "adminVAppNetwork",
        "orgVdc" => "adminOrgVdc",
        "orgVdcStorageProfile" => "adminOrgVdcStorageProfile",
        "catalog" => "adminCatalog",
        "catalogItem" => "adminCatalogItem",
        "media" => "adminMedia",
        "disk" => "adminDisk",
        "task" => "adminTask",
        "user" => "adminUser",
        "group" => "adminGroup",
        "event" => "adminEvent",
        _ => QueryNames.Attribute(type),
    };
}
