namespace CsePowerShell.VCloud;

/// <summary>Who may read and write a metadata entry.</summary>
public enum MetadataDomain
{
    /// <summary>Readable and writable by whoever may change the object (GENERAL, READWRITE).</summary>
    General,

    /// <summary>Seen by everybody, written by system administrators (SYSTEM, READONLY).</summary>
    SystemReadOnly,

    /// <summary>Seen and written by system administrators only (SYSTEM, PRIVATE).</summary>
    SystemPrivate,
}

/// <summary>One metadata entry of an object.</summary>
public sealed class MetadataEntry
{
    /// <summary>Creates an entry.</summary>
    /// <param name="key">The key: 1 to 256 characters, unique per object and domain, without <c>;</c>, slashes and control characters.</param>
    /// <param name="value">The value.</param>
    /// <param name="domain">Who may read and write it.</param>
    /// <exception cref="ArgumentException">The key is not one that vCD takes.</exception>
    public MetadataEntry(string key, MetadataValue value, MetadataDomain domain = MetadataDomain.General)
    {
        Key = MetadataKeys.Check(key);
        Value = value ?? throw new ArgumentNullException(nameof(value));
        Domain = domain;
    }

    private MetadataEntry(string key, MetadataDomain domain, MetadataValue value)
    {
        Key = key;
        Value = value;
        Domain = domain;
    }

    /// <summary>The key.</summary>
    public string Key { get; }

    /// <summary>The value.</summary>
    public MetadataValue Value { get; }

    /// <summary>Who may read and write it.</summary>
    public MetadataDomain Domain { get; }

    /// <summary>An entry as a server sent it: whatever its key looks like.</summary>
    internal static MetadataEntry FromServer(string key, MetadataValue value, MetadataDomain domain) => new(key, domain, value);
}
