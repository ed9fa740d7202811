using System.Globalization;

namespace CsePowerShell.VCloud;

/// <summary>The types of metadata values.</summary>
public enum MetadataValueType
{
    /// <summary>Text.</summary>
    String,

    /// <summary>A whole number of 64 bits.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A point in time.</summary>
    DateTime,
}

/// <summary>A typed metadata value.</summary>
public sealed class MetadataValue : IEquatable<MetadataValue>
{
    internal MetadataValue(MetadataValueType type, string text)
    {
        Type = type;
        Text = text;
    }

    /// <summary>The type.</summary>
    public MetadataValueType Type { get; }

    /// <summary>The value as it is on the wire.</summary>
    public string Text { get; }

    /// <summary>A text value. Over 1,000 characters vCD cannot search for it.</summary>
    /// <param name="value">The text.</param>
    /// <returns>The value.</returns>
    public static MetadataValue Of(string value) => new(MetadataValueType.String, value ?? throw new ArgumentNullException(nameof(value)));

    /// <summary>A number.</summary>
    /// <param name="value">The number.</param>
    /// <returns>The value.</returns>
    public static MetadataValue Of(long value) => new(MetadataValueType.Number, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A Boolean.</summary>
    /// <param name="value">The Boolean.</param>
    /// <returns>The value.</returns>
    public static MetadataValue Of(bool value) => new(MetadataValueType.Boolean, value ? "true" : "false");

    /// <summary>A point in time, kept to the millisecond.</summary>
    /// <param name="value">The time.</param>
    /// <returns>The value.</returns>
    public static MetadataValue Of(DateTimeOffset value) =>
        new(MetadataValueType.DateTime, value.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public bool Equals(MetadataValue? other) => other is not null && other.Type == Type && string.Equals(other.Text, Text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as MetadataValue);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text) ^ (int)Type;

    /// <summary>The value as it is on the wire.</summary>
    /// <returns>Its text.</returns>
    public override string ToString() => Text;
}
