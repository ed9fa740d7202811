namespace CsePowerShell.VCloud;

/// <summary>Who may be given what in an organization.</summary>
/// <param name="org">Name of the organization.</param>
/// <param name="roles">Its roles.</param>
/// <param name="rights">The rights it may give to them. Empty for a server that keeps none per organization.</param>
/// <param name="addRightsHref">Where rights are added; null where that is not offered.</param>
public sealed class OrgRoles(string org, IReadOnlyList<EntityReference> roles, IReadOnlyList<EntityReference> rights, string? addRightsHref)
{
    /// <summary>Name of the organization.</summary>
    public string Org { get; } = org;

    /// <summary>Its roles.</summary>
    public IReadOnlyList<EntityReference> Roles { get; } = roles;

    /// <summary>The rights it may give to its roles. Empty for a server that keeps none per organization.</summary>
    public IReadOnlyList<EntityReference> Rights { get; } = rights;

    /// <summary>Whether rights have to be given to the organization before its roles can hold them.</summary>
    public bool KeepsRights => AddRightsHref is not null;

    internal string? AddRightsHref { get; } = addRightsHref;
}
