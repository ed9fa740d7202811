namespace CsePowerShell.Guest;

/// <summary>What may stand in an SSH configuration file or on a client's command line; a leading '-' would be an option, a line feed a second setting.</summary>
internal static class SshNames
{
    /// <summary>A host name, an IPv4 or an IPv6 address (with zone).</summary>
    public static string Host(string value, string parameter) =>
        IsMadeOf(value, 253, ".-:_%") && value[0] != '-' && value[0] != '%'
            ? value : throw new ArgumentException($"'{value}' is not a host name or IP address.", parameter);

    public static string User(string value, string parameter) =>
        IsMadeOf(value, 64, ".-_@+\\") && value[0] != '-'
            ? value : throw new ArgumentException($"'{value}' is not a user name: letters, digits and . _ - are allowed.", parameter);

    public static string Text(string value, string parameter) =>
        !string.IsNullOrEmpty(value) && !value.Any(char.IsControl) ? value : throw new ArgumentException("A name without control characters is needed.", parameter);

    private static bool IsMadeOf(string? value, int longest, string punctuation) =>
        value is { Length: > 0 } && value.Length <= longest
        && value.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') || punctuation.IndexOf(c) >= 0);
}
