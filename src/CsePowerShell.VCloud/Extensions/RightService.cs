using System.Xml.Linq;
using Microsoft.Extensions.Logging;

namespace CsePowerShell.VCloud;

/// <summary>Rights, and the roles that hold them. For system administrators.</summary>
public sealed class RightService
{
    private readonly ApiChannel _channel;
    private readonly QueryService _query;

    internal RightService(ApiChannel channel, ILogger logger)
    {
        _channel = channel;
        _query = new QueryService(channel, logger);
    }

    /// <summary>Finds a right by its full name, such as <c>{cse}:CSE NATIVE DEPLOY RIGHT</c>.</summary>
    /// <param name="name">The name, with the namespace of the service that registered it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The right; null when there is none.</returns>
    public async Task<EntityReference?> FindAsync(string name, CancellationToken cancellationToken = default)
    {
        // Braces and colons in the name: it is compared here rather than trusted to every version's filter parser.
        var spec = new QuerySpec("right") { UseAdminTypeWhenSystem = false };
        QueryRecord? found = null;
        await _query.ForEachAsync(spec, record =>
        {
            if (string.Equals(record.Name, name, StringComparison.Ordinal))
                found = record;
            return Task.CompletedTask;
        }, cancellationToken).ConfigureAwait(false);
        return found?.ToReference();
    }

    /// <summary>The rights of a role of an organization.</summary>
    /// <param name="org">URN, uuid or address of the organization.</param>
    /// <param name="role">The role's name.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>References to the rights; empty when the organization has no such role.</returns>
    public async Task<IReadOnlyList<EntityReference>> ListOfRoleAsync(string org, string role, CancellationToken cancellationToken = default)
    {
        if (!VCloudUrn.TryGetUuid(org, out Guid uuid))
            throw new ArgumentException($"\"{org}\" does not name an organization.", nameof(org));
        string orgHref = new Uri(_channel.Endpoint, "api/admin/org/" + uuid.ToString("D")).ToString();
        XElement document = await _channel.GetAsync(orgHref, "AdminOrg", cancellationToken).ConfigureAwait(false);
        EntityReference? found = document.Element(Ns.VCloud + "RoleReferences").References(Ns.VCloud + "RoleReference").Find(candidate => candidate.Name == role);
        if (found is null)
            return [];
        XElement roleDocument = await _channel.GetAsync(found.Href, "Role", cancellationToken).ConfigureAwait(false);
        return roleDocument.Element(Ns.VCloud + "RightReferences").References(Ns.VCloud + "RightReference");
    }
}
