using System.Globalization;

namespace CsePowerShell.VCloud;

/// <summary>A version of the vCloud API. 36.10 is later than 36.9, so it is no decimal number.</summary>
internal readonly struct ApiVersion(int major, int minor) : IComparable<ApiVersion>, IEquatable<ApiVersion>
{
    public int Major { get; } = major;

    public int Minor { get; } = minor;

    /// <summary>Reads "36.0". Alpha versions ("37.0.0-alpha-161234") are no versions one may build on: they do not parse.</summary>
    public static bool TryParse(string? text, out ApiVersion version)
    {
        version = default;
        string[] parts = (text ?? "").Trim().Split('.');
        if (parts.Length is < 1 or > 2
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major))
        {
            return false;
        }

        int minor = 0;
        if (parts.Length == 2 && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out minor))
            return false;
        version = new ApiVersion(major, minor);
        return true;
    }

    public int CompareTo(ApiVersion other) => Major != other.Major ? Major.CompareTo(other.Major) : Minor.CompareTo(other.Minor);

    public bool Equals(ApiVersion other) => Major == other.Major && Minor == other.Minor;

    public override bool Equals(object? obj) => obj is ApiVersion other && Equals(other);

    public override int GetHashCode() => (Major * 1000) + Minor;

    public override string ToString() => Major.ToString(CultureInfo.InvariantCulture) + "." + Minor.ToString(CultureInfo.InvariantCulture);
}
