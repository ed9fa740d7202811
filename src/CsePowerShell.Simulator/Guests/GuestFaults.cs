namespace CsePowerShell.Simulator.Guests;

/// <summary>
/// What shall go wrong in guests. A fault is for one guest, by host name or VM id, or for all (<c>*</c>), and holds until it is removed.
/// Safe for concurrent use.
/// </summary>
public sealed class GuestFaults
{
    private readonly Lock _gate = new();
    private readonly List<GuestFault> _faults = [];

    /// <summary>Adds a fault; removing it is the returned handle's disposal.</summary>
    public IDisposable Add(GuestFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        lock (_gate)
            _faults.Add(fault);
        return new Removal(this, fault);
    }

    /// <summary>Removes all faults.</summary>
    public void Clear()
    {
        lock (_gate)
            _faults.Clear();
    }

    /// <summary>The first fault of this kind that is meant for the guest and not used up; counts it as used.</summary>
    internal T? Take<T>(string hostName, string vmId, Func<T, bool>? matches = null) where T : GuestFault
    {
        lock (_gate)
        {
            T? found = _faults.OfType<T>().FirstOrDefault(fault => fault.IsFor(hostName, vmId) && (matches is null || matches(fault)));
            if (found is { Times: > 0 } && --found.Times == 0)
                _faults.Remove(found);
            return found;
        }
    }

    private sealed class Removal(GuestFaults owner, GuestFault fault) : IDisposable
    {
        public void Dispose()
        {
            lock (owner._gate)
                owner._faults.Remove(fault);
        }
    }
}
