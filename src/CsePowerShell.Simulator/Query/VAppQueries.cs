using CsePowerShell.Simulator.Domain;
using static CsePowerShell.Simulator.Query.QueryColumn;

namespace CsePowerShell.Simulator.Query;

internal static class VAppQueries
{
    private static readonly QueryColumn[] s_common =
    [
        Text<VApp>("name", vApp => vApp.Name), To<VApp>("vdc", vApp => vApp.Vdc), Text<VApp>("vdcName", vApp => vApp.Vdc.Name),
        Flag<VApp>("isEnabled", _ => true), Flag<VApp>("isBusy", vApp => vApp.IsBusy), Time<VApp>("creationDate", vApp => vApp.Created),
        Text<VApp>("status", vApp => vApp.Status.Word()), Text<VApp>("ownerName", vApp => vApp.Owner.Name),
        Flag<VApp>("isDeployed", vApp => vApp.IsDeployed),
        Flag<VApp>("isInMaintenanceMode", _ => false), Flag<VApp>("isAutoNature", _ => false), Flag<VApp>("isExpired", _ => false),
        Number<VApp>("storageKB", vApp => vApp.Vms.Sum(vm => vm.Hardware.DiskMB * 1024L)), Number<VApp>("numberOfVMs", vApp => vApp.Vms.Count),
        Number<VApp>("cpuAllocationMhz", vApp => vApp.Vms.Sum(vm => vm.Hardware.Cpu * (long)Vdc.MhzPerCpu)),
        Number<VApp>("memoryAllocationMB", vApp => vApp.Vms.Sum(vm => (long)vm.Hardware.MemoryMB)),
    ];

    // The 9.1 schema has none of these for tenants, yet a recorded tenant answer has them.
    private static readonly QueryColumn[] s_recorded =
    [
        Flag<VApp>("isPublic", _ => false), Number<VApp>("numberOfCpus", vApp => vApp.Vms.Sum(vm => (long)vm.Hardware.Cpu)),
        To<VApp>("task", vApp => vApp.Tasks.LastOrDefault()), Text<VApp>("taskStatusName", vApp => vApp.Tasks.LastOrDefault()?.OperationName),
        Text<VApp>("taskStatus", vApp => vApp.Tasks.LastOrDefault()?.Status),
    ];

    private static readonly QueryColumn[] s_admin = [To<VApp>("org", vApp => vApp.Vdc.Org), Flag<VApp>("isVdcEnabled", _ => true)];

    public static IReadOnlyList<QueryType> Types { get; } =
    [
        new("vApp", "VAppRecord", "VAppReference", (_, user) => user.Org.Vdcs.SelectMany(vdc => vdc.VApps).Where(user.CanSee),
            [.. s_common, .. s_recorded]),
        new("adminVApp", "AdminVAppRecord", "VAppReference", (world, _) => world.VApps, [.. s_common, .. s_admin]),
    ];
}
