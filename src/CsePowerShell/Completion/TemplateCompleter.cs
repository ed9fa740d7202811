using CsePowerShell.Clusters;

namespace CsePowerShell.Completion;

/// <summary>Completes names of templates that clusters can be made from.</summary>
public sealed class TemplateCompleter : CloudCompleter
{
    private protected override IReadOnlyList<Suggestion> Find(CompletionRequest request)
    {
        string? catalog = request.Bound("Catalog");
        return request.Ask("templates " + catalog, async (connection, stop) =>
            [.. (await connection.Clusters.ListTemplatesAsync(new TemplateQuery { Catalog = catalog }, stop)).Where(template => template.IsUsable)
                .GroupBy(template => template.Name, StringComparer.OrdinalIgnoreCase)
                .Select(revisions => revisions.OrderByDescending(template => template.Revision).First())
                .OrderBy(template => template.Name, StringComparer.OrdinalIgnoreCase)
                .Select(template => new Suggestion(template.Name,
                    $"{template.Name} revision {template.Revision}, Kubernetes {template.KubernetesVersion}"))]);
    }
}
