using System.Xml.Linq;

namespace CsePowerShell.VCloud;

/// <summary>Virtual machines. A task on a VM holds its vApp.</summary>
public sealed class VmService
{
    private readonly ApiChannel _channel;
    private readonly QueryService _query;

    internal VmService(ApiChannel channel, QueryService query)
    {
        _channel = channel;
        _query = query;
    }

    /// <summary>Reads a VM.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The VM.</returns>
    public async Task<Vm> GetAsync(EntityReference vm, CancellationToken cancellationToken = default)
    {
        if (vm is null)
            throw new ArgumentNullException(nameof(vm));
        return VmDocument.Read(await _channel.GetAsync(vm.Href, "Vm", cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Lists VMs (not those of templates) with one query: power state, address, and what guest customization has come to.</summary>
    /// <param name="filter">A condition; null for all this session sees.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The VMs.</returns>
    public async Task<IReadOnlyList<VmRecord>> ListAsync(QueryFilter? filter = null, CancellationToken cancellationToken = default)
    {
        var records = new List<VmRecord>();
        await ForEachAsync(
            filter,
            record =>
            {
                records.Add(record);
                return Task.CompletedTask;
            },
            cancellationToken).ConfigureAwait(false);
        return records;
    }

    /// <summary>Hands over VMs (not those of templates) as their pages come.</summary>
    /// <param name="filter">A condition; null for all this session sees.</param>
    /// <param name="onVm">Called for one VM after the other.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>When all were handed over.</returns>
    public Task ForEachAsync(QueryFilter? filter, Func<VmRecord, Task> onVm, CancellationToken cancellationToken = default)
    {
        if (onVm is null)
            throw new ArgumentNullException(nameof(onVm));
        var spec = new QuerySpec("vm") { Filter = QueryFilter.And(QueryFilter.Equal("isVAppTemplate", "false"), filter) };
        return _query.ForEachAsync(spec, record => onVm(VmRecordDocument.Read(record)), cancellationToken);
    }

    /// <summary>Lists the VMs of one vApp with one query.</summary>
    /// <param name="vapp">The vApp.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The VMs.</returns>
    public Task<IReadOnlyList<VmRecord>> ListOfVAppAsync(EntityReference vapp, CancellationToken cancellationToken = default)
    {
        if (vapp is null)
            throw new ArgumentNullException(nameof(vapp));
        return ListAsync(QueryFilter.Equal("container", vapp.Href), cancellationToken);
    }

    /// <summary>Deploys one VM.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="powerOn">True powers it on.</param>
    /// <param name="forceCustomization">True customizes the guest again.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task.</returns>
    public Task<VCloudTask> DeployAsync(EntityReference vm, bool powerOn = true, bool forceCustomization = false, CancellationToken cancellationToken = default) =>
        EntityActions.Deploy(_channel, vm, powerOn, forceCustomization, cancellationToken);

    /// <summary>Undeploys one VM.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="action">What is done to a running guest.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task.</returns>
    public Task<VCloudTask> UndeployAsync(EntityReference vm, UndeployPowerAction action = UndeployPowerAction.PowerOff, CancellationToken cancellationToken = default) =>
        EntityActions.Undeploy(_channel, vm, action, cancellationToken);

    /// <summary>Powers one VM on.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task.</returns>
    public Task<VCloudTask> PowerOnAsync(EntityReference vm, CancellationToken cancellationToken = default) =>
        EntityActions.PowerOn(_channel, vm, cancellationToken);

    /// <summary>Powers one VM off; it stays deployed.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task.</returns>
    public Task<VCloudTask> PowerOffAsync(EntityReference vm, CancellationToken cancellationToken = default) =>
        EntityActions.PowerOff(_channel, vm, cancellationToken);

    /// <summary>Removes one VM, which has to be undeployed.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The task.</returns>
    public Task<VCloudTask> DeleteAsync(EntityReference vm, CancellationToken cancellationToken = default) =>
        EntityActions.Delete(_channel, vm, force: false, cancellationToken);

    /// <summary>Reads the guest customization of a VM; its password is left out.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The guest customization.</returns>
    public async Task<GuestCustomization> GetGuestCustomizationAsync(EntityReference vm, CancellationToken cancellationToken = default) =>
        GuestCustomizationDocument.Read(await ReadCustomizationAsync(vm, cancellationToken).ConfigureAwait(false));

    /// <summary>Reads the administrator's password that vCD set in a guest.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The password; null when none was set.</returns>
    public async Task<VCloudSecret?> GetAdminPasswordAsync(EntityReference vm, CancellationToken cancellationToken = default) =>
        GuestCustomizationDocument.ReadPassword(await ReadCustomizationAsync(vm, cancellationToken).ConfigureAwait(false));

    private Task<XElement> ReadCustomizationAsync(EntityReference vm, CancellationToken cancellationToken) =>
        _channel.GetAsync(EntityActions.Address(vm, null, "/guestCustomizationSection/"), "GuestCustomizationSection", cancellationToken);
}
