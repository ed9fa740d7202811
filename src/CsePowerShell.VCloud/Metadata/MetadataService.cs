namespace CsePowerShell.VCloud;

/// <summary>Metadata of objects. Each write is a task and holds the object (for a VM: its vApp) while it runs.</summary>
public sealed class MetadataService
{
    /// <summary>Reads all metadata of an object.</summary>
    /// <param name="entity">The object.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The entries.</returns>
    public Task<IReadOnlyList<MetadataEntry>> GetAsync(EntityReference entity, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Adds entries, and replaces those whose keys exist, all in one task. Other entries stay.</summary>
    /// <param name="entity">The object.</param>
    /// <param name="entries">The entries; at least one.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task.</returns>
    public Task<VCloudTask> MergeAsync(EntityReference entity, IReadOnlyList<MetadataEntry> entries, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Removes one entry. A key that does not exist is answered with 403, as vCD does.</summary>
    /// <param name="entity">The object.</param>
    /// <param name="key">The key.</param>
    /// <param name="domain">The domain the key is in.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task.</returns>
    public Task<VCloudTask> DeleteAsync(EntityReference entity, string key, MetadataDomain domain = MetadataDomain.General, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
