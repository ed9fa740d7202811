using CsePowerShell.Simulator.Composition;
using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Guests;
using CsePowerShell.Simulator.Tasks;

namespace CsePowerShell.Simulator.Power;

/// <summary>Switches VMs on and off, within a task that somebody else has started.</summary>
internal sealed class PowerControl(TaskEngine engine, GuestLifeCycle lifeCycle, IGuestHost guests)
{
    public async Task PowerOnAsync(TaskRun run, IReadOnlyList<Vm> vms, bool deployOnly, bool forceCustomization = false)
    {
        run.Commit(() => Quotas.CheckCompute(vms[0].VApp.Vdc, vms));
        await run.PassAsync(engine.Latency.PowerOn);
        run.Commit(() =>
        {
            Quotas.CheckCompute(vms[0].VApp.Vdc, vms);
            foreach (Vm vm in vms)
            {
                vm.IsDeployed = true;
                vm.VApp.DeployedSince ??= engine.Now;
                if (deployOnly || vm.IsPoweredOn) continue;
                (vm.IsPoweredOn, vm.IsSuspended) = (true, false);
                if (forceCustomization && vm.Customization.Enabled) vm.NeedsCustomization = true;
                lifeCycle.Begin(vm);
            }
        });
    }

    /// <summary>Ends the guests; with <paramref name="undeploy"/> the VMs give their resources back too.</summary>
    public async Task PowerOffAsync(TaskRun run, IReadOnlyList<Vm> vms, bool undeploy, bool suspend = false)
    {
        await run.PassAsync(engine.Latency.PowerOff);
        List<Vm> running = [];
        run.Commit(() =>
        {
            foreach (Vm vm in vms)
            {
                if (vm.IsPoweredOn) running.Add(vm);
                vm.IsSuspended = suspend ? vm.IsPoweredOn || vm.IsSuspended : vm.IsSuspended && !undeploy;
                vm.IsPoweredOn = false;
                if (undeploy) vm.IsDeployed = false;
                lifeCycle.End(vm);
            }
            foreach (VApp vApp in vms.Select(vm => vm.VApp).Distinct())
                if (!vApp.IsDeployed) (vApp.DeployedSince, vApp.LeaseStart) = (null, engine.Now);
        });
        await Task.WhenAll(running.Select(vm => guests.PowerOffAsync(vm.Urn, engine.Stopping)));
    }

    /// <summary>Restarts the guests; customization does not run again.</summary>
    public async Task RebootAsync(TaskRun run, IReadOnlyList<Vm> vms)
    {
        await run.PassAsync(engine.Latency.PowerOn);
        run.Commit(() =>
        {
            foreach (Vm vm in vms.Where(vm => vm.IsPoweredOn)) lifeCycle.Restart(vm);
        });
    }
}
