using CsePowerShell.Simulator.Guests;

namespace CsePowerShell.Simulator.Tests.Guests;

/// <summary>Tests that boot guests of the shared host; what a test has booted goes when it ends.</summary>
public abstract class GuestTests(GuestWorld world) : IAsyncDisposable
{
    protected GuestWorld World { get; } = world;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (GuestMachine machine in World.MachinesOfThisTest())
            await World.Host.DestroyAsync(machine.VmId, CancellationToken.None);
    }
}
