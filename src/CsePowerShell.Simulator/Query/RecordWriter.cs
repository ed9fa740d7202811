using System.Xml.Linq;
using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Wire;

namespace CsePowerShell.Simulator.Query;

/// <summary>Writes one page of results: links to the other pages and formats first, then the rows.</summary>
internal sealed class RecordWriter(QueryRequest request, QueryType type, Viewer viewer)
{
    // Metadata fields alone leave the attributes as they are: CSE 1.x asks for metadata and reads the names beside it.
    private readonly IReadOnlyList<QueryColumn> _columns = request.Fields.Count == 0
        ? type.Columns : [.. type.Columns.Where(column => request.Fields.Contains(column.Name))];

    public string MediaType => MediaTypeOf(request.Format);

    public static string Word(QueryFormat format) => format switch
    {
        QueryFormat.IdRecords => "idrecords",
        QueryFormat.References => "references",
        _ => "records",
    };

    public static string MediaTypeOf(QueryFormat format) => format switch
    {
        QueryFormat.IdRecords => MediaTypes.IdRecords,
        QueryFormat.References => MediaTypes.References,
        _ => MediaTypes.Records,
    };

    public XElement Write(IEnumerable<Entity> rows, int total)
    {
        string root = request.Format == QueryFormat.References ? type.Reference + "s" : "QueryResultRecords";
        return X.E(root, X.A("name", type.Name), X.A("page", request.Page), X.A("pageSize", request.PageSize), X.A("total", total),
            X.A("href", Href(request.Page)), X.A("type", MediaType),
            Links(total), rows.Select(Row));
    }

    private XElement Row(Entity entity) => request.Format == QueryFormat.References
        ? X.E(type.Reference, X.A("href", viewer.Hrefs.Of(entity)), X.A("id", entity.Urn), X.A("name", entity.Name),
            X.A("type", entity.Kind.MediaType))
        : X.E(type.Record, _columns.Select(column => X.A(column.Name, Value(column.Read(entity)))), Self(entity), Metadata(entity));

    private XAttribute? Self(Entity entity) => request.Format == QueryFormat.IdRecords ? X.A("id", entity.Urn) : X.A("href", Href(entity));

    private object? Value(object? value) => value is not Entity entity ? value : request.Format == QueryFormat.IdRecords ? entity.Urn : Href(entity);

    private string Href(Entity entity) => viewer.Hrefs.Of(entity);

    private XElement? Metadata(Entity entity)
    {
        if (request.MetadataFields.Count == 0 || entity is not DescribedEntity described) return null;
        XElement[] entries =
        [
            .. request.MetadataFields.Select(field => (Name: field, Value: described.Metadata.Find(field.Domain, field.Key)))
                .Where(entry => entry.Value is not null && (viewer.User.IsSystem || entry.Value.Visibility != "PRIVATE"))
                .Select(entry => MetadataDocuments.Entry(entry.Name, entry.Value!)),
        ];
        return entries.Length == 0 ? null : X.E("Metadata", entries);
    }

    private IEnumerable<XElement> Links(int total)
    {
        int last = Math.Max(1, (total + request.PageSize - 1) / request.PageSize);
        if (request.Page > 1)
        {
            yield return X.Link("firstPage", Href(1), MediaType);
            yield return X.Link("previousPage", Href(request.Page - 1), MediaType);
        }
        if (request.Page < last)
        {
            yield return X.Link("nextPage", Href(request.Page + 1), MediaType);
            yield return X.Link("lastPage", Href(last), MediaType);
        }
        foreach (QueryFormat other in Enum.GetValues<QueryFormat>())
            if (other != request.Format) yield return X.Link("alternate", Href(request.Page, other), MediaTypeOf(other));
    }

    /// <summary>The caller's own parameters, as they were encoded, on another page or in another format.</summary>
    private string Href(int page, QueryFormat? format = null)
    {
        IEnumerable<string> kept = request.Parameters
            .Where(parameter => parameter.Name is not ("type" or "page" or "pageSize" or "format" or "offset"))
            .Select(parameter => $"{parameter.Name}={Escape(parameter.Raw)}");
        string[] own = [$"type={type.Name}", $"page={page}", $"pageSize={request.PageSize}", $"format={Word(format ?? request.Format)}"];
        return viewer.Hrefs.Path("query?" + string.Join('&', own.Concat(kept)));
    }

    /// <summary>What a client may send in a query string need not be allowed in an href.</summary>
    private static string Escape(string raw) => string.Concat(raw.Select(c => MayStand(c) ? c.ToString() : Uri.EscapeDataString(c.ToString())));

    private static bool MayStand(char c) => c is > ' ' and <= '~' and not ('"' or '<' or '>' or '\\' or '^' or '`' or '{' or '|' or '}');
}
