namespace CsePowerShell.VCloud;

/// <summary>The two forms of query results.</summary>
public enum QueryFormat
{
    /// <summary>Objects are named by URN, in <c>id</c> and in attributes such as <c>vdc</c>: the same whatever name the server goes by.</summary>
    IdRecords,

    /// <summary>Objects are named by address.</summary>
    Records,
}

/// <summary>What to ask the query service.</summary>
/// <param name="type">The query type in vCD's spelling, such as <c>vApp</c>, <c>vm</c>, <c>orgVdc</c>.</param>
public sealed class QuerySpec(string type)
{
    /// <summary>How many metadata fields vCD returns with one query.</summary>
    public const int MaxMetadataFields = 8;

    /// <summary>The query type, such as <c>vApp</c>.</summary>
    public string Type { get; } = type ?? throw new ArgumentNullException(nameof(type));

    /// <summary>A system administrator asks for the administrator's type (<c>adminVApp</c>), which covers all organizations.</summary>
    public bool UseAdminTypeWhenSystem { get; set; } = true;

    /// <summary>The condition; null for everything this session may see.</summary>
    public QueryFilter? Filter { get; set; }

    /// <summary>The attributes to return; null for all of them.</summary>
    public IReadOnlyList<string>? Fields { get; set; }

    /// <summary>The metadata keys to return with each record; at most 8.</summary>
    public IReadOnlyList<string>? MetadataFields { get; set; }

    /// <summary>The metadata keys of the SYSTEM domain to return with each record; at most 8 together with the others. Private ones only system administrators get.</summary>
    public IReadOnlyList<string>? SystemMetadataFields { get; set; }

    /// <summary>The attribute to sort by, upwards; null for the server's own order. Metadata cannot be sorted by.</summary>
    public string? SortAscending { get; set; }

    /// <summary>The attribute to sort by, downwards.</summary>
    public string? SortDescending { get; set; }

    /// <summary>Whether records name objects by URN or by address.</summary>
    public QueryFormat Format { get; set; } = QueryFormat.IdRecords;

    /// <summary>Records per page; 128, the most vCD sends.</summary>
    public int PageSize { get; set; } = 128;

    /// <summary>Only the first page is read, however many there are: the latest of something, sorted by time downwards.</summary>
    public bool FirstPageOnly { get; set; }
}
