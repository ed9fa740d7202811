using CsePowerShell.Simulator.Domain;

namespace CsePowerShell.Simulator.Query;

/// <summary>
/// All query types by name; names are case-sensitive. A tenant type shows what belongs to the caller's own organization, for the system administrator
/// that of the System organization: everything is in the admin twin, which tenants may not ask for.
/// </summary>
internal static class QueryTypes
{
    private static readonly Dictionary<string, QueryType> s_types =
        new[] { VAppQueries.Types, VmQueries.Types, CatalogQueries.Types, OrganizationQueries.Types, TaskQueries.Types, Extensions.ExtensionQueries.Types, VCenters.VirtualCenterQueries.Types }
            .SelectMany(types => types).ToDictionary(type => type.Name, StringComparer.Ordinal);

    public static IEnumerable<QueryType> For(User user) => s_types.Values.Where(type => user.IsSystem || !type.IsAdmin);

    public static QueryType? Find(string name) => s_types.GetValueOrDefault(name);
}
