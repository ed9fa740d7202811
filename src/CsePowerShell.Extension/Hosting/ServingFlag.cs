using CsePowerShell.Clusters;
using CsePowerShell.VCloud;

namespace CsePowerShell.Extension.Hosting;

/// <summary>
/// Where it is kept whether tenants are served: private metadata of the provider's template catalog. Hosts read it when they connect; it can be written while
/// none is there.
/// </summary>
internal static class ServingFlag
{
    private const string Key = "cse.ps.service.enabled";

    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(8);

    /// <summary>The catalog; null when the organization has none with templates.</summary>
    /// <param name="client">A system administrator's session.</param>
    /// <param name="operations">The engine on it.</param>
    /// <param name="catalogName">Its name; null for that of the first template.</param>
    /// <param name="org">The organization it belongs to.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task<EntityReference?> FindCatalogAsync(VCloudClient client, IClusterOperations operations, string? catalogName, string org, CancellationToken cancellationToken)
    {
        string? name = catalogName ?? (await operations.ListTemplatesAsync(new TemplateQuery(), cancellationToken).ConfigureAwait(false)).FirstOrDefault()?.Catalog;
        if (name is null)
            return null;
        IReadOnlyList<CatalogSummary> catalogs = await client.Catalogs.ListAsync(name, cancellationToken).ConfigureAwait(false);
        CatalogSummary? own = catalogs.FirstOrDefault(catalog => string.Equals(catalog.OrgName, org, StringComparison.OrdinalIgnoreCase));
        // SYSTEM metadata are written in the administrator's view.
        return own is not null && VCloudUrn.TryGetUuid(own.Id ?? own.Href, out Guid id)
            ? new EntityReference(own.Name, new Uri(client.Server.Endpoint, "api/admin/catalog/" + id.ToString("D")).ToString())
            : null;
    }

    /// <summary>Whether tenants are served; they are where nothing says otherwise.</summary>
    public static async Task<bool> ReadAsync(VCloudClient client, EntityReference? catalog, CancellationToken cancellationToken)
    {
        if (catalog is null)
            return true;
        IReadOnlyList<MetadataEntry> entries = await client.Metadata.GetAsync(catalog, cancellationToken).ConfigureAwait(false);
        return entries.FirstOrDefault(entry => entry.Key == Key && entry.Domain == MetadataDomain.SystemPrivate)?.Value.Text != "false";
    }

    /// <exception cref="ClusterException">NOT_FOUND: there is no catalog to keep it on.</exception>
    public static async Task WriteAsync(VCloudClient client, EntityReference? catalog, bool enabled, CancellationToken cancellationToken)
    {
        if (catalog is null)
            throw new ClusterException(ErrorCodes.NotFound, "There is no template catalog to keep the switch on.", "Name it in the configuration as broker.catalog.");
        VCloudTask task = await client.Metadata.MergeAsync(catalog, [new MetadataEntry(Key, MetadataValue.Of(enabled), MetadataDomain.SystemPrivate)], cancellationToken).ConfigureAwait(false);
        await client.Tasks.WaitAsync(task, new TaskWaitOptions { Deadline = s_deadline }, cancellationToken).ConfigureAwait(false);
    }
}
