using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Faults;
using CsePowerShell.Simulator.Guests;
using CsePowerShell.Simulator.Tasks;

namespace CsePowerShell.Simulator.Power;

/// <summary>
/// What a powered-on VM goes through by itself, after its task has ended: boot; and if it is to be customized, the script with
/// <c>precustomization</c>, a reboot, the script with <c>postcustomization</c>. Without a guest the same states pass by the clock alone.
/// </summary>
internal sealed class GuestLifeCycle(World world, TaskEngine engine, FaultPlan faults, IGuestHost guests, int sshPort) : IAsyncDisposable
{
    private readonly Dictionary<Vm, CancellationTokenSource> _running = [];
    private readonly HashSet<Task> _tasks = [];

    /// <summary>The VM was switched on. Under the gate.</summary>
    public void Begin(Vm vm)
    {
        if (vm.NeedsCustomization) vm.CustomizationState = CustomizationStatus.Pending;
        Start(vm, stop => vm.NeedsCustomization ? CustomizeAsync(vm, stop) : BootAsync(vm, stop));
    }

    /// <summary>The VM was switched off. Under the gate; the guest itself is ended by the caller.</summary>
    public void End(Vm vm)
    {
        (vm.ToolsRun, vm.HasGuest) = (false, false);
        if (_running.Remove(vm, out CancellationTokenSource? source)) source.Cancel();
    }

    /// <summary>The VM was reset. Under the gate.</summary>
    public void Restart(Vm vm) => Start(vm, async stop =>
    {
        Note(stop, () => vm.ToolsRun = false);
        if (vm.HasGuest) await guests.RebootAsync(vm.Urn, stop);
        await PassAsync(engine.Latency.Boot, stop);
        Note(stop, () => vm.ToolsRun = true);
    });

    public async ValueTask DisposeAsync()
    {
        Task[] running;
        lock (world.Gate)
        {
            foreach (CancellationTokenSource source in _running.Values) source.Cancel();
            running = [.. _tasks];
        }
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Start(Vm vm, Func<CancellationToken, Task> life)
    {
        if (_running.Remove(vm, out CancellationTokenSource? before)) before.Cancel();
        CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(engine.Stopping);
        _running[vm] = source;
        Task task = Task.Run(() => LiveAsync(vm, life, source.Token));
        _tasks.Add(task);
        _ = task.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task LiveAsync(Vm vm, Func<CancellationToken, Task> life, CancellationToken stop)
    {
        try
        {
            await life(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Switched off meanwhile.
        }
        catch (GuestException)
        {
            Note(stop, () => vm.CustomizationState = vm.CustomizationState is null or CustomizationStatus.Complete
                ? vm.CustomizationState : CustomizationStatus.Failed);
        }
    }

    private async Task BootAsync(Vm vm, CancellationToken stop)
    {
        await PassAsync(engine.Latency.Boot, stop);
        await PowerOnGuestAsync(vm, stop);
        Note(stop, () => vm.ToolsRun = true);
    }

    private async Task CustomizeAsync(Vm vm, CancellationToken stop)
    {
        await BootAsync(vm, stop);
        if (faults.TryTake(FaultKinds.CustomizationHangs, out _, ("vm", vm.Name))) await Task.Delay(Timeout.InfiniteTimeSpan, stop);
        await PassAsync(engine.Latency.Customize / 2, stop);
        bool fails = faults.TryTake(FaultKinds.CustomizationFails, out _, ("vm", vm.Name)) | !await RunScriptAsync(vm, "precustomization", stop);
        if (fails)
        {
            Note(stop, () => vm.CustomizationState = CustomizationStatus.Failed);
            return;
        }

        Note(stop, () => (vm.CustomizationState, vm.ToolsRun) = (CustomizationStatus.RebootPending, false));
        Task reboot = vm.HasGuest ? guests.RebootAsync(vm.Urn, stop) : Task.CompletedTask;
        await Task.WhenAll(reboot, PassAsync(engine.Latency.Boot, stop));
        Note(stop, () => (vm.CustomizationState, vm.ToolsRun) = (CustomizationStatus.PostPending, true));
        await PassAsync(engine.Latency.Customize / 2, stop);
        bool done = await RunScriptAsync(vm, "postcustomization", stop);
        Note(stop, () =>
        {
            vm.CustomizationState = done ? CustomizationStatus.Complete : CustomizationStatus.Failed;
            vm.NeedsCustomization = false;
        });
    }

    private async Task PowerOnGuestAsync(Vm vm, CancellationToken stop)
    {
        GuestMachine? machine = null;
        lock (world.Gate) machine = Machine(vm);
        if (machine is null || !guests.IsAvailable || guests.RunningGuests >= guests.MaxGuests) return;
        try
        {
            await guests.PowerOnAsync(machine, stop);
        }
        catch (GuestException) when (guests.RunningGuests >= guests.MaxGuests)
        {
            return; // Others took the last places meanwhile: this VM goes on by the clock.
        }
        Note(stop, () => vm.HasGuest = true);
    }

    private async Task<bool> RunScriptAsync(Vm vm, string phase, CancellationToken stop)
    {
        if (!vm.HasGuest || vm.Customization.Script is not { Length: > 0 } script) return true;
        return await guests.RunCustomizationAsync(vm.Urn, script, phase, stop) == 0;
    }

    private GuestMachine? Machine(Vm vm) => vm.PrimaryCard is not { IsConnected: true, Address: { } address } ? null : new GuestMachine
    {
        VmId = vm.Urn,
        HostName = vm.Customization.ComputerName ?? Composition.CompositionReader.HostNameOf(vm.Name),
        Address = address,
        SshPort = sshPort,
        AdminPassword = vm.Customization is { Enabled: true, AdminPasswordEnabled: true } settings ? settings.AdminPassword : vm.Image.RootPassword,
        Cpu = vm.Hardware.Cpu,
        MemoryMB = vm.Hardware.MemoryMB,
        Image = new GuestImage(vm.Image.Name, vm.Image.KubernetesVersion, vm.Image.Cni, vm.Image.AllowsRootPassword),
    };

    private Task PassAsync(TimeSpan time, CancellationToken stop) => Task.Delay(time, engine.Clock, stop);

    /// <summary>Changes the VM unless it was switched off meanwhile.</summary>
    private void Note(CancellationToken stop, Action change)
    {
        lock (world.Gate)
        {
            if (!stop.IsCancellationRequested) change();
        }
    }

    private void Forget(Task task)
    {
        lock (world.Gate) _tasks.Remove(task);
    }
}
