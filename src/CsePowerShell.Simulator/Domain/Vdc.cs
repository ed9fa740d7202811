namespace CsePowerShell.Simulator.Domain;

/// <summary>An organization VDC: what its organization may use. Quotas and limits of 0 are unlimited.</summary>
internal sealed class Vdc(Guid id, string name, Organization org) : DescribedEntity(EntityKind.Vdc, id, name)
{
    /// <summary>What one virtual CPU takes from the CPU limit, in MHz (the default of vCD).</summary>
    public const int MhzPerCpu = 1000;

    public Organization Org { get; } = org;
    public required VirtualCenter VirtualCenter { get; init; }
    public int VmQuota { get; set; }
    public int NicQuota { get; set; }
    public int NetworkQuota { get; set; } = 20;
    public long CpuLimitMhz { get; set; }
    public long MemoryLimitMB { get; set; }

    /// <summary>Networks that belong to this VDC.</summary>
    public List<OrgNetwork> OwnNetworks { get; } = [];

    public List<StorageProfile> StorageProfiles { get; } = [];
    public List<VApp> VApps { get; } = [];
    public List<VAppTemplate> Templates { get; } = [];

    /// <summary>Networks that vApps here can use: its own, and those that other VDCs of the organization share.</summary>
    public IEnumerable<OrgNetwork> Networks =>
        OwnNetworks.Concat(Org.Vdcs.Where(other => other != this).SelectMany(other => other.OwnNetworks.Where(network => network.IsShared)));

    public StorageProfile DefaultProfile => StorageProfiles.First(profile => profile.IsDefault);
    public IEnumerable<Vm> Vms => VApps.SelectMany(vApp => vApp.Vms);
    public int VmCount => VApps.Sum(vApp => vApp.Vms.Count);

    public long CpuUsedMhz => Vms.Where(vm => vm.IsDeployed).Sum(vm => (long)vm.Hardware.Cpu * MhzPerCpu);
    public long MemoryUsedMB => Vms.Where(vm => vm.IsDeployed).Sum(vm => (long)vm.Hardware.MemoryMB);
}
