namespace CsePowerShell.VCloud;

/// <summary>Metadata of objects. Each write is a task and holds the object (for a VM: its vApp) while it runs.</summary>
public sealed class MetadataService
{
    private readonly ApiChannel _channel;

    internal MetadataService(ApiChannel channel) => _channel = channel;

    /// <summary>Reads all metadata of an object.</summary>
    /// <param name="entity">The object.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The entries.</returns>
    public async Task<IReadOnlyList<MetadataEntry>> GetAsync(EntityReference entity, CancellationToken cancellationToken = default) =>
        MetadataDocument.Read(await _channel.GetAsync(AddressOf(entity), "Metadata", cancellationToken).ConfigureAwait(false));

    /// <summary>Adds entries, and replaces those whose keys exist, all in one task. Other entries stay.</summary>
    /// <param name="entity">The object.</param>
    /// <param name="entries">The entries; at least one.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task.</returns>
    /// <exception cref="ArgumentException">There are no entries, a key is there twice, or a text cannot be written as XML.</exception>
    public Task<VCloudTask> MergeAsync(EntityReference entity, IReadOnlyList<MetadataEntry> entries, CancellationToken cancellationToken = default)
    {
        if (entries is null || entries.Count == 0)
            throw new ArgumentException("Give at least one metadata entry.", nameof(entries));
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (MetadataEntry entry in entries)
        {
            if (!keys.Add(MetadataDocument.PathOf(entry.Domain) + "/" + entry.Key))
                throw new ArgumentException($"The metadata key \"{entry.Key}\" is there twice.", nameof(entries));
        }

        // A merge is the same done twice: one whose answer was lost is sent again.
        return _channel.StartRepeatableAsync(AddressOf(entity), MetadataDocument.Write(entries), MediaTypes.Metadata, cancellationToken);
    }

    /// <summary>Removes one entry. A key that does not exist is answered with 403, as vCD does.</summary>
    /// <param name="entity">The object.</param>
    /// <param name="key">The key.</param>
    /// <param name="domain">The domain the key is in.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task.</returns>
    public Task<VCloudTask> DeleteAsync(EntityReference entity, string key, MetadataDomain domain = MetadataDomain.General, CancellationToken cancellationToken = default)
    {
        string domainPath = domain == MetadataDomain.General ? "" : MetadataDocument.PathOf(domain) + "/";
        return _channel.StartDeleteAsync(AddressOf(entity) + "/" + domainPath + PercentEncoding.Encode(MetadataKeys.Check(key)), cancellationToken);
    }

    private static string AddressOf(EntityReference entity)
    {
        if (entity is null)
            throw new ArgumentNullException(nameof(entity));
        return (entity as VCloudEntity)?.Links.Find("down", MediaTypes.Metadata)?.Href ?? entity.Href.TrimEnd('/') + "/metadata";
    }
}
