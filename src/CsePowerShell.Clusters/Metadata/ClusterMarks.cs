using CsePowerShell.VCloud;
using Newtonsoft.Json.Linq;

namespace CsePowerShell.Clusters;

/// <summary>The metadata of a cluster's vApp, read. Whatever a tenant may have written there, this never throws.</summary>
internal sealed class ClusterMarks
{
    private static readonly string[] s_documents = [MetadataKeys.Spec, MetadataKeys.Status, MetadataKeys.Operation];

    private ClusterMarks(IReadOnlyDictionary<string, string> texts)
    {
        Texts = texts;
        ClusterId = Guid.TryParse(Text(MetadataKeys.ClusterId), out Guid id) ? id.ToString("D") : null;
        Spec = StoredSpec.FromJson(MetadataDocument.Read(MetadataKeys.Spec, texts));
        Status = StoredStatus.FromJson(MetadataDocument.Read(MetadataKeys.Status, texts));
        Operation = StoredOperation.FromJson(MetadataDocument.Read(MetadataKeys.Operation, texts));
    }

    public IReadOnlyDictionary<string, string> Texts { get; }

    /// <summary>No document goes on in an entry that is not here: a query brings the first part of each, which is all there is of most.</summary>
    public bool IsWhole => s_documents.All(key => MetadataDocument.IsWhole(key, Texts));

    /// <summary>The identity; null: this is no cluster.</summary>
    public string? ClusterId { get; }

    public StoredSpec? Spec { get; }

    public StoredStatus? Status { get; }

    public StoredOperation? Operation { get; }

    public IReadOnlyList<Lease> Leases => Lease.ReadAll(Texts);

    /// <summary>A cluster of CSE 1.x: it has the identity, and no spec of ours.</summary>
    public bool IsLegacy => ClusterId is not null && Spec is null;

    public static ClusterMarks Of(IEnumerable<MetadataEntry> entries) =>
        Of(entries.Where(entry => entry.Domain == MetadataDomain.General).Select(entry => new KeyValuePair<string, string>(entry.Key, entry.Value.Text)));

    public static ClusterMarks Of(IReadOnlyDictionary<string, MetadataValue> values) =>
        Of(values.Select(value => new KeyValuePair<string, string>(value.Key, value.Value.Text)));

    public string? Text(string key) => Texts.TryGetValue(key, out string? text) && text.Length > 0 ? text : null;

    public static IReadOnlyList<MetadataEntry> Entries(string key, JObject document) =>
        [.. MetadataDocument.Write(key, document).Select(entry => new MetadataEntry(entry.Key, MetadataValue.Of(entry.Value)))];

    private static ClusterMarks Of(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (KeyValuePair<string, string> pair in pairs)
            texts[pair.Key] = pair.Value;
        return new ClusterMarks(texts);
    }
}
