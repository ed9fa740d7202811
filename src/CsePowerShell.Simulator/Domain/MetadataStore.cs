namespace CsePowerShell.Simulator.Domain;

internal enum MetadataDomain
{
    General,
    System,
}

internal enum MetadataType
{
    String,
    Number,
    Boolean,
    DateTime,
}

/// <summary>A metadata value in its canonical text; visibility is READWRITE in the GENERAL domain, PRIVATE or READONLY in SYSTEM.</summary>
internal sealed record MetadataValue(MetadataType Type, string Text, string Visibility = "READWRITE");

/// <summary>The metadata of one object: unique keys per domain, at most 1,024 entries (PG 5.1 p.239).</summary>
internal sealed class MetadataStore
{
    public const int MaxEntries = 1024;
    public const int MaxKeyLength = 256;

    private readonly SortedDictionary<(MetadataDomain Domain, string Key), MetadataValue> _entries = new(ByKey.Instance);

    public int Count => _entries.Count;
    public IEnumerable<((MetadataDomain Domain, string Key) Name, MetadataValue Value)> Entries => _entries.Select(pair => (pair.Key, pair.Value));
    public MetadataValue? Find(MetadataDomain domain, string key) => _entries.GetValueOrDefault((domain, key));
    public void Set(MetadataDomain domain, string key, MetadataValue value) => _entries[(domain, key)] = value;
    public void Set(string key, string text) => Set(MetadataDomain.General, key, new MetadataValue(MetadataType.String, text));
    public bool Remove(MetadataDomain domain, string key) => _entries.Remove((domain, key));

    public void CopyTo(MetadataStore other)
    {
        foreach (((MetadataDomain domain, string key), MetadataValue value) in _entries) other.Set(domain, key, value);
    }

    private sealed class ByKey : IComparer<(MetadataDomain Domain, string Key)>
    {
        public static readonly ByKey Instance = new();

        public int Compare((MetadataDomain Domain, string Key) x, (MetadataDomain Domain, string Key) y) =>
            x.Domain != y.Domain ? x.Domain.CompareTo(y.Domain) : string.CompareOrdinal(x.Key, y.Key);
    }
}
