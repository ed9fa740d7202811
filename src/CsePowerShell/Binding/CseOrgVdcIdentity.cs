using System.Management.Automation;
using CsePowerShell.VCloud;

namespace CsePowerShell.Binding;

/// <summary>
/// Names an organization VDC: by a <see cref="CseOrgVdc"/>, by the VDC of a cluster, by PowerCLI's OrgVdc or any object with Id, Href or Name, by its id or URN, or
/// by name; a name may have wildcards.
/// </summary>
public sealed class CseOrgVdcIdentity
{
    private const string UrnKind = "vdc";

    /// <summary>Takes an id, a URN, an address in the vCloud API, or a name, wildcards allowed.</summary>
    /// <param name="vdc">The text.</param>
    public CseOrgVdcIdentity(string vdc)
    {
        if (string.IsNullOrWhiteSpace(vdc))
        {
            throw new ArgumentException("The name of a VDC must not be empty.", nameof(vdc));
        }

        Id = UrnOf(vdc.Trim());
        Pattern = Id is null ? new NamePattern(vdc.Trim()) : null;
        Text = vdc.Trim();
    }

    /// <summary>Takes an id.</summary>
    /// <param name="id">The uuid.</param>
    public CseOrgVdcIdentity(Guid id)
        : this(id.ToString("D"))
    {
    }

    /// <summary>Takes a VDC as Get-CseOrgVdc returned it.</summary>
    /// <param name="vdc">The VDC.</param>
    public CseOrgVdcIdentity(CseOrgVdc vdc)
        : this(vdc.Id, vdc.Name, vdc.Org, vdc.Server)
    {
    }

    /// <summary>Takes the VDC that a cluster lies in.</summary>
    /// <param name="cluster">The cluster.</param>
    public CseOrgVdcIdentity(CseCluster cluster)
        : this(null, cluster.Vdc, cluster.Org, cluster.Server)
    {
    }

    /// <summary>Takes a copy that went through a job or remoting, PowerCLI's OrgVdc, or any object with Id, Href or Name.</summary>
    /// <param name="vdc">The object.</param>
    public CseOrgVdcIdentity(PSObject vdc)
        : this(PropertyReader.Of(vdc))
    {
    }

    // A copy of a cluster has the id of its vApp, and the name of its VDC.
    private CseOrgVdcIdentity(PropertyReader properties)
        : this(
            properties.Text("VAppId") is null ? UrnOf(properties.Text("Id")) ?? UrnOf(properties.Text("Href")) : null,
            properties.Text("VAppId") is null ? properties.Text("Name") : properties.Text("Vdc"),
            properties.Text("Org"),
            properties.Text("Server"))
    {
    }

    private CseOrgVdcIdentity(string? id, string? name, string? org, string? server)
    {
        if (string.IsNullOrEmpty(id) && string.IsNullOrEmpty(name))
        {
            throw new ArgumentException("The object names no VDC: it has neither an id nor a name.");
        }

        Id = string.IsNullOrEmpty(id) ? null : id;
        // The name of an object is a name, whatever characters it has.
        Pattern = Id is null ? NamePattern.Exactly(name!) : null;
        Org = Id is null && !string.IsNullOrEmpty(org) ? org : null;
        Server = string.IsNullOrEmpty(server) ? null : server;
        Text = string.IsNullOrEmpty(name) ? id! : name!;
    }

    /// <summary>URN of the VDC; null when a name was given.</summary>
    internal string? Id { get; }

    /// <summary>The name as a pattern; null when the id is known.</summary>
    internal NamePattern? Pattern { get; }

    /// <summary>Organization that an object told; null for a text.</summary>
    internal string? Org { get; }

    /// <summary>The connection that produced the object; null for a text.</summary>
    internal string? Server { get; }

    /// <summary>Whether it may stand for several VDCs by the user's own wish.</summary>
    internal bool HasWildcards => Pattern is { HasWildcards: true };

    private string Text { get; }

    /// <inheritdoc/>
    public override string ToString() => Text;

    // PowerCLI says urn:vcloud:orgvdc in some releases; and what is the id of something else is none of a VDC.
    private static string? UrnOf(string? text)
    {
        bool isVdc = Guid.TryParseExact(text, "D", out _) || VCloudUrn.KindOf(text) is UrnKind or "orgvdc" || VCloudUrn.KindOf(VCloudUrn.FromHref(text)) is UrnKind;
        return isVdc && VCloudUrn.TryGetUuid(text, out Guid uuid) ? VCloudUrn.Of(UrnKind, uuid) : null;
    }
}
