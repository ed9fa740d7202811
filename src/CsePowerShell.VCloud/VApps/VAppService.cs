namespace CsePowerShell.VCloud;

/// <summary>vApps. What changes one is a task of vCD, which the caller waits for.</summary>
public sealed class VAppService
{
    private readonly ApiChannel _channel;

    internal VAppService(ApiChannel channel) => _channel = channel;

    /// <summary>Reads a vApp with its VMs.</summary>
    /// <param name="vapp">The vApp.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The vApp.</returns>
    public async Task<VApp> GetAsync(EntityReference vapp, CancellationToken cancellationToken = default)
    {
        if (vapp is null)
            throw new ArgumentNullException(nameof(vapp));
        return VAppDocument.Read(await _channel.GetAsync(vapp.Href, "VApp", cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Makes an empty vApp.</summary>
    /// <param name="vdc">The VDC as it was read: its links say whether this is allowed.</param>
    /// <param name="request">What to make.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The vApp as vCD answers at once: its <see cref="VCloudEntity.RunningTask"/> is to be waited for.</returns>
    /// <exception cref="VCloudLinkMissingException">The session may not make vApps in this VDC.</exception>
    public async Task<VApp> ComposeAsync(Vdc vdc, ComposeVApp request, CancellationToken cancellationToken = default)
    {
        if (vdc is null)
            throw new ArgumentNullException(nameof(vdc));
        if (request is null)
            throw new ArgumentNullException(nameof(request));
        string href = vdc.Links.Require("add", MediaTypes.ComposeVAppParams).Href;
        return VAppDocument.Read(
            await _channel.PostAsync(href, ComposeDocument.Compose(request), MediaTypes.ComposeVAppParams, "VApp", cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Adds, changes and removes VMs in one task.</summary>
    /// <param name="vapp">The vApp.</param>
    /// <param name="request">What to change.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task.</returns>
    public Task<VCloudTask> RecomposeAsync(EntityReference vapp, RecomposeVApp request, CancellationToken cancellationToken = default)
    {
        if (request is null)
            throw new ArgumentNullException(nameof(request));
        return _channel.StartAsync(
            EntityActions.Address(vapp, "recompose", "/action/recomposeVApp"), ComposeDocument.Recompose(request), MediaTypes.RecomposeVAppParams, cancellationToken);
    }

    /// <summary>Deploys a vApp, all VMs side by side.</summary>
    /// <param name="vapp">The vApp.</param>
    /// <param name="powerOn">True powers the VMs on.</param>
    /// <param name="forceCustomization">True customizes guests that were customized before.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task.</returns>
    public Task<VCloudTask> DeployAsync(EntityReference vapp, bool powerOn = true, bool forceCustomization = false, CancellationToken cancellationToken = default) =>
        EntityActions.Deploy(_channel, vapp, powerOn, forceCustomization, cancellationToken);

    /// <summary>Undeploys a vApp.</summary>
    /// <param name="vapp">The vApp.</param>
    /// <param name="action">What is done to running guests.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task.</returns>
    public Task<VCloudTask> UndeployAsync(EntityReference vapp, UndeployPowerAction action = UndeployPowerAction.PowerOff, CancellationToken cancellationToken = default) =>
        EntityActions.Undeploy(_channel, vapp, action, cancellationToken);

    /// <summary>Powers all VMs on; deploys the vApp first where it is not.</summary>
    /// <param name="vapp">The vApp.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task.</returns>
    public Task<VCloudTask> PowerOnAsync(EntityReference vapp, CancellationToken cancellationToken = default) =>
        EntityActions.PowerOn(_channel, vapp, cancellationToken);

    /// <summary>Powers all VMs off; the vApp stays deployed.</summary>
    /// <param name="vapp">The vApp.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task.</returns>
    public Task<VCloudTask> PowerOffAsync(EntityReference vapp, CancellationToken cancellationToken = default) =>
        EntityActions.PowerOff(_channel, vapp, cancellationToken);

    /// <summary>Removes a vApp.</summary>
    /// <param name="vapp">The vApp.</param>
    /// <param name="force">True removes it while it runs, too.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task.</returns>
    public Task<VCloudTask> DeleteAsync(EntityReference vapp, bool force = false, CancellationToken cancellationToken = default) =>
        EntityActions.Delete(_channel, vapp, force, cancellationToken);

    /// <summary>Gives a vApp to a user.</summary>
    /// <param name="vapp">The vApp.</param>
    /// <param name="user">The user.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>When it is done.</returns>
    public Task SetOwnerAsync(EntityReference vapp, EntityReference user, CancellationToken cancellationToken = default)
    {
        if (user is null)
            throw new ArgumentNullException(nameof(user));
        return _channel.PutAsync(EntityActions.Address(vapp, null, "/owner"), ComposeDocument.Owner(user), MediaTypes.Owner, cancellationToken);
    }

    /// <summary>Asks for another lease. The organization's policy may shorten it: read the vApp to see.</summary>
    /// <param name="vapp">The vApp.</param>
    /// <param name="lease">The lease.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task.</returns>
    public Task<VCloudTask> SetLeaseAsync(EntityReference vapp, VAppLease lease, CancellationToken cancellationToken = default)
    {
        if (lease is null)
            throw new ArgumentNullException(nameof(lease));
        return _channel.StartPutAsync(
            EntityActions.Address(vapp, null, "/leaseSettingsSection/"), ComposeDocument.LeaseSection(lease), MediaTypes.LeaseSettingsSection, cancellationToken);
    }
}
