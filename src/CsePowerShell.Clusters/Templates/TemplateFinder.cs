using System.Globalization;
using System.Text.RegularExpressions;
using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>Finds vApp templates that nodes can be made from: those that carry <c>cse.template.name</c>. One query for all of them.</summary>
internal sealed class TemplateFinder(VCloudClient client, EngineOptions options)
{
    private static readonly IReadOnlyList<string> s_fields =
        [MetadataKeys.TemplateName, MetadataKeys.TemplateRevision, MetadataKeys.KubernetesVersion, MetadataKeys.Cni, MetadataKeys.CniVersion];

    public async Task<IReadOnlyList<Template>> ListAsync(TemplateQuery query, CancellationToken ct)
    {
        QueryFilter? filter = QueryFilter.And(
            QueryFilter.MetadataLike(MetadataKeys.TemplateName, "*"),
            query.Catalog is { Length: > 0 } catalog ? QueryFilter.Equal("catalogName", catalog) : null);
        IReadOnlyList<VAppTemplateSummary> summaries = await client.Catalogs.ListTemplatesAsync(filter, s_fields, ct).ConfigureAwait(false);
        // By the record's own word: names of catalogs are unique only within an organization, and a tenant may call one like the provider's.
        if (options.TemplateOrgId is { } org)
            summaries = [.. summaries.Where(summary => VCloudUrn.Same(summary.OrgHref, org))];
        return Fitting(summaries.Select(Describe), query);
    }

    /// <summary>Those that are asked for, by name and then the highest revision first.</summary>
    public static IReadOnlyList<Template> Fitting(IEnumerable<Template> templates, TemplateQuery query)
    {
        Regex? name = Wildcards.ToRegex(query.NamePattern);
        return
        [
            .. templates
                .Where(template => (name is null || name.IsMatch(template.Name)) && (query.Revision is null || query.Revision == template.Revision)
                    && (string.IsNullOrEmpty(query.Catalog) || query.Catalog == template.Catalog))
                .OrderBy(template => template.Name, StringComparer.Ordinal)
                .ThenByDescending(template => template.Revision)
                .ThenBy(template => template.Catalog, StringComparer.Ordinal),
        ];
    }

    /// <summary>The template a spec means: of that name, of that revision or else the highest.</summary>
    /// <exception cref="ClusterException">TEMPLATE_NOT_FOUND with those there are, NAME_AMBIGUOUS with the candidates, or VERSION_UNSUPPORTED.</exception>
    public static Template Choose(IReadOnlyList<Template> all, string name, int? revision, string? kubernetesVersion, string? catalog = null)
    {
        List<Template> named = [.. all.Where(template => template.Name == name)];
        List<Template> fitting = [.. named.Where(template => revision is null || template.Revision == revision)];
        if (fitting.Count == 0)
        {
            string what = named.Count == 0 ? $"There is no template \"{name}\"" : $"The template \"{name}\" has no revision {revision}";
            string there = all.Count == 0 ? $"It sees no template {(catalog is null ? "at all" : "there")}; templates are vApp templates with the metadata cse.template.name." : $"There are: {string.Join(", ", all.Select(template => template.ToString()))}.";
            string where = catalog is null ? "" : $" in catalog \"{catalog}\"";
            throw new ClusterException(ErrorCodes.TemplateNotFound, what + where + " that this user can see.", there);
        }

        int highest = fitting.Max(template => template.Revision);
        List<Template> best = [.. fitting.Where(template => template.Revision == highest)];
        if (best.Count > 1)
        {
            throw new ClusterException(ErrorCodes.NameAmbiguous, $"The template \"{name}\" revision {highest} is in {best.Count} catalogs.", "Name the catalog with -Catalog.")
            {
                Details = [.. best.Select(template => new ErrorDetail { Name = template.Catalog, Message = template.Id })],
            };
        }

        Check(best[0], kubernetesVersion);
        return best[0];
    }

    private static void Check(Template template, string? kubernetesVersion)
    {
        if (KubernetesVersionNumber.TryParse(template.KubernetesVersion) is not { IsSupported: true })
        {
            throw new ClusterException(ErrorCodes.VersionUnsupported, $"The template {template} has Kubernetes \"{template.KubernetesVersion}\"; new clusters need {KubernetesVersionNumber.OldestSupported} or later.",
                "Choose another one from Get-CseTemplate.");
        }

        if (!template.IsUsable)
            throw new ClusterException(ErrorCodes.TemplateNotFound, $"The template {template} cannot be used: its state is \"{template.Status}\".", "Wait until its upload is complete, or choose another one.");
        if (kubernetesVersion is not null && KubernetesVersionNumber.Normalize(kubernetesVersion) != KubernetesVersionNumber.Normalize(template.KubernetesVersion))
        {
            throw new ClusterException(ErrorCodes.TemplateNotFound, $"The template {template} has Kubernetes {template.KubernetesVersion}, not {KubernetesVersionNumber.Normalize(kubernetesVersion)}.",
                "Choose a template with that version, or leave the version out.");
        }
    }

    private static Template Describe(VAppTemplateSummary summary)
    {
        string Text(string key) => summary.Metadata.TryGetValue(key, out MetadataValue? value) ? value.Text : "";
        var template = new Template
        {
            Name = Text(MetadataKeys.TemplateName),
            Revision = int.TryParse(Text(MetadataKeys.TemplateRevision), NumberStyles.Integer, CultureInfo.InvariantCulture, out int revision) ? revision : 0,
            KubernetesVersion = KubernetesVersionNumber.Normalize(Text(MetadataKeys.KubernetesVersion)) ?? "",
            Cni = Text(MetadataKeys.Cni),
            CniVersion = Text(MetadataKeys.CniVersion),
            Catalog = summary.CatalogName,
            VAppTemplateName = summary.Name,
            Href = summary.Href,
            Id = summary.Id ?? "",
            Status = summary.Status,
        };
        template.IsUsable = template.Status is "RESOLVED" or "POWERED_OFF" && KubernetesVersionNumber.TryParse(template.KubernetesVersion) is { IsSupported: true };
        return template;
    }
}
