using System.Management.Automation;
using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Completion;

namespace CsePowerShell.Cmdlets;

/// <summary>Lists the templates that clusters can be made from.</summary>
[Cmdlet(VerbsCommon.Get, "CseTemplate")]
[OutputType(typeof(CseTemplate))]
public sealed class GetCseTemplateCommand : CseConnectedCmdlet
{
    /// <summary>Names; wildcards work. Without it, all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [PSDefaultValue(Help = "All")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TemplateCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Only this revision, from 1.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [ArgumentCompleter(typeof(TemplateRevisionCompleter))]
    public int? Revision { get; set; }

    /// <summary>Only this catalog.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CatalogCompleter))]
    public string? Catalog { get; set; }

    private protected override async Task ProcessAsync(CancellationToken stop)
    {
        foreach (Connections.CseConnection connection in await ConnectionsAsync())
        {
            await ForEachTargetAsync(Name ?? ["*"], async name =>
            {
                NamePattern pattern = new(name);
                TemplateQuery query = new() { NamePattern = pattern.ForServer(), Revision = Revision, Catalog = Catalog };
                IReadOnlyList<Template> all = await connection.Clusters.ListTemplatesAsync(query, stop);
                List<Template> found = [.. all.Where(template => pattern.Matches(template.Name))];
                if (found.Count == 0 && !pattern.HasWildcards)
                {
                    throw new ClusterException(ErrorCodes.TemplateNotFound,
                        $"There is no template '{name}' on '{connection.Id}'.", "List the templates with Get-CseTemplate.");
                }

                foreach (Template template in found)
                {
                    await EmitAsync(template.ToOutput(connection.Id));
                }
            }, stop);
        }
    }
}
