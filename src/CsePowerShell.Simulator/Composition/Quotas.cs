using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Tasks;
using CsePowerShell.Simulator.Wire;

namespace CsePowerShell.Simulator.Composition;

/// <summary>What a VDC allows. VMs and storage are counted when they are asked for, CPU and memory when VMs are deployed; 0 is unlimited.</summary>
internal static class Quotas
{
    public static void CheckVms(Vdc vdc, int more, int fewer)
    {
        int wanted = vdc.VmCount + more - fewer;
        if (more > 0 && vdc.VmQuota > 0 && wanted > vdc.VmQuota)
            throw Refuse.LimitExceeded(
                $"The operation would exceed the VM quota of the VDC \"{vdc.Name}\": maximum {vdc.VmQuota}, used {vdc.VmCount}, requested {more}.");
    }

    public static void CheckStorage(IEnumerable<(StorageProfile Profile, long MoreMB)> requests)
    {
        foreach (IGrouping<StorageProfile, (StorageProfile, long MoreMB)> group in requests.GroupBy(item => item.Profile))
        {
            long more = group.Sum(item => item.MoreMB), used = group.Key.UsedMB;
            if (more > 0 && group.Key.LimitMB > 0 && used + more > group.Key.LimitMB)
                throw Refuse.LimitExceeded(
                    $"The requested operation will exceed the VDC's storage quota: storage policy: \"{group.Key.Name}\", units: MB, available: {group.Key.LimitMB - used}, requested: {more}.");
        }
    }

    /// <summary>Under the gate, within the task that deploys.</summary>
    /// <exception cref="TaskFailedException">The limit would be exceeded.</exception>
    public static void CheckCompute(Vdc vdc, IReadOnlyList<Vm> toDeploy)
    {
        long mhz = toDeploy.Where(vm => !vm.IsDeployed).Sum(vm => (long)vm.Hardware.Cpu * Vdc.MhzPerCpu),
            memory = toDeploy.Where(vm => !vm.IsDeployed).Sum(vm => (long)vm.Hardware.MemoryMB);
        if (vdc.CpuLimitMhz > 0 && vdc.CpuUsedMhz + mhz > vdc.CpuLimitMhz) throw Exceeded("CPU", "MHz", vdc.CpuLimitMhz - vdc.CpuUsedMhz, mhz);
        if (vdc.MemoryLimitMB > 0 && vdc.MemoryUsedMB + memory > vdc.MemoryLimitMB)
            throw Exceeded("memory", "MB", vdc.MemoryLimitMB - vdc.MemoryUsedMB, memory);
    }

    private static TaskFailedException Exceeded(string what, string unit, long available, long requested) =>
        new(new TaskError(400, "OPERATION_LIMITS_EXCEEDED",
            $"The requested operation will exceed the VDC's {what} quota: available: {available} {unit}, requested: {requested} {unit}."));
}
