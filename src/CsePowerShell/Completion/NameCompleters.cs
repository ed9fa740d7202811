using CsePowerShell.Clusters;
using CsePowerShell.Connections;

namespace CsePowerShell.Completion;

/// <summary>Completes names of organizations.</summary>
public sealed class OrgCompleter : CloudCompleter
{
    private protected override IReadOnlyList<Suggestion> Find(CompletionRequest request) =>
        request.Ask("orgs", async (connection, stop) => Names.Of(await connection.Directory.ListOrgsAsync(stop)));
}

/// <summary>Completes names of organization VDCs.</summary>
public sealed class VdcCompleter : CloudCompleter
{
    private protected override IReadOnlyList<Suggestion> Find(CompletionRequest request) =>
        request.Ask("vdcs", async (connection, stop) => Names.Of(await connection.Directory.ListVdcsAsync(stop)));
}

/// <summary>Completes names of networks: those of the VDC that was typed, else all.</summary>
public sealed class NetworkCompleter : CloudCompleter
{
    private protected override IReadOnlyList<Suggestion> Find(CompletionRequest request)
    {
        string? vdc = request.Bound("Vdc");
        return request.Ask("networks " + vdc, async (connection, stop) => Names.Of(await connection.Directory.ListNetworksAsync(vdc, stop)));
    }
}

/// <summary>Completes names of storage profiles: those of the VDC that was typed, else all.</summary>
public sealed class StorageProfileCompleter : CloudCompleter
{
    private protected override IReadOnlyList<Suggestion> Find(CompletionRequest request)
    {
        string? vdc = request.Bound("Vdc");
        return request.Ask("profiles " + vdc, async (connection, stop) => Names.Of(await connection.Directory.ListStorageProfilesAsync(vdc, stop)));
    }
}

/// <summary>Completes names of catalogs that have templates for clusters.</summary>
public sealed class CatalogCompleter : CloudCompleter
{
    private protected override IReadOnlyList<Suggestion> Find(CompletionRequest request) => request.Ask("catalogs", async (connection, stop) =>
    {
        IReadOnlyList<Template> templates = await connection.Clusters.ListTemplatesAsync(new TemplateQuery(), stop);
        return Names.Of(templates.Select(template => template.Catalog).Distinct(StringComparer.OrdinalIgnoreCase));
    });
}

/// <summary>Completes names of all catalogs, those without templates for clusters too.</summary>
public sealed class AnyCatalogCompleter : CloudCompleter
{
    private protected override IReadOnlyList<Suggestion> Find(CompletionRequest request) =>
        request.Ask("all catalogs", async (connection, stop) => Names.Of(await connection.Directory.ListCatalogsAsync(stop)));
}

internal static class Names
{
    public static IReadOnlyList<Suggestion> Of(IEnumerable<string> names) =>
        [.. names.OrderBy(name => name, StringComparer.OrdinalIgnoreCase).Select(name => new Suggestion(name))];
}
