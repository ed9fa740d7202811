namespace CsePowerShell.VCloud;

/// <summary>
/// Names inside a query: of attributes, types and metadata keys. Unlike values, nothing says that vCD decodes them, so what would have to be encoded
/// is refused here instead of matching something else there.
/// </summary>
internal static class QueryNames
{
    public static string Attribute(string name)
    {
        if (string.IsNullOrEmpty(name) || !name.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9')))
            throw new ArgumentException($"\"{name}\" is not the name of a query attribute or type: those have letters and digits only.", nameof(name));
        return name;
    }

    public static string MetadataKey(string key)
    {
        if (string.IsNullOrEmpty(key) || !key.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '.' or '-' or '_'))
            throw new ArgumentException($"The metadata key \"{key}\" cannot be used in a query: only letters, digits, '.', '-' and '_' can.", nameof(key));
        return key;
    }

    /// <summary>A metadata entry as a field to return and to compare; one of the SYSTEM domain says so.</summary>
    public static string MetadataField(string key, bool isSystem) => (isSystem ? "metadata@SYSTEM:" : "metadata:") + MetadataKey(key);
}
