using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>
/// The mark that says whose clusters a VDC takes: private metadata that CSE 1.2 writes, and that only system administrators see. <c>vcd</c> is this service;
/// <c>none</c>, an empty text (which <c>vcd cse ovdc disablek8s</c> left) and another provider such as <c>pks</c> are a no.
/// </summary>
public static class ContainerProvider
{
    /// <summary>Key of the metadata entry, in the domain SYSTEM and private.</summary>
    public const string Key = "container_provider";

    /// <summary>The value that means this service.</summary>
    public const string Native = "vcd";

    /// <summary>The value that is written for a no.</summary>
    public const string None = "none";

    /// <summary>Name of the row that a preflight has about it.</summary>
    public const string CheckName = "VDC enablement";

    /// <summary>What a stored value means.</summary>
    /// <param name="provider">The value; null when there is no entry.</param>
    public static OrgVdcState StateOf(string? provider) =>
        provider is null ? OrgVdcState.NotSet
        : string.Equals(provider, Native, StringComparison.OrdinalIgnoreCase) ? OrgVdcState.Enabled
        : OrgVdcState.Disabled;

    /// <summary>The value in the metadata of a VDC; null when there is none. An entry of the same key that a tenant wrote does not count.</summary>
    /// <param name="metadata">All entries of the VDC.</param>
    public static string? Of(IEnumerable<MetadataEntry> metadata) =>
        metadata.FirstOrDefault(entry => entry.Key == Key && entry.Domain == MetadataDomain.SystemPrivate)?.Value.Text;

    internal static MetadataEntry Entry(bool enabled) => new(Key, MetadataValue.Of(enabled ? Native : None), MetadataDomain.SystemPrivate);
}
