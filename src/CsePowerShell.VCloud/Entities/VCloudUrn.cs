using System.Diagnostics.CodeAnalysis;

namespace CsePowerShell.VCloud;

/// <summary>
/// The two names vCD has for an object, its URN (<c>urn:vcloud:vm:UUID</c>) and its address (<c>.../api/vApp/vm-UUID</c>), turned into each other.
/// </summary>
public static class VCloudUrn
{
    private const string Prefix = "urn:vcloud:";

    // The kind in a URN, and the path of such an object under /api.
    private static readonly (string Kind, string Path)[] s_paths =
    [
        ("vapp", "vApp/vapp-"),
        ("vm", "vApp/vm-"),
        ("vapptemplate", "vAppTemplate/vappTemplate-"),
        ("vdc", "vdc/"),
        ("org", "org/"),
        ("network", "network/"),
        ("catalog", "catalog/"),
        ("catalogitem", "catalogItem/"),
        ("vdcstorageprofile", "vdcStorageProfile/"),
        ("task", "task/"),
        ("user", "admin/user/"),
    ];

    /// <summary>Builds a URN.</summary>
    /// <param name="kind">The kind of object in vCD's spelling: vapp, vm, vapptemplate, vdc, org, network, catalog, catalogitem, task, user, ...</param>
    /// <param name="uuid">The object's UUID.</param>
    /// <returns><c>urn:vcloud:KIND:UUID</c>.</returns>
    public static string Of(string kind, Guid uuid) => Prefix + kind + ":" + uuid.ToString("D");

    /// <summary>Finds the UUID in a URN, an address or a bare UUID.</summary>
    /// <param name="idOrHref">A URN, an address of the vCloud API, or a UUID.</param>
    /// <param name="uuid">The UUID that was found.</param>
    /// <returns>False when there is none.</returns>
    public static bool TryGetUuid([NotNullWhen(true)] string? idOrHref, out Guid uuid)
    {
        uuid = Guid.Empty;
        if (idOrHref is null || idOrHref.Length < 36)
            return false;
        string text = idOrHref.TrimEnd('/');
        // The last 36 characters, whatever stands before them: "vapp-", "urn:vcloud:vm:", ".../vdc/".
        return text.Length >= 36 && Guid.TryParseExact(text.Substring(text.Length - 36), "D", out uuid);
    }

    /// <summary>The kind of object a URN names.</summary>
    /// <param name="urn">A URN.</param>
    /// <returns>The kind in lower case (<c>vapp</c>, <c>vm</c>); null when this is no vCloud URN.</returns>
    public static string? KindOf(string? urn)
    {
        if (urn is null || !urn.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return null;
        int end = urn.IndexOf(':', Prefix.Length);
        return end < 0 ? null : urn.Substring(Prefix.Length, end - Prefix.Length).ToLowerInvariant();
    }

    /// <summary>Says whether two names, URN or address, mean the same object.</summary>
    /// <param name="first">A URN or an address.</param>
    /// <param name="second">A URN or an address.</param>
    /// <returns>True when both hold the same UUID.</returns>
    public static bool Same(string? first, string? second) =>
        TryGetUuid(first, out Guid one) && TryGetUuid(second, out Guid two) && one == two;

    /// <summary>Builds the URN of the object at an address.</summary>
    /// <param name="href">An address of the vCloud API.</param>
    /// <returns>The URN; null when the address is not that of an object this client knows.</returns>
    public static string? FromHref(string? href)
    {
        if (!TryGetUuid(href, out Guid uuid))
            return null;
        string path = href!.TrimEnd('/');
        path = path.Substring(0, path.Length - 36).Replace("/admin/", "/");
        // The VM of a template is a VM, under another path.
        if (path.EndsWith("/vAppTemplate/vm-", StringComparison.Ordinal))
            return Of("vm", uuid);
        foreach ((string kind, string suffix) in s_paths)
        {
            if (path.EndsWith("/" + suffix.Replace("admin/", ""), StringComparison.Ordinal))
                return Of(kind, uuid);
        }

        return null;
    }

    /// <summary>The address of an object; null when it is of a kind this client does not know.</summary>
    internal static string? HrefOf(Uri endpoint, string? urn, bool isInTemplate = false)
    {
        if (KindOf(urn) is not { } kind || !TryGetUuid(urn, out Guid uuid))
            return null;
        foreach ((string known, string path) in s_paths)
        {
            if (known == kind)
                return new Uri(endpoint, "/api/" + (isInTemplate && kind == "vm" ? "vAppTemplate/vm-" : path) + uuid.ToString("D")).AbsoluteUri;
        }

        return null;
    }
}
