using CsePowerShell.Simulator.Faults;

namespace CsePowerShell.Simulator;

/// <summary>
/// A vCloud Director that runs in this process: the vCloud API over HTTPS, its organizations, VDCs, catalogs, vApps and tasks, and on Linux
/// with root a real SSH host per powered-on VM.
/// </summary>
public sealed class SimulatedCloud : IAsyncDisposable
{
    private SimulatedCloud()
    {
    }

    /// <summary>The address of the API, such as <c>https://127.0.0.1:40123/</c>.</summary>
    public Uri Endpoint => throw new NotImplementedException();

    /// <summary>The SHA-256 thumbprint of its certificate, upper-case hexadecimal without separators.</summary>
    public string CertificateThumbprint => throw new NotImplementedException();

    /// <summary>The SSH port of the guests.</summary>
    public int GuestSshPort => throw new NotImplementedException();

    /// <summary>Whether powered-on VMs are real SSH hosts.</summary>
    public bool GuestsAvailable => throw new NotImplementedException();

    /// <summary>Why there are no guests, or null when there are.</summary>
    public string? GuestsUnavailableReason => throw new NotImplementedException();

    /// <summary>What goes wrong in this cloud.</summary>
    public FaultPlan Faults { get; } = new();

    /// <summary>What was asked of it.</summary>
    public RequestCounters Requests { get; } = new();

    /// <summary>Sessions logged in and not logged out, expired or forgotten.</summary>
    public int OpenSessions => throw new NotImplementedException();

    /// <summary>Sessions ever logged in.</summary>
    public int SessionsCreated => throw new NotImplementedException();

    /// <summary>All vApps.</summary>
    public IReadOnlyList<SimulatedVApp> VApps => throw new NotImplementedException();

    /// <summary>All VMs of vApps (not those of templates).</summary>
    public IReadOnlyList<SimulatedVm> Vms => throw new NotImplementedException();

    /// <summary>All tasks, oldest first.</summary>
    public IReadOnlyList<SimulatedTask> Tasks => throw new NotImplementedException();

    /// <summary>Starts a cloud; it listens when this returns.</summary>
    /// <param name="options">How it is set up; null for a fast one on a free port.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    public static Task<SimulatedCloud> StartAsync(SimulatorOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Forgets every session, as a restarted cell does: the next request of each gets 401.</summary>
    public void ExpireSessions() => throw new NotImplementedException();

    /// <summary>Stops listening, ends background tasks and every guest.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
