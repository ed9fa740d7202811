using CsePowerShell.VCloud;

namespace CsePowerShell.Completion;

/// <summary>Completes names of roles, those of all organizations together.</summary>
public sealed class RoleCompleter : CloudCompleter
{
    private protected override IReadOnlyList<Suggestion> Find(CompletionRequest request) => request.Ask("roles", async (connection, stop) =>
    {
        if (connection.Client is not { } client || !connection.Server.IsSystem)
        {
            return [];
        }

        IReadOnlyList<EntityReference> orgs = await client.Orgs.ListAsync(stop);
        // Predefined roles have one name everywhere; a few organizations are enough to offer the others.
        OrgRoles[] roles = await Task.WhenAll(orgs.Where(org => org.Name != "System").Take(5).Select(org => client.Rights.ListRolesAsync(org.Href, stop)));
        return Names.Of(roles.SelectMany(org => org.Roles).Select(role => role.Name).Distinct(StringComparer.OrdinalIgnoreCase));
    });
}
