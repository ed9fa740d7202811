namespace CsePowerShell.VCloud;

/// <summary>Conditions joined by AND (<c>;</c>) or OR (<c>,</c>).</summary>
internal sealed class GroupFilter : QueryFilter
{
    private readonly QueryFilter[] _terms;
    private readonly bool _isAnd;

    private GroupFilter(QueryFilter[] terms, bool isAnd)
    {
        _terms = terms;
        _isAnd = isAnd;
        string[] sent = [.. terms.Where(term => term.Expression is not null).Select(term => term.IsGroup ? "(" + term.Expression + ")" : term.Expression!)];
        // A term that asks for everything adds nothing to an AND, and leaves nothing of an OR.
        bool asksForEverything = isAnd ? sent.Length == 0 : sent.Length < terms.Length;
        Expression = asksForEverything ? null : string.Join(isAnd ? ";" : ",", sent);
        IsGroup = sent.Length > 1;
        IsExact = terms.All(term => term.IsExact);
    }

    internal override string? Expression { get; }

    internal override bool IsExact { get; }

    internal override bool IsGroup { get; }

    public static QueryFilter? Of(QueryFilter?[] filters, bool isAnd)
    {
        QueryFilter[] terms = [.. filters.Where(filter => filter is not null).Select(filter => filter!)];
        return terms.Length switch
        {
            0 => null,
            1 => terms[0],
            _ => new GroupFilter(terms, isAnd),
        };
    }

    internal override bool Matches(QueryRecord record) => _isAnd ? _terms.All(term => term.Matches(record)) : _terms.Any(term => term.Matches(record));

    internal override void Needs(ICollection<string> attributes, ICollection<string> metadataKeys)
    {
        foreach (QueryFilter term in _terms)
            term.Needs(attributes, metadataKeys);
    }
}
