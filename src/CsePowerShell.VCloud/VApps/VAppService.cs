namespace CsePowerShell.VCloud;

/// <summary>vApps. What changes one is a task of vCD, which the caller waits for.</summary>
public sealed class VAppService
{
    /// <summary>Reads a vApp with its VMs.</summary>
    /// <param name="vapp">The vApp.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The vApp.</returns>
    public Task<VApp> GetAsync(EntityReference vapp, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Makes an empty vApp.</summary>
    /// <param name="vdc">The VDC as it was read: its links say whether this is allowed.</param>
    /// <param name="request">What to make.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The vApp as vCD answers at once: its <see cref="VCloudEntity.RunningTask"/> is to be waited for.</returns>
    /// <exception cref="VCloudLinkMissingException">The session may not make vApps in this VDC.</exception>
    public Task<VApp> ComposeAsync(Vdc vdc, ComposeVApp request, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Adds, changes and removes VMs in one task.</summary>
    /// <param name="vapp">The vApp.</param>
    /// <param name="request">What to change.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task.</returns>
    public Task<VCloudTask> RecomposeAsync(EntityReference vapp, RecomposeVApp request, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Deploys a vApp, all VMs side by side.</summary>
    /// <param name="vapp">The vApp.</param>
    /// <param name="powerOn">True powers the VMs on.</param>
    /// <param name="forceCustomization">True customizes guests that were customized before.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task.</returns>
    public Task<VCloudTask> DeployAsync(EntityReference vapp, bool powerOn = true, bool forceCustomization = false, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Undeploys a vApp.</summary>
    /// <param name="vapp">The vApp.</param>
    /// <param name="action">What is done to running guests.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task.</returns>
    public Task<VCloudTask> UndeployAsync(EntityReference vapp, UndeployPowerAction action = UndeployPowerAction.PowerOff, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Powers all VMs on; deploys the vApp first where it is not.</summary>
    /// <param name="vapp">The vApp.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task.</returns>
    public Task<VCloudTask> PowerOnAsync(EntityReference vapp, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Powers all VMs off; the vApp stays deployed.</summary>
    /// <param name="vapp">The vApp.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task.</returns>
    public Task<VCloudTask> PowerOffAsync(EntityReference vapp, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Removes a vApp.</summary>
    /// <param name="vapp">The vApp.</param>
    /// <param name="force">True removes it while it runs, too.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task.</returns>
    public Task<VCloudTask> DeleteAsync(EntityReference vapp, bool force = false, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Gives a vApp to a user.</summary>
    /// <param name="vapp">The vApp.</param>
    /// <param name="user">The user.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>When it is done.</returns>
    public Task SetOwnerAsync(EntityReference vapp, EntityReference user, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Asks for another lease. The organization's policy may shorten it: read the vApp to see.</summary>
    /// <param name="vapp">The vApp.</param>
    /// <param name="lease">The lease.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task.</returns>
    public Task<VCloudTask> SetLeaseAsync(EntityReference vapp, VAppLease lease, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
