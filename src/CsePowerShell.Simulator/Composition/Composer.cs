using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Faults;
using CsePowerShell.Simulator.Guests;
using CsePowerShell.Simulator.Power;
using CsePowerShell.Simulator.Tasks;

namespace CsePowerShell.Simulator.Composition;

/// <summary>Builds vApps and changes what is in them.</summary>
internal sealed class Composer(World world, TaskEngine engine, FaultPlan faults, Addresses addresses, PowerControl power, IGuestHost guests)
{
    /// <summary>A new vApp with its VMs, as one task. It exists from now on, UNRESOLVED until the task ends.</summary>
    public VApp Create(User user, Vdc vdc, string name, string? description, Lease lease, List<VAppNetwork> networks, List<NewVm> plans,
        Operation operation, bool powerOn)
    {
        VApp vApp = world.Add(
            new VApp(Guid.NewGuid(), name, vdc, user) { Description = description, Created = engine.Now, Lease = lease, LeaseStart = engine.Now,
            IsComposing = true });
        vApp.Networks.AddRange(networks);
        vdc.VApps.Add(vApp);
        Vm[] added = [.. plans.Select(plan => Add(vApp, plan))];

        engine.Start(new TaskOrder(user, operation, vApp), async run =>
        {
            await run.PassAsync(added.Length == 0 ? engine.Latency.Compose : engine.Latency.CloneVm + SlowClone(vApp, added), until: powerOn
                && added.Length > 0 ? 70 : 99);
            run.Commit(() => Finish(vApp, added, plans));
            if (powerOn && added.Length > 0) await power.PowerOnAsync(run, added, deployOnly: false);
        }, undo: () => Fail(vApp, added));
        return vApp;
    }

    /// <summary>Adds, changes and deletes VMs of a vApp, as one task; clones run side by side.</summary>
    public VcdTask Recompose(User user, VApp vApp, string? newName, string? newDescription, List<NewVm> plans,
        IReadOnlyList<(Vm Vm, Hardware Hardware, GuestCustomization? Customization)> changes, IReadOnlyList<Vm> deletions, bool powerOn)
    {
        Vm[] added = [.. plans.Select(plan => Add(vApp, plan))];
        vApp.IsComposing = true;
        TaskOrder order = new(user, Operation.Recompose, vApp, vApp,
            [.. added.Select(vm => vm.Name), .. changes.Select(change => change.Vm.Name), .. deletions.Select(vm => vm.Name)]);

        return engine.Start(order, async run =>
        {
            TimeSpan work = added.Length > 0 ? engine.Latency.CloneVm + SlowClone(vApp, added) : deletions.Count > 0
                ? engine.Latency.Delete : engine.Latency.Reconfigure;
            await run.PassAsync(work, until: powerOn && added.Length > 0 ? 70 : 99);
            run.Commit(() =>
            {
                // First what can fail, so that a failed recompose has changed nothing.
                Finish(vApp, added, plans);
                foreach ((Vm vm, Hardware hardware, GuestCustomization? customization) in changes)
                {
                    vm.Hardware = hardware;
                    if (customization is not null) vm.Customization = customization;
                }
                foreach (Vm vm in deletions) world.Remove(vm);
                if (newName is not null) vApp.Name = newName;
                if (newDescription is not null) vApp.Description = newDescription;
            });
            foreach (Vm vm in deletions) await guests.DestroyAsync(vm.Urn, engine.Stopping);
            if (powerOn && added.Length > 0) await power.PowerOnAsync(run, added, deployOnly: false);
        }, undo: () => Withdraw(vApp, added));
    }

    public VcdTask Delete(User user, VApp vApp)
    {
        return engine.Start(new TaskOrder(user, Operation.DeleteVApp, vApp), async run =>
        {
            Vm[] vms = [];
            run.Commit(() => vms = [.. vApp.Vms]);
            if (Array.Exists(vms, vm => vm.IsDeployed)) await power.PowerOffAsync(run, vms, undeploy: true);
            await run.PassAsync(engine.Latency.Delete);
            run.Commit(() => world.Remove(vApp));
            foreach (Vm vm in vms) await guests.DestroyAsync(vm.Urn, engine.Stopping);
        });
    }

    public VcdTask Delete(User user, Vm vm)
    {
        return engine.Start(new TaskOrder(user, Operation.DeleteVm, vm), async run =>
        {
            await run.PassAsync(engine.Latency.Delete);
            run.Commit(() => world.Remove(vm));
            await guests.DestroyAsync(vm.Urn, engine.Stopping);
        });
    }

    private Vm Add(VApp vApp, NewVm plan)
    {
        Vm vm = world.Add(new Vm(Guid.NewGuid(), plan.Name, vApp)
        {
            Description = plan.Description,
            Hardware = plan.Hardware,
            StorageProfile = plan.StorageProfile,
            Image = plan.Source.Image,
            Customization = plan.Customization,
            NeedsCustomization = plan is { NeedsCustomization: true, Customization.Enabled: true },
            Created = engine.Now,
            IsCreating = true,
        });
        plan.Metadata?.CopyTo(vm.Metadata);
        vApp.Vms.Add(vm);
        return vm;
    }

    private void Finish(VApp vApp, Vm[] added, List<NewVm> plans)
    {
        for (int i = 0; i < added.Length; i++) addresses.Connect(added[i], plans[i].Cards);
        foreach (Vm vm in added) vm.IsCreating = false;
        vApp.IsComposing = false;
    }

    /// <summary>A vApp whose making failed stays as a wreck that can only be deleted; one whose VMs were only not started stays whole.</summary>
    private void Fail(VApp vApp, Vm[] added)
    {
        if (!vApp.IsComposing) return;
        Withdraw(vApp, added);
        vApp.IsFailed = true;
    }

    private void Withdraw(VApp vApp, Vm[] added)
    {
        foreach (Vm vm in added.Where(vm => vm.IsCreating)) world.Remove(vm);
        vApp.IsComposing = false;
    }

    private TimeSpan SlowClone(VApp vApp, Vm[] added) =>
        faults.TryTake(FaultKinds.SlowClone, out Fault? fault, [("name", vApp.Name), .. added.Select(vm => ("vm", vm.Name))])
            ? fault.Seconds("seconds") ?? TimeSpan.FromMinutes(5) : TimeSpan.Zero;
}
