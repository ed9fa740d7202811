namespace CsePowerShell.VCloud;

/// <summary>Virtual machines. A task on a VM holds its vApp.</summary>
public sealed class VmService
{
    /// <summary>Reads a VM.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The VM.</returns>
    public Task<Vm> GetAsync(EntityReference vm, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Lists VMs (not those of templates) with one query: power state, address, and what guest customization has come to.</summary>
    /// <param name="filter">A condition; null for all this session sees.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The VMs.</returns>
    public Task<IReadOnlyList<VmRecord>> ListAsync(QueryFilter? filter = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Lists the VMs of one vApp with one query.</summary>
    /// <param name="vapp">The vApp.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The VMs.</returns>
    public Task<IReadOnlyList<VmRecord>> ListOfVAppAsync(EntityReference vapp, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Deploys one VM.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="powerOn">True powers it on.</param>
    /// <param name="forceCustomization">True customizes the guest again.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task.</returns>
    public Task<VCloudTask> DeployAsync(EntityReference vm, bool powerOn = true, bool forceCustomization = false, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Undeploys one VM.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="action">What is done to a running guest.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task.</returns>
    public Task<VCloudTask> UndeployAsync(EntityReference vm, UndeployPowerAction action = UndeployPowerAction.PowerOff, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Powers one VM on.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task.</returns>
    public Task<VCloudTask> PowerOnAsync(EntityReference vm, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Powers one VM off; it stays deployed.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task.</returns>
    public Task<VCloudTask> PowerOffAsync(EntityReference vm, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Removes one VM, which has to be undeployed.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task.</returns>
    public Task<VCloudTask> DeleteAsync(EntityReference vm, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Reads the guest customization of a VM; its password is left out.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The guest customization.</returns>
    public Task<GuestCustomization> GetGuestCustomizationAsync(EntityReference vm, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Reads the administrator's password that vCD set in a guest.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The password; null when none was set.</returns>
    public Task<VCloudSecret?> GetAdminPasswordAsync(EntityReference vm, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
