namespace CsePowerShell.Connections;

/// <summary>The names a user may want to choose from. What completion asks for; nothing else does.</summary>
internal interface ICloudDirectory
{
    Task<IReadOnlyList<string>> ListOrgsAsync(CancellationToken cancellationToken);

    Task<IReadOnlyList<string>> ListVdcsAsync(CancellationToken cancellationToken);

    Task<IReadOnlyList<string>> ListCatalogsAsync(CancellationToken cancellationToken);

    /// <param name="vdc">The VDC's name; null for the networks of all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<IReadOnlyList<string>> ListNetworksAsync(string? vdc, CancellationToken cancellationToken);

    /// <param name="vdc">The VDC's name; null for the storage profiles of all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<IReadOnlyList<string>> ListStorageProfilesAsync(string? vdc, CancellationToken cancellationToken);
}
