namespace CsePowerShell.Simulator.Domain;

/// <summary>
/// The vCenter behind the VDCs, as administrators see it. Nobody answers at its address: it is there because programs look it up, and because it is where a VM's
/// managed object id belongs.
/// </summary>
internal sealed class VirtualCenter(Guid id, string name) : Entity(s_kind, id, name)
{
    private static readonly EntityKind s_kind = new("vimserver", "admin/extension/vimServer/", "application/vnd.vmware.admin.vmwvirtualcenter+xml");

    public string Url { get; init; } = "https://vc1.simulated:443";

    public string UserName { get; init; } = "administrator@vsphere.local";

    public string Version { get; init; } = "6.7.0";
}
