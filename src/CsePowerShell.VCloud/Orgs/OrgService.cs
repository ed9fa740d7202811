using System.Xml.Linq;

namespace CsePowerShell.VCloud;

/// <summary>Organizations.</summary>
public sealed class OrgService
{
    private readonly ApiChannel _channel;

    internal OrgService(ApiChannel channel) => _channel = channel;

    /// <summary>Lists the organizations this session may see.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Their references.</returns>
    public async Task<IReadOnlyList<EntityReference>> ListAsync(CancellationToken cancellationToken = default)
    {
        string href = _channel.Session.Links.Require("down", MediaTypes.OrgList).Href;
        XElement list = await _channel.GetAsync(href, "OrgList", cancellationToken).ConfigureAwait(false);
        return list.References(Ns.VCloud + "Org");
    }

    /// <summary>Reads an organization.</summary>
    /// <param name="org">The organization.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The organization.</returns>
    public async Task<Org> GetAsync(EntityReference org, CancellationToken cancellationToken = default)
    {
        if (org is null)
            throw new ArgumentNullException(nameof(org));
        return Read(await _channel.GetAsync(org.Href, "Org", cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Reads the organization of the session.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The organization.</returns>
    public Task<Org> GetCurrentAsync(CancellationToken cancellationToken = default)
    {
        Link home = _channel.Session.Links.Require("down", MediaTypes.Org);
        string href = _channel.Session.OrgHref.Length > 0 ? _channel.Session.OrgHref : home.Href;
        return GetAsync(new EntityReference(_channel.Session.Org, href, null, MediaTypes.Org), cancellationToken);
    }

    internal static Org Read(XElement org) => new(org.Attr("name") ?? "", org.Attr("href") ?? "", org.Attr("id"), org.Links(), org.Tasks())
    {
        FullName = org.Text(Ns.VCloud + "FullName") ?? "",
        Description = org.Text(Ns.VCloud + "Description") ?? "",
        IsEnabled = XmlReading.Bool(org.Text(Ns.VCloud + "IsEnabled")),
    };
}
