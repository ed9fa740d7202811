using System.Text.RegularExpressions;
using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>What is in the catalog under the name that a template is to have.</summary>
internal enum CatalogPlace
{
    /// <summary>Nothing.</summary>
    Free,

    /// <summary>The same package, uploaded in part.</summary>
    Unfinished,

    /// <summary>The same package, which vCD could not make a template of.</summary>
    Wreck,

    /// <summary>The same package, whole; its metadata is not as wanted.</summary>
    Unrecorded,

    /// <summary>The same package, whole, recorded as wanted.</summary>
    Same,

    /// <summary>Something else.</summary>
    Taken,
}

/// <summary>What was found, and what it is called for people.</summary>
internal sealed record CatalogFinding(CatalogPlace Place, string What, CatalogItem? Item = null, VAppTemplate? Template = null);

/// <summary>
/// Finds the catalog, and compares what is in it with what is wanted. Which package a template was made from is known by the digest at the end of its
/// description: vCD takes that in the very request that makes the item, so no death can come between.
/// </summary>
internal sealed class CatalogLook(VCloudClient client, TemplateImportRequest request)
{
    private static readonly Regex s_mark = new(@"\(sha256:(?<digest>[0-9a-f]{64})\)\s*\z", RegexOptions.CultureInvariant);

    public static string Mark(string description, string fingerprint) => $"{description} (sha256:{fingerprint})";

    /// <summary>The catalog, with what this session may do with it.</summary>
    /// <returns>Null when there is none and it is to be made.</returns>
    /// <exception cref="ClusterException">NOT_FOUND, or FORBIDDEN: it is there, but not to be written.</exception>
    public async Task<Catalog?> FindAsync(CancellationToken ct)
    {
        IReadOnlyList<CatalogSummary> named = await client.Catalogs.ListAsync(request.Catalog, ct).ConfigureAwait(false);
        string org = client.Session.Org;
        if (named.FirstOrDefault(catalog => string.Equals(catalog.OrgName, org, StringComparison.OrdinalIgnoreCase)) is { } own)
        {
            Catalog catalog = await client.Catalogs.GetAsync(own, ct).ConfigureAwait(false);
            catalog.Links.Require("add", MediaTypes.UploadVAppTemplateParams);
            return catalog;
        }

        if (request.CreateCatalog)
        {
            (await client.Orgs.GetCurrentAsync(ct).ConfigureAwait(false)).Links.Require("add", MediaTypes.AdminCatalog);
            return null;
        }

        if (named.Count > 0)
        {
            throw new ClusterException(ErrorCodes.Forbidden, $"The catalog \"{request.Catalog}\" belongs to the organization \"{named[0].OrgName}\"; this session is of \"{org}\" and can only read it.",
                $"Connect to \"{named[0].OrgName}\" with Connect-CseServer -Org, or name a catalog of \"{org}\".");
        }

        throw new ClusterException(ErrorCodes.NotFound, $"The organization \"{org}\" has no catalog \"{request.Catalog}\" that this session can see.", "Check -Catalog, or make it with -CreateCatalog.");
    }

    /// <param name="catalog">The catalog; null when it is still to be made.</param>
    /// <param name="fingerprint">What tells the package from others.</param>
    /// <param name="wanted">The metadata that is wanted.</param>
    /// <param name="ct">Ends it.</param>
    public async Task<CatalogFinding> CompareAsync(Catalog? catalog, string fingerprint, IReadOnlyList<MetadataEntry> wanted, CancellationToken ct)
    {
        if (catalog is null)
            return new CatalogFinding(CatalogPlace.Free, "");
        // As it is now: a retry, or somebody else, may have changed it since it was looked for.
        catalog = await client.Catalogs.GetAsync(catalog, ct).ConfigureAwait(false);
        if (catalog.FindItem(request.ItemName) is not { } reference)
            return await OtherNameAsync(catalog, ct).ConfigureAwait(false) ?? new CatalogFinding(CatalogPlace.Free, "");
        CatalogItem item = await client.Catalogs.GetItemAsync(reference, ct).ConfigureAwait(false);
        if (item.Entity.Type is { } type && !string.Equals(type, MediaTypes.VAppTemplate, StringComparison.OrdinalIgnoreCase))
            return new CatalogFinding(CatalogPlace.Taken, "an item that is no template", item);
        VAppTemplate template = await client.Catalogs.GetTemplateAsync(item.Entity, ct).ConfigureAwait(false);
        bool isSame = DigestOf(template.Description) == fingerprint || DigestOf(item.Description) == fingerprint;
        bool isWhole = template.Status is VCloudStatus.PoweredOff or VCloudStatus.Resolved;
        (CatalogPlace place, string what) = (isSame, isWhole, IsWreck(template)) switch
        {
            (false, true, _) => (CatalogPlace.Taken, "a template made from another package"),
            (false, _, true) => (CatalogPlace.Taken, "what is left of a failed upload of another package"),
            (false, _, _) => (CatalogPlace.Taken, "an unfinished upload of another package"),
            (true, true, _) => (await IsRecordedAsync(template, wanted, ct).ConfigureAwait(false) ? CatalogPlace.Same : CatalogPlace.Unrecorded, "the template, made from this package"),
            (true, _, true) => (CatalogPlace.Wreck, "what is left of a failed upload of this package"),
            _ => (CatalogPlace.Unfinished, "an unfinished upload of this package"),
        };
        return new CatalogFinding(place, what, item, template);
    }

    // Two templates of one name and revision in one catalog could not be told apart by New-CseCluster.
    private async Task<CatalogFinding?> OtherNameAsync(Catalog catalog, CancellationToken ct)
    {
        IReadOnlyList<Template> recorded = await new TemplateFinder(client, new EngineOptions()).ListAsync(new TemplateQuery { Catalog = catalog.Name, Revision = request.EffectiveRevision }, ct).ConfigureAwait(false);
        Template? other = recorded.FirstOrDefault(template => template.Name == request.EffectiveName && catalog.FindItem(template.VAppTemplateName) is not null);
        if (other is null)
            return null;
        CatalogItem item = await client.Catalogs.GetItemAsync(catalog.FindItem(other.VAppTemplateName)!, ct).ConfigureAwait(false);
        return new CatalogFinding(CatalogPlace.Taken, $"the item \"{item.Name}\", recorded under this name and revision", item);
    }

    private async Task<bool> IsRecordedAsync(VAppTemplate template, IReadOnlyList<MetadataEntry> wanted, CancellationToken ct)
    {
        IReadOnlyList<MetadataEntry> there = await client.Metadata.GetAsync(template, ct).ConfigureAwait(false);
        return wanted.All(entry => there.Any(one => one.Key == entry.Key && one.Value.Text == entry.Value.Text));
    }

    private static bool IsWreck(VAppTemplate template) =>
        template.Status is VCloudStatus.FailedCreation or VCloudStatus.TransferTimeout or VCloudStatus.Rejected or VCloudStatus.QuarantineExpired
        || (template.RunningTask is null && template.Tasks.Any(task => task.Status is VCloudTaskStatus.Error or VCloudTaskStatus.Aborted or VCloudTaskStatus.Canceled));

    private static string? DigestOf(string description) => s_mark.Match(description) is { Success: true } match ? match.Groups["digest"].Value : null;
}
