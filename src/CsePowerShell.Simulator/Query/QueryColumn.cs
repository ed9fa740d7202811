using CsePowerShell.Simulator.Domain;

namespace CsePowerShell.Simulator.Query;

internal enum ColumnKind
{
    Text,
    Number,
    Boolean,
    Time,

    /// <summary>Another object: an href in records, a URN in idrecords.</summary>
    Reference,
}

/// <summary>An attribute of a query record; a null value is left out of the record and matches nothing.</summary>
internal sealed record QueryColumn(string Name, ColumnKind Kind, Func<Entity, object?> Read)
{
    public static QueryColumn Text<T>(string name, Func<T, string?> read) where T : Entity => new(name, ColumnKind.Text, entity => read((T)entity));
    public static QueryColumn Number<T>(string name, Func<T, long?> read) where T : Entity => new(name, ColumnKind.Number, entity => read((T)entity));
    public static QueryColumn Flag<T>(string name, Func<T, bool?> read) where T : Entity => new(name, ColumnKind.Boolean, entity => read((T)entity));
    public static QueryColumn Time<T>(string name, Func<T, DateTimeOffset?> read) where T : Entity =>
        new(name, ColumnKind.Time, entity => read((T)entity));
    public static QueryColumn To<T>(string name, Func<T, Entity?> read) where T : Entity =>
        new(name, ColumnKind.Reference, entity => read((T)entity));
}
