namespace CsePowerShell.VCloud;

/// <summary>
/// A condition on query records. Values are data: whatever characters they hold, they are encoded and match only themselves.
/// </summary>
public abstract partial class QueryFilter
{
    private protected QueryFilter()
    {
    }

    /// <summary>The attribute has exactly this value, case included. A <c>*</c> in the value is an ordinary character.</summary>
    /// <param name="attribute">The attribute's name, such as <c>name</c>.</param>
    /// <param name="value">The value.</param>
    /// <returns>The condition.</returns>
    public static QueryFilter Equal(string attribute, string value) => throw new NotImplementedException();

    /// <summary>The attribute has another value than this one.</summary>
    /// <param name="attribute">The attribute's name.</param>
    /// <param name="value">The value.</param>
    /// <returns>The condition.</returns>
    public static QueryFilter NotEqual(string attribute, string value) => throw new NotImplementedException();

    /// <summary>The attribute fits a pattern in which <c>*</c> stands for any characters; with a star in it, case does not count.</summary>
    /// <param name="attribute">The attribute's name.</param>
    /// <param name="pattern">The pattern; every other character stands for itself.</param>
    /// <returns>The condition.</returns>
    public static QueryFilter Like(string attribute, string pattern) => throw new NotImplementedException();

    /// <summary>The attribute, a number or a time, is greater than this one.</summary>
    /// <param name="attribute">The attribute's name.</param>
    /// <param name="value">The value as vCD writes it.</param>
    /// <returns>The condition.</returns>
    public static QueryFilter GreaterThan(string attribute, string value) => throw new NotImplementedException();

    /// <summary>The attribute, a number or a time, is less than this one.</summary>
    /// <param name="attribute">The attribute's name.</param>
    /// <param name="value">The value as vCD writes it.</param>
    /// <returns>The condition.</returns>
    public static QueryFilter LessThan(string attribute, string value) => throw new NotImplementedException();

    /// <summary>The metadata entry is there and has exactly this value.</summary>
    /// <param name="key">The metadata key, in the general domain: letters, digits, <c>.</c>, <c>-</c> and <c>_</c>.</param>
    /// <param name="value">The value.</param>
    /// <returns>The condition.</returns>
    public static QueryFilter Metadata(string key, MetadataValue value) => throw new NotImplementedException();

    /// <summary>The metadata entry is there and its text fits a pattern in which <c>*</c> stands for any characters.</summary>
    /// <param name="key">The metadata key, in the general domain.</param>
    /// <param name="pattern">The pattern; <c>*</c> alone means that there is such an entry.</param>
    /// <returns>The condition.</returns>
    public static QueryFilter MetadataLike(string key, string pattern) => throw new NotImplementedException();

    /// <summary>All of the conditions hold. Nulls are left out.</summary>
    /// <param name="filters">The conditions.</param>
    /// <returns>The condition; null when there are none.</returns>
    public static QueryFilter? And(params QueryFilter?[] filters) => throw new NotImplementedException();

    /// <summary>At least one of the conditions holds. Nulls are left out.</summary>
    /// <param name="filters">The conditions.</param>
    /// <returns>The condition; null when there are none.</returns>
    public static QueryFilter? Or(params QueryFilter?[] filters) => throw new NotImplementedException();
}
