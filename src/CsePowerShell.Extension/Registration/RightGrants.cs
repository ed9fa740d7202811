using CsePowerShell.VCloud;

namespace CsePowerShell.Extension.Registration;

/// <summary>Which roles hold the extension's right, and how others get it: in vCD an organization has to have a right before its roles can hold it.</summary>
internal sealed class RightGrants(VCloudClient client)
{
    /// <summary>Roles that hold the right, as <c>organization/role</c>; looks at all organizations, or stops at the first that is found.</summary>
    public async Task<IReadOnlyList<string>> FindHoldersAsync(EntityReference right, bool stopAtFirst, CancellationToken cancellationToken)
    {
        var holders = new List<string>();
        var known = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (OrgRoles org in await ListOrgsAsync(cancellationToken).ConfigureAwait(false))
        {
            // The document of the organization says at once that none of its roles can hold the right.
            if (org.KeepsRights && !Has(org.Rights, right))
                continue;
            foreach (EntityReference role in org.Roles)
            {
                if (!known.TryGetValue(role.Href, out bool holds))
                    known[role.Href] = holds = Has(await client.Rights.ListOfRoleAsync(role, cancellationToken).ConfigureAwait(false), right);
                if (holds)
                    holders.Add($"{org.Org}/{role.Name}");
            }

            if (stopAtFirst && holders.Count > 0)
                break;
        }

        return holders;
    }

    /// <summary>The writes that give the right to roles of these names in all organizations. A right that is still to be made is held by nobody.</summary>
    public async Task<IReadOnlyList<RegistrationStep>> PlanAsync(EntityReference? right, Func<EntityReference> later, string fullName, IReadOnlyList<string> roleNames, CancellationToken cancellationToken)
    {
        var steps = new List<RegistrationStep>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (OrgRoles org in await ListOrgsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (org.KeepsRights && (right is null || !Has(org.Rights, right)))
                steps.Add(new RegistrationStep("vCD", $"let organization {org.Org} have the right {fullName}", stop => client.Rights.AddToOrgAsync(org, later(), stop)));
            foreach (EntityReference role in org.Roles.Where(role => roleNames.Contains(role.Name, StringComparer.OrdinalIgnoreCase) && seen.Add(role.Href)))
            {
                if (right is null || !Has(await client.Rights.ListOfRoleAsync(role, cancellationToken).ConfigureAwait(false), right))
                    steps.Add(new RegistrationStep("vCD", $"give the right {fullName} to role \"{role.Name}\" of organization {org.Org}", stop => client.Rights.AddToRoleAsync(role, later(), stop)));
            }
        }

        return steps;
    }

    private async Task<IReadOnlyList<OrgRoles>> ListOrgsAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<EntityReference> orgs = await client.Orgs.ListAsync(cancellationToken).ConfigureAwait(false);
        return await Task.WhenAll(orgs.Where(org => !string.Equals(org.Name, "System", StringComparison.OrdinalIgnoreCase))
            .Select(org => client.Rights.ListRolesAsync(org.Href, cancellationToken))).ConfigureAwait(false);
    }

    private static bool Has(IReadOnlyList<EntityReference> rights, EntityReference right) => rights.Any(held => VCloudUrn.Same(held.Href, right.Href) || VCloudUrn.Same(held.Id, right.Id));
}
