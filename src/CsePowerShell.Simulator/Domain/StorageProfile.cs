namespace CsePowerShell.Simulator.Domain;

/// <summary>A storage profile of one VDC; a limit of 0 is unlimited.</summary>
internal sealed class StorageProfile(Guid id, string name, Vdc vdc, bool isDefault, long limitMB) : Entity(EntityKind.StorageProfile, id, name)
{
    public Vdc Vdc { get; } = vdc;
    public bool IsDefault { get; } = isDefault;
    public long LimitMB { get; set; } = limitMB;
    public long UsedMB => Vdc.Vms.Where(vm => vm.StorageProfile == this).Sum(vm => vm.Hardware.DiskMB);
}
