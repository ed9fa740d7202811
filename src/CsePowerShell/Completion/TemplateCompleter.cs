using System.Globalization;
using CsePowerShell.Binding;
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

/// <summary>Completes revisions of the template that was typed, the highest first.</summary>
public sealed class TemplateRevisionCompleter : CloudCompleter
{
    private protected override IReadOnlyList<Suggestion> Find(CompletionRequest request)
    {
        string? catalog = request.Bound("Catalog");
        string? name = request.Bound("Template") ?? request.Bound("Name");
        NamePattern pattern = new(name ?? "*");
        return request.Ask($"revisions {catalog}/{name}", async (connection, stop) =>
            [.. (await connection.Clusters.ListTemplatesAsync(new TemplateQuery { Catalog = catalog, NamePattern = pattern.ForServer() }, stop))
                .Where(template => pattern.Matches(template.Name))
                .OrderByDescending(template => template.Revision)
                .Select(template => new Suggestion(template.Revision.ToString(CultureInfo.InvariantCulture),
                    $"{template.Name} revision {template.Revision}, Kubernetes {template.KubernetesVersion}") { IsNumber = true })]);
    }
}
