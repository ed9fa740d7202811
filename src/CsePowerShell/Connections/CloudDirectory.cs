using CsePowerShell.VCloud;

namespace CsePowerShell.Connections;

/// <summary>The names, from vCloud Director: one query each, and a VDC's own document where the choice depends on the VDC.</summary>
internal sealed class CloudDirectory(VCloudClient client) : ICloudDirectory
{
    public async Task<IReadOnlyList<string>> ListOrgsAsync(CancellationToken cancellationToken) =>
        Names(await client.Orgs.ListAsync(cancellationToken));

    public async Task<IReadOnlyList<string>> ListVdcsAsync(CancellationToken cancellationToken) =>
        Names(await client.Vdcs.ListAsync(cancellationToken: cancellationToken));

    public async Task<IReadOnlyList<string>> ListCatalogsAsync(CancellationToken cancellationToken) =>
        Names(await client.Catalogs.ListAsync(cancellationToken: cancellationToken));

    public async Task<IReadOnlyList<string>> ListNetworksAsync(string? vdc, CancellationToken cancellationToken) =>
        await FindAsync(vdc, cancellationToken) is { } found
            ? Names(found.Networks)
            : Names(await client.Vdcs.ListNetworksAsync(cancellationToken: cancellationToken));

    public async Task<IReadOnlyList<string>> ListStorageProfilesAsync(string? vdc, CancellationToken cancellationToken) =>
        await FindAsync(vdc, cancellationToken) is { } found
            ? Names(found.StorageProfiles)
            : Names(await client.Vdcs.ListStorageProfilesAsync(cancellationToken: cancellationToken));

    private async Task<Vdc?> FindAsync(string? vdc, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(vdc))
        {
            return null;
        }

        IReadOnlyList<VdcSummary> found = await client.Vdcs.ListAsync(vdc, cancellationToken: cancellationToken);
        return found.Count == 1 ? await client.Vdcs.GetAsync(found[0], cancellationToken) : null;
    }

    private static List<string> Names(IEnumerable<EntityReference> references) =>
        [.. references.Select(reference => reference.Name).Where(name => name.Length > 0)
            .Distinct(StringComparer.OrdinalIgnoreCase).OrderBy(name => name, StringComparer.OrdinalIgnoreCase)];
}
