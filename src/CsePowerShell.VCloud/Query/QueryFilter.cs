namespace CsePowerShell.VCloud;

/// <summary>
/// A condition on query records. Values are data: whatever characters they hold, they are encoded and match only themselves.
/// </summary>
/// <remarks>
/// vCD takes every <c>*</c> in the value of <c>==</c> for a wildcard and knows no way to escape it; then it ignores case, too. So such a condition
/// goes to the server as the wildcard that it is there, which answers with more than was asked for, and is checked again on each record here.
/// What is sent is never narrower than what was asked for.
/// </remarks>
public abstract class QueryFilter
{
    private protected QueryFilter()
    {
    }

    /// <summary>What the server is asked: it holds for at least all records this condition holds for. Null asks for everything.</summary>
    internal abstract string? Expression { get; }

    /// <summary>True when the server's answer is the answer, and nothing has to be checked here.</summary>
    internal abstract bool IsExact { get; }

    /// <summary>True when several terms stand side by side, and need parentheses inside another condition.</summary>
    internal virtual bool IsGroup => false;

    /// <summary>The attribute has exactly this value, case included. A <c>*</c> in the value is an ordinary character.</summary>
    /// <param name="attribute">The attribute's name, such as <c>name</c>.</param>
    /// <param name="value">The value.</param>
    /// <returns>The condition.</returns>
    /// <exception cref="ArgumentException">The attribute is no name, or the value no valid Unicode.</exception>
    public static QueryFilter Equal(string attribute, string value) => new AttributeFilter(attribute, FilterOperator.Equal, value);

    /// <summary>The attribute has another value than this one.</summary>
    /// <param name="attribute">The attribute's name.</param>
    /// <param name="value">The value.</param>
    /// <returns>The condition.</returns>
    public static QueryFilter NotEqual(string attribute, string value) => new AttributeFilter(attribute, FilterOperator.NotEqual, value);

    /// <summary>The attribute fits a pattern in which <c>*</c> stands for any characters; with a star in it, case does not count.</summary>
    /// <param name="attribute">The attribute's name.</param>
    /// <param name="pattern">The pattern; every other character stands for itself.</param>
    /// <returns>The condition.</returns>
    public static QueryFilter Like(string attribute, string pattern) => new AttributeFilter(attribute, FilterOperator.Like, pattern);

    /// <summary>The attribute, a number or a time, is greater than this one.</summary>
    /// <param name="attribute">The attribute's name.</param>
    /// <param name="value">The value as vCD writes it.</param>
    /// <returns>The condition.</returns>
    public static QueryFilter GreaterThan(string attribute, string value) => new AttributeFilter(attribute, FilterOperator.GreaterThan, value);

    /// <summary>The attribute, a number or a time, is less than this one.</summary>
    /// <param name="attribute">The attribute's name.</param>
    /// <param name="value">The value as vCD writes it.</param>
    /// <returns>The condition.</returns>
    public static QueryFilter LessThan(string attribute, string value) => new AttributeFilter(attribute, FilterOperator.LessThan, value);

    /// <summary>The metadata entry is there and has exactly this value.</summary>
    /// <param name="key">The metadata key, in the general domain: letters, digits, <c>.</c>, <c>-</c> and <c>_</c>.</param>
    /// <param name="value">The value.</param>
    /// <returns>The condition.</returns>
    public static QueryFilter Metadata(string key, MetadataValue value) => new MetadataFilter(key, FilterOperator.Equal, value ?? throw new ArgumentNullException(nameof(value)));

    /// <summary>The metadata entry is there and its text fits a pattern in which <c>*</c> stands for any characters.</summary>
    /// <param name="key">The metadata key, in the general domain.</param>
    /// <param name="pattern">The pattern; <c>*</c> alone means that there is such an entry.</param>
    /// <returns>The condition.</returns>
    public static QueryFilter MetadataLike(string key, string pattern) => new MetadataFilter(key, FilterOperator.Like, MetadataValue.Of(pattern));

    /// <summary>The metadata entry of the SYSTEM domain is there and its text fits a pattern. Private entries are there for system administrators only.</summary>
    /// <param name="key">The metadata key, in the SYSTEM domain.</param>
    /// <param name="pattern">The pattern; <c>*</c> alone means that there is such an entry.</param>
    /// <returns>The condition.</returns>
    public static QueryFilter SystemMetadataLike(string key, string pattern) => new MetadataFilter(key, FilterOperator.Like, MetadataValue.Of(pattern), isSystem: true);

    /// <summary>All of the conditions hold. Nulls are left out.</summary>
    /// <param name="filters">The conditions.</param>
    /// <returns>The condition; null when there are none.</returns>
    public static QueryFilter? And(params QueryFilter?[] filters) => GroupFilter.Of(filters, isAnd: true);

    /// <summary>At least one of the conditions holds. Nulls are left out.</summary>
    /// <param name="filters">The conditions.</param>
    /// <returns>The condition; null when there are none.</returns>
    public static QueryFilter? Or(params QueryFilter?[] filters) => GroupFilter.Of(filters, isAnd: false);

    /// <summary>What the server is asked, its values encoded once; the address encodes it all once more.</summary>
    /// <returns>The expression.</returns>
    public override string ToString() => Expression ?? "";

    /// <summary>Judges a record here.</summary>
    internal abstract bool Matches(QueryRecord record);

    /// <summary>Names what has to be in the records so that they can be judged.</summary>
    internal abstract void Needs(ICollection<string> attributes, ICollection<string> metadataKeys);
}
