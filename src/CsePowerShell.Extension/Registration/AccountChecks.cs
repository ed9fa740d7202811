using CsePowerShell.Clusters;
using CsePowerShell.VCloud;

namespace CsePowerShell.Extension.Registration;

/// <summary>Whether the service's account could do the service's work: a link in a tenant's VDC for composing, and rights by name for what has no link before there is a vApp.</summary>
internal static class AccountChecks
{
    private const string Name = "Service account";
    private const string Administrator = "System Administrator";

    // What the service does in a tenant's name, in the words of vCD's role editor.
    private static readonly string[] s_rights =
    [
        "vApp: Create / Reconfigure", "vApp: Delete", "vApp: Edit Properties", "vApp: Power Operations", "vApp: Change Owner",
        "Organization: View", "Organization vDC: View", "Catalog: View Published Catalogs", "General: Administrator View", "Task: Update",
    ];

    /// <param name="account">A session of the account.</param>
    /// <param name="vdcName">The VDC to look at; null for the first of any tenant.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task<IReadOnlyList<CheckResult>> RunAsync(VCloudClient account, string? vdcName, CancellationToken cancellationToken)
    {
        string who = $"{account.Session.User} of {account.Session.Org}";
        if (!account.Session.IsSystem || !account.Extensions.IsOffered)
            return [Check.Failed(Name, ErrorCodes.RightMissing, $"{who} is no system administrator: only such may make tasks for tenants.", "Give the service an account of the organization System.")];
        IReadOnlyList<VdcSummary> vdcs = await account.Vdcs.ListAsync(vdcName, cancellationToken: cancellationToken).ConfigureAwait(false);
        VdcSummary? found = vdcs.FirstOrDefault(candidate => !string.Equals(candidate.OrgName, "System", StringComparison.OrdinalIgnoreCase));
        if (found is null)
            return [Check.Warning(Name, vdcName is null ? "No tenant has a VDC yet in which it could be tried." : $"There is no VDC \"{vdcName}\" of a tenant.", "Name one with -Vdc when there is one.")];
        Vdc vdc = await account.Vdcs.GetAsync(found, cancellationToken).ConfigureAwait(false);
        if (!vdc.Links.Has("add", MediaTypes.ComposeVAppParams))
        {
            return [Check.Failed(Name, ErrorCodes.RightMissing, $"vCD does not let {who} compose a vApp in VDC {found.Name} of {found.OrgName}.",
                "Give its role the right \"vApp: Create / Reconfigure\", and see that the VDC is enabled.")];
        }

        IReadOnlyList<string> missing = await FindMissingAsync(account, cancellationToken).ConfigureAwait(false);
        return missing.Count == 0
            ? [Check.Passed(Name, $"{who} can compose and power on in VDC {found.Name} of {found.OrgName}.")]
            : [Check.Failed(Name, ErrorCodes.RightMissing, $"{who} can compose in VDC {found.Name} of {found.OrgName}, but its role lacks: {string.Join(", ", missing)}.", "Add these rights to the role in the organization System.")];
    }

    private static async Task<IReadOnlyList<string>> FindMissingAsync(VCloudClient account, CancellationToken cancellationToken)
    {
        if (account.Session.Roles.Contains(Administrator))
            return [];
        OrgRoles system = await account.Rights.ListRolesAsync(account.Session.OrgHref, cancellationToken).ConfigureAwait(false);
        var held = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (EntityReference role in system.Roles.Where(role => account.Session.Roles.Contains(role.Name)))
            held.UnionWith((await account.Rights.ListOfRoleAsync(role, cancellationToken).ConfigureAwait(false)).Select(right => right.Name));
        return [.. s_rights.Where(right => !held.Contains(right))];
    }
}
