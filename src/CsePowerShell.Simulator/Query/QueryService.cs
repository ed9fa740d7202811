using System.Globalization;
using System.Xml.Linq;
using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Http;
using CsePowerShell.Simulator.Wire;

namespace CsePowerShell.Simulator.Query;

/// <summary>Answers <c>/api/query</c>.</summary>
internal sealed class QueryService(World world)
{
    public ApiResponse Answer(string query, Viewer viewer)
    {
        if (QueryRequest.Parse(query) is not { } request) return ApiResponse.Ok(List(viewer), MediaTypes.QueryList);
        QueryType type = QueryTypes.Find(request.Type) ?? throw Refuse.BadRequest($"'{request.Type}' is not a query type; names are case-sensitive.");
        if (type.IsAdmin && !viewer.User.IsSystem) throw Refuse.NoRight("General: Administrator View");
        return Answer(request, type, type.Rows(world, viewer.User), viewer);
    }

    /// <summary>The same over rows that the path has chosen already.</summary>
    public ApiResponse Answer(string typeName, IEnumerable<Entity> rows, string query, Viewer viewer)
    {
        QueryRequest request = QueryRequest.Parse($"type={typeName}&{query}")!;
        return Answer(request, QueryTypes.Find(typeName)!, rows, viewer);
    }

    private static ApiResponse Answer(QueryRequest request, QueryType type, IEnumerable<Entity> rows, Viewer viewer)
    {
        foreach (string field in request.Fields)
            if (type.Column(field) is null) throw Refuse.BadRequest($"The query type {type.Name} has no attribute '{field}'.");
        if (request.Filter is { } filter) rows = rows.Where(FilterMatcher.Compile(filter, type, viewer));
        List<Entity> matches = [.. rows];
        Sort(matches, request, type);

        int first = request.Offset ?? (int)Math.Min((long)(request.Page - 1) * request.PageSize, int.MaxValue);
        RecordWriter writer = new(request, type, viewer);
        return ApiResponse.Ok(writer.Write(matches.Skip(first).Take(request.PageSize), matches.Count), writer.MediaType);
    }

    /// <summary>By database id unless asked otherwise (PG GUID-CDF04296): clients must not rely on any meaningful order.</summary>
    private static void Sort(List<Entity> rows, QueryRequest request, QueryType type)
    {
        if (request.SortBy is not { } name)
        {
            rows.Sort(static (left, right) => left.Id.CompareTo(right.Id));
            return;
        }
        if (name.StartsWith("metadata", StringComparison.Ordinal)) throw Refuse.BadRequest("Metadata cannot be a sort key.");
        QueryColumn column = type.Column(name) ?? throw Refuse.BadRequest($"The query type {type.Name} has no attribute '{name}' to sort by.");

        int sign = request.SortDescending ? -1 : 1;
        rows.Sort((left, right) =>
            sign * Compare(column.Read(left), column.Read(right)) is var order and not 0 ? order : left.Id.CompareTo(right.Id));
    }

    private static int Compare(object? left, object? right) => (left, right) switch
    {
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        (string a, string b) => string.Compare(a, b, CultureInfo.InvariantCulture, CompareOptions.Ordinal),
        (Entity a, Entity b) => a.Id.CompareTo(b.Id),
        _ => Comparer<object>.Default.Compare(left, right),
    };

    /// <summary>One link for each type and format; hrefs end in parameters because pyvcloud appends <c>&amp;page=1</c>.</summary>
    private static XElement List(Viewer viewer) =>
        X.E("QueryList", QueryTypes.For(viewer.User).SelectMany(type => Enum.GetValues<QueryFormat>().Select(format =>
            X.Link("down", viewer.Hrefs.Path($"query?type={type.Name}&format={RecordWriter.Word(format)}"), RecordWriter.MediaTypeOf(format),
                type.Name))));
}
