namespace CsePowerShell.VCloud;

/// <summary>Catalogs and the vApp templates in them.</summary>
public sealed class CatalogService
{
    /// <summary>Lists catalogs with one query, published ones of other organizations included.</summary>
    /// <param name="name">The exact name; null for all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The catalogs.</returns>
    public Task<IReadOnlyList<CatalogSummary>> ListAsync(string? name = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Lists vApp templates with one query.</summary>
    /// <param name="filter">A condition; null for all this session sees.</param>
    /// <param name="metadataFields">Metadata to return with each; at most 8 keys.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The templates.</returns>
    public Task<IReadOnlyList<VAppTemplateSummary>> ListTemplatesAsync(QueryFilter? filter = null, IReadOnlyList<string>? metadataFields = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Reads a vApp template with its VMs and their hardware.</summary>
    /// <param name="template">The template.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The template.</returns>
    public Task<VAppTemplate> GetTemplateAsync(EntityReference template, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
