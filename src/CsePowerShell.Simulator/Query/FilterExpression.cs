using CsePowerShell.Simulator.Domain;

namespace CsePowerShell.Simulator.Query;

/// <summary>A filter as a tree. Conditions are resolved against the query type before the first row is looked at.</summary>
internal abstract record FilterExpression
{
    internal sealed record All(IReadOnlyList<FilterExpression> Terms) : FilterExpression;
    internal sealed record Any(IReadOnlyList<FilterExpression> Terms) : FilterExpression;
    internal sealed record Condition(string Attribute, FilterOperator Operator, string Value) : FilterExpression;
    internal sealed record MetadataCondition(MetadataDomain Domain, string Key, FilterOperator Operator, MetadataType Type, string Value)
        : FilterExpression;
}

internal enum FilterOperator
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}
