using System.Globalization;
using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Wire;

namespace CsePowerShell.Simulator.Query;

/// <summary>Turns a filter into a test of rows; wrong attributes and values are refused before the first row.</summary>
internal static class FilterMatcher
{
    /// <summary>Longer metadata strings are not searchable (PG 5.5 p.282).</summary>
    private const int LongestSearchable = 1000;

    public static Func<Entity, bool> Compile(FilterExpression filter, QueryType type, Viewer viewer)
    {
        switch (filter)
        {
            case FilterExpression.All all:
                Func<Entity, bool>[] every = [.. all.Terms.Select(term => Compile(term, type, viewer))];
                return row => Array.TrueForAll(every, test => test(row));
            case FilterExpression.Any any:
                Func<Entity, bool>[] some = [.. any.Terms.Select(term => Compile(term, type, viewer))];
                return row => Array.Exists(some, test => test(row));
            case FilterExpression.MetadataCondition condition:
                return Metadata(condition, viewer.User);
            default:
                return Attribute((FilterExpression.Condition)filter, type, viewer.Hrefs);
        }
    }

    private static Func<Entity, bool> Attribute(FilterExpression.Condition condition, QueryType type, Hrefs hrefs)
    {
        string value = condition.Value;
        if (condition.Attribute is "id" or "href") return Compare(condition.Operator, row => IsSame(row, value));
        QueryColumn column = type.Column(condition.Attribute)
            ?? throw Refuse.BadRequest($"The query type {type.Name} has no attribute '{condition.Attribute}' to filter by.");

        switch (column.Kind)
        {
            case ColumnKind.Number:
                long number = Parse(condition, static text =>
                    (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long parsed), parsed), "a whole number");
                return row => column.Read(row) is long actual && Holds(condition.Operator, actual.CompareTo(number));
            case ColumnKind.Time:
                DateTimeOffset time = Parse(condition, static text =>
                    (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset parsed), parsed),
                    "a date and time");
                return row => column.Read(row) is DateTimeOffset actual && Holds(condition.Operator, actual.CompareTo(time));
            case ColumnKind.Boolean:
                bool flag = Parse(condition, static text => (bool.TryParse(text, out bool parsed), parsed), "true or false");
                return Compare(condition.Operator, row => column.Read(row) is bool actual && actual == flag);
            case ColumnKind.Reference:
                return Compare(condition.Operator, row => column.Read(row) is { } target
                    && (target is Entity entity ? IsSame(entity, value) : Equals(target, value)));
            default:
                // != takes no wildcard.
                return condition.Operator == FilterOperator.NotEqual
                    ? row => (column.Read(row) as string ?? "") != value
                    : Compare(condition.Operator, row => column.Read(row) is string actual && Wildcard.IsMatch(actual, value));
        }
    }

    private static Func<Entity, bool> Metadata(FilterExpression.MetadataCondition condition, User user)
    {
        return row =>
        {
            if ((row as DescribedEntity)?.Metadata.Find(condition.Domain, condition.Key) is not { } value || value.Type != condition.Type)
                return false;
            if ((value.Visibility == "PRIVATE" && !user.IsSystem) || value.Text.Length > LongestSearchable) return false;
            return condition.Operator switch
            {
                FilterOperator.NotEqual => value.Text != condition.Value,
                FilterOperator.Equal when condition.Type == MetadataType.String => Wildcard.IsMatch(value.Text, condition.Value),
                FilterOperator.Equal when condition.Type == MetadataType.Boolean =>
                    value.Text.Equals(condition.Value, StringComparison.OrdinalIgnoreCase),
                _ => MetadataText.Compare(condition.Type, value.Text, condition.Value) is int order && Holds(condition.Operator, order),
            };
        };
    }

    private static Func<Entity, bool> Compare(FilterOperator @operator, Func<Entity, bool> isEqual) => @operator switch
    {
        FilterOperator.Equal => isEqual,
        FilterOperator.NotEqual => row => !isEqual(row),
        _ => throw Refuse.BadRequest("Less and greater compare numbers and dates only."),
    };

    /// <summary>An href on whatever host name, a URN, or the bare uuid.</summary>
    private static bool IsSame(Entity entity, string value) => value.EndsWith(entity.Id.ToString(), StringComparison.OrdinalIgnoreCase);

    private static bool Holds(FilterOperator @operator, int order) => @operator switch
    {
        FilterOperator.Equal => order == 0,
        FilterOperator.NotEqual => order != 0,
        FilterOperator.Less => order < 0,
        FilterOperator.LessOrEqual => order <= 0,
        FilterOperator.Greater => order > 0,
        _ => order >= 0,
    };

    private static T Parse<T>(FilterExpression.Condition condition, Func<string, (bool Ok, T Value)> parse, string what)
    {
        (bool ok, T value) = parse(condition.Value);
        return ok ? value : throw Refuse.BadRequest($"'{condition.Value}' is not {what}, which the attribute '{condition.Attribute}' holds.");
    }
}
