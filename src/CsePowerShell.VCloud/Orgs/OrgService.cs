namespace CsePowerShell.VCloud;

/// <summary>Organizations.</summary>
public sealed class OrgService
{
    /// <summary>Lists the organizations this session may see.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Their references.</returns>
    public Task<IReadOnlyList<EntityReference>> ListAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Reads an organization.</summary>
    /// <param name="org">The organization.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The organization.</returns>
    public Task<Org> GetAsync(EntityReference org, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Reads the organization of the session.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The organization.</returns>
    public Task<Org> GetCurrentAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
