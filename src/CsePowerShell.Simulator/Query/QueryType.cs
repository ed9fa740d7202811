using CsePowerShell.Simulator.Domain;

namespace CsePowerShell.Simulator.Query;

/// <summary>A query type: its record's element, whose rows a user gets, and the attributes.</summary>
internal sealed record QueryType(string Name, string Record, string Reference, Func<World, User, IEnumerable<Entity>> Rows,
    IReadOnlyList<QueryColumn> Columns)
{
    /// <summary>For the system administrator only.</summary>
    public bool IsAdmin => Name.StartsWith("admin", StringComparison.Ordinal);

    public QueryColumn? Column(string name) => Columns.FirstOrDefault(column => column.Name == name);
}
