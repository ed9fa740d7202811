using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Faults;
using CsePowerShell.Simulator.Guests;

namespace CsePowerShell.Simulator;

/// <summary>
/// A vCloud Director that runs in this process: the vCloud API over HTTPS, its organizations, VDCs, catalogs, vApps and tasks, and on Linux
/// with root a real SSH host per powered-on VM.
/// </summary>
public sealed class SimulatedCloud : IAsyncDisposable
{
    private readonly CloudParts _parts;
    private int _disposed;

    private SimulatedCloud(CloudParts parts) => _parts = parts;

    /// <summary>The address of the API, such as <c>https://127.0.0.1:40123/</c>.</summary>
    public Uri Endpoint => _parts.Server.Endpoint;

    /// <summary>The SHA-256 thumbprint of its certificate, upper-case hexadecimal without separators.</summary>
    public string CertificateThumbprint => _parts.Server.Thumbprint;

    /// <summary>The SSH port of the guests.</summary>
    public int GuestSshPort => _parts.SshPort;

    /// <summary>Whether powered-on VMs are real SSH hosts.</summary>
    public bool GuestsAvailable => _parts.Guests.IsAvailable;

    /// <summary>Why there are no guests, or null when there are.</summary>
    public string? GuestsUnavailableReason => _parts.Guests.UnavailableReason;

    /// <summary>The guests, for tests that look inside: their faults and the Kubernetes clusters they have made.</summary>
    public IGuestHost Guests => _parts.Guests;

    /// <summary>What goes wrong in this cloud.</summary>
    public FaultPlan Faults => _parts.Faults;

    /// <summary>What was asked of it.</summary>
    public RequestCounters Requests => _parts.Counters;

    /// <summary>How long things take in it.</summary>
    public LatencyProfile Latency => _parts.Engine.Latency;

    /// <summary>Sessions logged in and not logged out, expired or forgotten.</summary>
    public int OpenSessions => _parts.Sessions.Open;

    /// <summary>Sessions ever logged in.</summary>
    public int SessionsCreated => _parts.Sessions.Created;

    /// <summary>All vApps.</summary>
    public IReadOnlyList<SimulatedVApp> VApps => Look(world => world.VApps.Select(Snapshots.Of).ToArray());

    /// <summary>All VMs of vApps (not those of templates).</summary>
    public IReadOnlyList<SimulatedVm> Vms => Look(world => world.Vms.Select(Snapshots.Of).ToArray());

    /// <summary>All templates, those that are being uploaded too.</summary>
    public IReadOnlyList<SimulatedTemplate> Templates => Look(world => world.Templates.Select(Snapshots.Of).ToArray());

    /// <summary>All tasks, oldest first.</summary>
    public IReadOnlyList<SimulatedTask> Tasks => Look(world => world.Tasks.Select(Snapshots.Of).ToArray());

    /// <summary>Organizations and the names of their users, in the order they were made.</summary>
    public IReadOnlyList<SimulatedOrganization> Organizations => Look(world => world.Organizations.Select(Snapshots.Of).ToArray());

    /// <summary>Starts a cloud; it listens when this returns.</summary>
    /// <param name="options">How it is set up; null for a fast one on a free port.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="FormatException">The fault plan or a version is not in the grammar.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<SimulatedCloud> StartAsync(SimulatorOptions? options = null, CancellationToken cancellationToken = default) =>
        new(await CloudParts.StartAsync(options ?? new SimulatorOptions(), cancellationToken));

    /// <summary>Forgets every session, as a restarted cell does: the next request of each gets 401.</summary>
    public void ExpireSessions() => _parts.Sessions.Clear();

    /// <summary>Changes the limits of a VDC while the cloud runs; null leaves one as it is, 0 lifts it.</summary>
    /// <param name="vdc">The name of the VDC.</param>
    /// <param name="vmQuota">How many VMs it may hold.</param>
    /// <param name="cpuLimitMhz">CPU that deployed VMs may take, in MHz; a virtual CPU takes 1,000.</param>
    /// <param name="memoryLimitMB">Memory that deployed VMs may take, in MB.</param>
    /// <param name="storageLimitMB">Disk that each storage profile may hold, in MB.</param>
    /// <exception cref="ArgumentException">There is no such VDC.</exception>
    public void SetLimits(string vdc, int? vmQuota = null, long? cpuLimitMhz = null, long? memoryLimitMB = null, long? storageLimitMB = null)
    {
        lock (_parts.World.Gate)
        {
            Vdc found = _parts.World.Vdcs.FirstOrDefault(candidate => candidate.Name == vdc)
                ?? throw new ArgumentException($"There is no VDC named '{vdc}'.", nameof(vdc));
            found.VmQuota = vmQuota ?? found.VmQuota;
            found.CpuLimitMhz = cpuLimitMhz ?? found.CpuLimitMhz;
            found.MemoryLimitMB = memoryLimitMB ?? found.MemoryLimitMB;
            foreach (StorageProfile profile in found.StorageProfiles) profile.LimitMB = storageLimitMB ?? profile.LimitMB;
        }
    }

    /// <summary>Gives a right that an extension registered to every organization and to roles, as an administrator would in the role editor.</summary>
    /// <param name="right">Full name, such as <c>{cse}:CSE NATIVE DEPLOY RIGHT</c>.</param>
    /// <param name="roles">Names of the roles.</param>
    /// <exception cref="ArgumentException">There is no such right or role.</exception>
    public void GrantRight(string right, params string[] roles)
    {
        lock (_parts.World.Gate)
        {
            Extensions.ExtensionRight found = _parts.Extensions.Rights.FirstOrDefault(candidate => candidate.Name == right) ?? throw new ArgumentException($"There is no right named '{right}'.", nameof(right));
            found.Organizations.UnionWith(_parts.World.Organizations.Where(org => !org.IsSystem));
            foreach (string role in roles)
                found.Holders.Add(Role.All.FirstOrDefault(candidate => candidate.Name == role) ?? throw new ArgumentException($"There is no role named '{role}'.", nameof(roles)));
        }
    }

    /// <summary>Stops listening, ends background tasks and every guest.</summary>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _disposed, 1) == 0 ? _parts.DisposeAsync() : ValueTask.CompletedTask;

    private T Look<T>(Func<World, T> look)
    {
        lock (_parts.World.Gate) return look(_parts.World);
    }
}
