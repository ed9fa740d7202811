namespace CsePowerShell.VCloud;

/// <summary>
/// Which metadata keys vCD takes. A key is part of an address (<c>.../metadata/KEY</c>), so what cannot be a path segment cannot be a key
/// (vCloud API Programming Guide, "Update Object Metadata": no semicolon, no tricks with dots and slashes, 256 characters).
/// </summary>
internal static class MetadataKeys
{
    private const int MaxLength = 256;

    public static string Check(string key)
    {
        if (string.IsNullOrEmpty(key))
            throw new ArgumentException("A metadata key needs at least one character.", nameof(key));
        if (key.Length > MaxLength)
            throw new ArgumentException($"The metadata key \"{key.Substring(0, 40)}...\" has {key.Length} characters; vCloud Director takes {MaxLength}.", nameof(key));
        if (key is "." or "..")
            throw new ArgumentException("A metadata key must not be \".\" or \"..\".", nameof(key));
        foreach (char c in key)
        {
            if (c is ';' or '/' or '\\' || char.IsControl(c))
                throw new ArgumentException($"The metadata key \"{key}\" holds a character that vCloud Director does not take: semicolon, slash, backslash or a control character.", nameof(key));
        }

        return key;
    }
}
