using System.Globalization;
using System.Net;
using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Wire;

namespace CsePowerShell.Simulator.Query;

internal enum QueryFormat
{
    Records,
    IdRecords,
    References,
}

/// <summary>A typed query as its parameters say it.</summary>
internal sealed record QueryRequest(string Type, QueryFormat Format, int Page, int PageSize, int? Offset, FilterExpression? Filter,
    IReadOnlyList<string> Fields,
    IReadOnlyList<(MetadataDomain Domain, string Key)> MetadataFields, string? SortBy, bool SortDescending)
{
    public const int DefaultPageSize = 25;
    public const int MaxPageSize = 128;
    public const int MaxMetadataFields = 8;

    /// <summary>The parameters as they crossed the wire, for the links to other pages.</summary>
    public required IReadOnlyList<(string Name, string Raw)> Parameters { get; init; }

    /// <param name="query">The query string, without the question mark.</param>
    /// <returns>Null when no type is asked for: then the list of types is the answer.</returns>
    public static QueryRequest? Parse(string query)
    {
        List<(string Name, string Raw)> parameters = [.. Split(query)];
        string? Value(string name) =>
            parameters.Where(parameter => parameter.Name == name).Select(parameter => WebUtility.UrlDecode(parameter.Raw)).FirstOrDefault();

        if (Value("type") is not { Length: > 0 } type) return null;
        bool isEncoded = Value("filterEncoded") is { } encoded && encoded.Equals("true", StringComparison.OrdinalIgnoreCase);
        string[] fields = (Value("fields") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        List<(MetadataDomain, string)> metadata = [.. fields.Where(IsMetadata).Select(MetadataField)];
        if (metadata.Count > MaxMetadataFields)
            throw Refuse.BadRequest($"A query returns at most {MaxMetadataFields} metadata fields; {metadata.Count} were asked for.");

        string? sortBy = Value("sortAsc") ?? Value("sortDesc");
        return new QueryRequest(type, ParseFormat(Value("format")), Number(Value("page"), "page", 1, int.MaxValue) ?? 1,
            Math.Min(Number(Value("pageSize"), "pageSize", 1, int.MaxValue) ?? DefaultPageSize, MaxPageSize),
            Number(Value("offset"), "offset", 0, int.MaxValue),
            Value("filter") is { Length: > 0 } filter ? FilterParser.Parse(filter, isEncoded) : null, [.. fields.Where(field => !IsMetadata(field))],
            metadata, sortBy,
            Value("sortAsc") is null && sortBy is not null)
        {
            Parameters = parameters,
        };
    }

    /// <summary>pyvcloud 19.2.0 to 20.0.3 write <c>page=1pageSize=25</c>.</summary>
    private static IEnumerable<(string Name, string Raw)> Split(string query)
    {
        foreach (string pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            (string name, string raw) = equals < 0 ? (pair, "") : (pair[..equals], pair[(equals + 1)..]);
            int glued = name == "page" ? raw.IndexOf("pageSize=", StringComparison.Ordinal) : -1;
            if (glued < 0)
            {
                yield return (name, raw);
                continue;
            }
            yield return (name, raw[..glued]);
            yield return ("pageSize", raw[(glued + "pageSize=".Length)..]);
        }
    }

    private static bool IsMetadata(string field) => field.StartsWith("metadata:", StringComparison.Ordinal)
        || field.StartsWith("metadata@", StringComparison.Ordinal);

    private static (MetadataDomain, string) MetadataField(string field)
    {
        int colon = field.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) throw Refuse.BadRequest($"'{field}' does not name a metadata field; write metadata:KEY.");
        return (field[..colon] == "metadata@SYSTEM" ? MetadataDomain.System : MetadataDomain.General, field[(colon + 1)..]);
    }

    private static QueryFormat ParseFormat(string? text) => text switch
    {
        null or "records" => QueryFormat.Records,
        "idrecords" => QueryFormat.IdRecords,
        "references" => QueryFormat.References,
        _ => throw Refuse.BadRequest($"'{text}' is not a query format; use records, idrecords or references."),
    };

    private static int? Number(string? text, string name, int least, int most)
    {
        if (text is null) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most) return number;
        throw Refuse.BadRequest($"'{text}' is not a valid {name}.");
    }
}
