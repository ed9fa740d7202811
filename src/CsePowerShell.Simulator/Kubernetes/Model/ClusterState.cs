using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Kubernetes.Controllers;

namespace CsePowerShell.Simulator.Kubernetes.Model;

/// <summary>
/// The objects of a cluster together with the controllers that act on them. Every change is followed at once by as many rounds of the
/// controllers as bring something new; what takes time (a pod that starts, a node that is missed) is a moment at which they run again.
/// </summary>
internal sealed class ClusterState : IDisposable
{
    private const int MaxRounds = 50;

    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly IController[] _controllers;
    private readonly ITimer _timer;
    private bool _disposed;

    public ClusterState(KubernetesTimings timings, TimeProvider clock)
    {
        _clock = clock;
        Timings = timings;
        Store = new ResourceStore(clock);
        Kubelets = new Dictionary<string, Kubelet>(StringComparer.Ordinal);
        _controllers =
        [
            new TokenController(), new OwnerController(), new DeploymentController(), new DaemonSetController(), new NodeController(),
            new PodScheduler(), new PodController(), new BudgetController(),
        ];
        _timer = clock.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public KubernetesTimings Timings { get; }

    /// <summary>The objects; only inside <see cref="Change(Action)"/> and <see cref="Read"/>.</summary>
    public ResourceStore Store { get; }

    /// <summary>The kubelets by node name; only inside <see cref="Change(Action)"/> and <see cref="Read"/>.</summary>
    public Dictionary<string, Kubelet> Kubelets { get; }

    public DateTimeOffset Now => _clock.GetUtcNow();

    public void Change(Action change) => Change(() =>
    {
        change();
        return true;
    });

    public T Change<T>(Func<T> change)
    {
        lock (_gate)
        {
            T result = change();
            Settle();
            return result;
        }
    }

    public T Read<T>(Func<T> read)
    {
        lock (_gate)
            return read();
    }

    public void Dispose()
    {
        lock (_gate)
            _disposed = true;
        _timer.Dispose();
    }

    // On a timer's thread an exception would end the whole program, and with it every other cluster.
    private void Tick()
    {
        try
        {
            Change(() => { });
        }
        catch (Exception e)
        {
            Console.Error.WriteLine($"A simulated Kubernetes controller failed, please report it: {e}");
        }
    }

    private void Settle()
    {
        if (_disposed)
            return;
        Moment moment = new(this, Now);
        for (int round = 0; round < MaxRounds; round++)
        {
            long before = Store.Version;
            foreach (IController controller in _controllers)
                controller.Run(moment);
            if (Store.Version == before)
                break;
        }
        TimeSpan pause = moment.Next is { } next ? next - moment.Now : Timeout.InfiniteTimeSpan;
        // Timers count whole milliseconds: one more, or the moment would come a little too early and the wait would start over.
        _timer.Change(moment.Next is null ? pause : TimeSpan.FromMilliseconds(
            Math.Clamp(Math.Ceiling(pause.TotalMilliseconds) + 1, 1, int.MaxValue)), Timeout.InfiniteTimeSpan);
    }
}

/// <summary>A part of Kubernetes that looks at the objects and moves them towards what they ask for.</summary>
internal interface IController
{
    /// <summary>Does what can be done now; what comes later is told to <see cref="Moment.WakeAt"/>.</summary>
    void Run(Moment moment);
}

/// <summary>The moment at which controllers run.</summary>
internal sealed class Moment(ClusterState state, DateTimeOffset now)
{
    public ResourceStore Store => state.Store;
    public KubernetesTimings Timings => state.Timings;
    public DateTimeOffset Now => now;
    public DateTimeOffset? Next { get; private set; }
    public Kubelet? KubeletOf(string node) => state.Kubelets.GetValueOrDefault(node);
    public IReadOnlyDictionary<string, Kubelet> Kubelets => state.Kubelets;

    /// <summary>Has the controllers run again at that time.</summary>
    public void WakeAt(DateTimeOffset time)
    {
        if (time > now && (Next is null || time < Next))
            Next = time;
    }

    /// <summary>True when the time has come; else the controllers run again when it has.</summary>
    public bool IsDue(DateTimeOffset time)
    {
        if (time <= now)
            return true;
        WakeAt(time);
        return false;
    }
}
