using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Tasks;

namespace CsePowerShell.Simulator.Power;

/// <summary>Stops vApps whose deployment lease has run out, as vCD does: with a task of the system's own.</summary>
internal sealed class LeaseKeeper : IAsyncDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);
    private readonly World _world;
    private readonly TaskEngine _engine;
    private readonly PowerControl _power;
    private readonly ITimer _timer;

    public LeaseKeeper(World world, TaskEngine engine, PowerControl power)
    {
        (_world, _engine, _power) = (world, engine, power);
        _timer = engine.Clock.CreateTimer(_ => Look(), null, s_interval, s_interval);
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Look()
    {
        if (_engine.Stopping.IsCancellationRequested) return;
        lock (_world.Gate)
        {
            foreach (VApp vApp in _world.VApps)
            {
                if (vApp.Lease.DeploymentSeconds == 0 || vApp.IsBusy || vApp.DeployedSince is not { } since
                    || since.AddSeconds(vApp.Lease.DeploymentSeconds) > _engine.Now)
                    continue;
                Vm[] vms = [.. vApp.Vms];
                _engine.Start(new TaskOrder(_world.System.Users[0], Operation.UndeployVApp, vApp), run =>
                    _power.PowerOffAsync(run, vms, undeploy: true));
            }
        }
    }
}
