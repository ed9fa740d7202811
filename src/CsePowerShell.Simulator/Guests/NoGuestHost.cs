using CsePowerShell.Simulator.Kubernetes;

namespace CsePowerShell.Simulator.Guests;

/// <summary>Stands in where guests cannot run or are not wanted: VMs change state, nothing boots.</summary>
internal sealed class NoGuestHost(GuestHostOptions options, string reason) : IGuestHost
{
    public bool IsAvailable => false;
    public string? UnavailableReason { get; } = reason;
    public int MaxGuests => 0;
    public int RunningGuests => 0;
    public GuestFaults Faults { get; } = new();
    public SimulatedKubernetes Kubernetes { get; } = new(options.Timings, options.Clock);

    public event Action<string>? GuestStopped
    {
        add { }
        remove { }
    }

    public Task PowerOnAsync(GuestMachine machine, CancellationToken cancellationToken = default) => Task.CompletedTask;
    public Task PowerOffAsync(string vmId, CancellationToken cancellationToken = default) => Task.CompletedTask;
    public Task RebootAsync(string vmId, CancellationToken cancellationToken = default) => Task.CompletedTask;
    public Task DestroyAsync(string vmId, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task<int> RunCustomizationAsync(string vmId, string script, string phase, CancellationToken cancellationToken = default) =>
        Task.FromResult(0);

    public string CustomizationOutput(string vmId) => "";
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
