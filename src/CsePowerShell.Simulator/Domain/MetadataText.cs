using System.Globalization;

namespace CsePowerShell.Simulator.Domain;

/// <summary>The text of metadata values: checked on the way in, compared by type.</summary>
internal static class MetadataText
{
    /// <summary>The canonical text, or null when the text is none of that type.</summary>
    public static string? Canonical(MetadataType type, string text) => type switch
    {
        MetadataType.Number =>
            long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number.ToString(CultureInfo.InvariantCulture) : null,
        MetadataType.Boolean => text.Trim() switch { "true" or "1" => "true", "false" or "0" => "false", _ => null },
        MetadataType.DateTime => TryTime(text.Trim(), out DateTimeOffset time) ? Wire.X.Time(time) : null,
        _ => text,
    };

    /// <summary>How two texts of one type compare; null when they do not.</summary>
    public static int? Compare(MetadataType type, string left, string right)
    {
        switch (type)
        {
            case MetadataType.Number when long.TryParse(left, CultureInfo.InvariantCulture, out long a)
                && long.TryParse(right, CultureInfo.InvariantCulture, out long b):
                return a.CompareTo(b);
            case MetadataType.DateTime when TryTime(left, out DateTimeOffset a) && TryTime(right, out DateTimeOffset b):
                return a.CompareTo(b);
            default:
                return null;
        }
    }

    private static bool TryTime(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
}
