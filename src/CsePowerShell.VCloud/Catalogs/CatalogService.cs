using System.Xml.Linq;

namespace CsePowerShell.VCloud;

/// <summary>Catalogs and the vApp templates in them.</summary>
public sealed partial class CatalogService
{
    private readonly ApiChannel _channel;
    private readonly QueryService _query;

    internal CatalogService(ApiChannel channel, QueryService query)
    {
        _channel = channel;
        _query = query;
    }

    /// <summary>Lists catalogs with one query, published ones of other organizations included.</summary>
    /// <param name="name">The exact name; null for all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The catalogs.</returns>
    public async Task<IReadOnlyList<CatalogSummary>> ListAsync(string? name = null, CancellationToken cancellationToken = default)
    {
        var spec = new QuerySpec("catalog") { Filter = name is null ? null : QueryFilter.Equal("name", name), SortAscending = "name" };
        IReadOnlyList<QueryRecord> records = await _query.ListAsync(spec, cancellationToken).ConfigureAwait(false);
        return
        [
            .. records.Select(record => new CatalogSummary(record.Name, record.Href, record.Id)
            {
                OrgName = record["orgName"] ?? "",
                IsPublished = record.GetBoolean("isPublished") ?? false,
            }),
        ];
    }

    /// <summary>Lists vApp templates with one query.</summary>
    /// <param name="filter">A condition; null for all this session sees.</param>
    /// <param name="metadataFields">Metadata to return with each; at most 8 keys.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The templates.</returns>
    public async Task<IReadOnlyList<VAppTemplateSummary>> ListTemplatesAsync(
        QueryFilter? filter = null, IReadOnlyList<string>? metadataFields = null, CancellationToken cancellationToken = default)
    {
        var spec = new QuerySpec("vAppTemplate") { Filter = filter, MetadataFields = metadataFields, SortAscending = "name" };
        IReadOnlyList<QueryRecord> records = await _query.ListAsync(spec, cancellationToken).ConfigureAwait(false);
        return
        [
            .. records.Select(record => new VAppTemplateSummary(record.Name, record.Href, record.Id)
            {
                CatalogName = record["catalogName"] ?? "",
                OrgHref = record["org"] ?? "",
                Status = record["status"] ?? "",
                CreationDate = record.GetTime("creationDate"),
                Metadata = record.Metadata,
            }),
        ];
    }

    /// <summary>Reads a vApp template with its VMs and their hardware.</summary>
    /// <param name="template">The template.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The template.</returns>
    public async Task<VAppTemplate> GetTemplateAsync(EntityReference template, CancellationToken cancellationToken = default)
    {
        if (template is null)
            throw new ArgumentNullException(nameof(template));
        return Read(await _channel.GetAsync(template.Href, "VAppTemplate", cancellationToken).ConfigureAwait(false));
    }

    internal static VAppTemplate Read(XElement template)
    {
        LinkSet links = template.Links();
        Link? profile = links.Find("storageProfile", MediaTypes.VdcStorageProfile);
        return new VAppTemplate(template.Attr("name") ?? "", template.Attr("href") ?? "", template.Attr("id"), links, template.Tasks())
        {
            Description = template.Text(Ns.VCloud + "Description") ?? "",
            Status = VAppDocument.StatusOf(template),
            IsDescriptorUploaded = XmlReading.Bool(template.Attr("ovfDescriptorUploaded")) ?? true,
            Files = [.. (template.Element(Ns.VCloud + "Files")?.Elements(Ns.VCloud + "File") ?? []).Select(TransferFile.Read)],
            Vms = [.. (template.Element(Ns.VCloud + "Children")?.Elements(Ns.VCloud + "Vm") ?? []).Select(VmDocument.Read)],
            StorageProfile = template.Element(Ns.VCloud + "DefaultStorageProfile").Reference()
                ?? (profile is null ? null : new EntityReference(profile.Name ?? "", profile.Href, null, profile.Type)),
        };
    }
}
