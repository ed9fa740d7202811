using System.Xml.Linq;

namespace CsePowerShell.VCloud;

/// <summary>Rights, and the roles that hold them. For system administrators.</summary>
public sealed class RightService
{
    private readonly ApiChannel _channel;
    private readonly QueryService _query;

    internal RightService(ApiChannel channel, QueryService query)
    {
        _channel = channel;
        _query = query;
    }

    /// <summary>Finds a right by its full name, such as <c>{cse}:CSE NATIVE DEPLOY RIGHT</c>.</summary>
    /// <param name="name">The name, with the namespace of the service that registered it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The right; null when there is none.</returns>
    public async Task<EntityReference?> FindAsync(string name, CancellationToken cancellationToken = default)
    {
        // Braces and colons in the name: it is compared here rather than trusted to every version's filter parser.
        var spec = new QuerySpec("right") { UseAdminTypeWhenSystem = false, Format = QueryFormat.Records };
        QueryRecord? found = null;
        await _query.ForEachAsync(spec, record =>
        {
            if (string.Equals(record.Name, name, StringComparison.Ordinal))
                found = record;
            return Task.CompletedTask;
        }, cancellationToken).ConfigureAwait(false);
        return found?.ToReference();
    }

    /// <summary>Registers a right of an extension service. vCD puts the namespace of the service before its name.</summary>
    /// <param name="service">The service.</param>
    /// <param name="name">Name without the namespace.</param>
    /// <param name="description">What it allows.</param>
    /// <param name="category">Category in vCD's role editor.</param>
    /// <param name="bundleKey">Key of its texts in a bundle; any where there is none.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The right, with its full name.</returns>
    public async Task<EntityReference> RegisterAsync(
        ExtensionService service, string name, string description, string category, string bundleKey, CancellationToken cancellationToken = default)
    {
        if (service is null)
            throw new ArgumentNullException(nameof(service));
        string rights = service.Links.Find("rights", MediaTypes.Rights)?.Href ?? service.Href.TrimEnd('/') + "/rights";
        XElement body = new(Ns.VCloud + "Right",
            new XAttribute("name", name),
            new XElement(Ns.VCloud + "Description", description),
            new XElement(Ns.VCloud + "Category", category),
            new XElement(Ns.VCloud + "BundleKey", bundleKey));
        XElement right = await _channel.PostAsync(rights, body, MediaTypes.Right, "Right", cancellationToken).ConfigureAwait(false);
        return right.Reference() ?? throw new VCloudResponseException($"The answer to the registration of the right \"{name}\" has no address.");
    }

    /// <summary>Removes a right, from every role that holds it, too.</summary>
    /// <param name="right">The right.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task RemoveAsync(EntityReference right, CancellationToken cancellationToken = default) =>
        right is null ? throw new ArgumentNullException(nameof(right)) : _channel.DeleteAsync(right.Href, cancellationToken);

    /// <summary>The roles of an organization and the rights it has to give to them: one request.</summary>
    /// <param name="org">URN, uuid or address of the organization.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<OrgRoles> ListRolesAsync(string org, CancellationToken cancellationToken = default)
    {
        if (!VCloudUrn.TryGetUuid(org, out Guid uuid))
            throw new ArgumentException($"\"{org}\" does not name an organization.", nameof(org));
        string href = new Uri(_channel.Endpoint, "api/admin/org/" + uuid.ToString("D")).ToString();
        XElement document = await _channel.GetAsync(href, "AdminOrg", cancellationToken).ConfigureAwait(false);
        XElement? rights = document.Element(Ns.VCloud + "RightReferences");
        return new OrgRoles(document.Attr("name") ?? "",
            document.Element(Ns.VCloud + "RoleReferences").References(Ns.VCloud + "RoleReference"),
            rights.References(Ns.VCloud + "RightReference"),
            rights?.Links().Find("add", MediaTypes.OrgRights)?.Href);
    }

    /// <summary>The rights of a role of an organization.</summary>
    /// <param name="org">URN, uuid or address of the organization.</param>
    /// <param name="role">The role's name.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>References to the rights; empty when the organization has no such role.</returns>
    public async Task<IReadOnlyList<EntityReference>> ListOfRoleAsync(string org, string role, CancellationToken cancellationToken = default)
    {
        OrgRoles roles = await ListRolesAsync(org, cancellationToken).ConfigureAwait(false);
        EntityReference? found = roles.Roles.FirstOrDefault(candidate => candidate.Name == role);
        return found is null ? [] : await ListOfRoleAsync(found, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The rights of a role.</summary>
    /// <param name="role">The role.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>References to the rights.</returns>
    public async Task<IReadOnlyList<EntityReference>> ListOfRoleAsync(EntityReference role, CancellationToken cancellationToken = default) =>
        (await ReadRoleAsync(role, cancellationToken).ConfigureAwait(false)).Element(Ns.VCloud + "RightReferences").References(Ns.VCloud + "RightReference");

    /// <summary>Lets an organization have a right, so that its roles can.</summary>
    /// <param name="org">The organization, as <see cref="ListRolesAsync"/> read it.</param>
    /// <param name="right">The right.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task AddToOrgAsync(OrgRoles org, EntityReference right, CancellationToken cancellationToken = default)
    {
        if (org?.AddRightsHref is not { } href)
            throw new ArgumentException("vCloud Director does not let this organization have single rights.", nameof(org));
        return _channel.PostAsync(href, new XElement(Ns.VCloud + "OrgRights", Reference(right)), MediaTypes.OrgRights, "OrgRights", cancellationToken);
    }

    /// <summary>Gives a right to a role. Its other rights stay.</summary>
    /// <param name="role">The role.</param>
    /// <param name="right">The right.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task AddToRoleAsync(EntityReference role, EntityReference right, CancellationToken cancellationToken = default) => ChangeRoleAsync(role, rights =>
    {
        if (!rights.Elements().Any(present => VCloudUrn.Same(present.Attr("href"), right.Href)))
            rights.Add(Reference(right));
    }, cancellationToken);

    private async Task<XElement> ReadRoleAsync(EntityReference role, CancellationToken cancellationToken) =>
        role is null ? throw new ArgumentNullException(nameof(role)) : await _channel.GetAsync(role.Href, "Role", cancellationToken).ConfigureAwait(false);

    // A PUT replaces the whole role, so what was read is what is written, but for the one right.
    private async Task ChangeRoleAsync(EntityReference role, Action<XElement> change, CancellationToken cancellationToken)
    {
        XElement document = await ReadRoleAsync(role, cancellationToken).ConfigureAwait(false);
        XElement body = new(Ns.VCloud + "Role", document.Attribute("name"), document.Element(Ns.VCloud + "Description"));
        XElement rights = new(Ns.VCloud + "RightReferences", document.Element(Ns.VCloud + "RightReferences")?.Elements(Ns.VCloud + "RightReference"));
        change(rights);
        body.Add(rights);
        await _channel.PutAndReadAsync(role.Href, body, MediaTypes.Role, "Role", cancellationToken).ConfigureAwait(false);
    }

    private static XElement Reference(EntityReference right) => right is null ? throw new ArgumentNullException(nameof(right))
        : new XElement(Ns.VCloud + "RightReference", new XAttribute("href", right.Href), new XAttribute("name", right.Name), new XAttribute("type", MediaTypes.Right));
}
