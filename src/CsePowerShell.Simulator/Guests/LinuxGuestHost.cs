using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using CsePowerShell.Simulator.Guests.Agent;
using CsePowerShell.Simulator.Kubernetes;

namespace CsePowerShell.Simulator.Guests;

/// <summary>Real guests: each a sshd with its own view of the file system, all of them children of one <see cref="Supervisor"/>.</summary>
internal sealed class LinuxGuestHost : IGuestHost
{
    private static readonly TimeSpan s_bootDeadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_bootPoll = TimeSpan.FromMilliseconds(10);
    private const int KeptOutput = 64 * 1024;

    private readonly GuestHostOptions _options;
    private readonly Supervisor _supervisor;
    private readonly GuestLayers _layers;
    private readonly AgentListener _agent;
    private readonly ConcurrentDictionary<string, Guest> _guests = new(StringComparer.Ordinal);
    private int _lastNumber;
    private int _running;

    private LinuxGuestHost(GuestHostOptions options, Supervisor supervisor)
    {
        _options = options;
        _supervisor = supervisor;
        _layers = new GuestLayers(supervisor, options.ServersRoot);
        Kubernetes = new SimulatedKubernetes(options.Timings, options.Clock);
        Dictionary<string, GuestProgram> programs = new(StringComparer.Ordinal);
        new SystemTools(this).AddTo(programs);
        Kubernetes.AddTo(programs);
        _agent = new AgentListener(FindByToken, new CommandRunner(programs, this).RunAsync);
    }

    public bool IsAvailable => true;
    public string? UnavailableReason => null;
    public int MaxGuests => _options.MaxGuests;
    public int RunningGuests => Volatile.Read(ref _running);
    public GuestFaults Faults { get; } = new();
    public SimulatedKubernetes Kubernetes { get; }
    public event Action<string>? GuestStopped;

    /// <summary>Starts the supervisor and lays out the common layer.</summary>
    /// <exception cref="GuestException">This machine refuses what guests need.</exception>
    public static async Task<LinuxGuestHost> StartAsync(GuestHostOptions options, CancellationToken cancellationToken)
    {
        Supervisor supervisor = await Supervisor.StartAsync(cancellationToken);
        LinuxGuestHost host = new(options, supervisor);
        try
        {
            await host._layers.LayBaseAsync(cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public async Task PowerOnAsync(GuestMachine machine, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(machine);
        Guest guest = _guests.GetOrAdd(machine.VmId, _ => new Guest(Interlocked.Increment(ref _lastNumber), machine));
        await InOrderAsync(guest, async () =>
        {
            if (guest.IsRunning)
                return;
            if (Interlocked.Increment(ref _running) > MaxGuests)
            {
                Interlocked.Decrement(ref _running);
                throw new GuestException(
                    $"{machine.HostName} cannot be powered on: {MaxGuests} guests run already. Power some off, or raise --max-guests.");
            }
            guest.Machine = machine;
            try
            {
                await BootAsync(guest, cancellationToken);
            }
            catch
            {
                await StopAsync(guest, rebooting: false);
                throw;
            }
        }, cancellationToken);
    }

    public Task PowerOffAsync(string vmId, CancellationToken cancellationToken = default) =>
        _guests.TryGetValue(vmId, out Guest? guest) ? InOrderAsync(guest, () => StopAsync(guest, rebooting: false), cancellationToken)
            : Task.CompletedTask;

    public async Task RebootAsync(string vmId, CancellationToken cancellationToken = default)
    {
        Guest guest = Running(vmId);
        await InOrderAsync(guest, async () =>
        {
            if (!guest.IsRunning)
                throw NotRunning(vmId);
            await StopAsync(guest, rebooting: true);
            try
            {
                await BootAsync(guest, cancellationToken);
            }
            catch
            {
                await StopAsync(guest, rebooting: false);
                throw;
            }
        }, cancellationToken);
    }

    public async Task DestroyAsync(string vmId, CancellationToken cancellationToken = default)
    {
        if (!_guests.TryRemove(vmId, out Guest? guest))
            return;
        await guest.Order.WaitAsync(cancellationToken);
        try
        {
            await StopAsync(guest, rebooting: false);
            guest.IsDestroyed = true;
            await Kubernetes.GuestDestroyedAsync(vmId);
            await _supervisor.DoAsync(CancellationToken.None, "destroy", Number(guest));
        }
        finally
        {
            guest.Order.Release();
        }
    }

    public async Task<int> RunCustomizationAsync(string vmId, string script, string phase, CancellationToken cancellationToken = default)
    {
        Guest guest = Running(vmId);
        SupervisorAnswer answer;
        try
        {
            answer = await RunInsideAsync(guest, "exec /bin/sh /usr/local/lib/simulator/customize \"$@\"", cancellationToken,
                phase, Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(script)));
        }
        catch (OperationCanceledException)
        {
            await RunInsideAsync(guest, "kill -KILL \"-$(cat /run/simulator/customization.pid)\"", CancellationToken.None);
            throw;
        }
        string output = guest.CustomizationOutput + answer.Output;
        guest.CustomizationOutput = output.Length > KeptOutput ? output[^KeptOutput..] : output;
        return Faults.Take<CustomizationFault>(guest.Machine.HostName, vmId)?.ExitCode ?? answer.ExitCode;
    }

    public string CustomizationOutput(string vmId) => _guests.TryGetValue(vmId, out Guest? guest) ? guest.CustomizationOutput : "";

    /// <summary>Breaks off all SSH connections of a guest.</summary>
    internal Task CutConnectionsAsync(string vmId) => RunInsideAsync(Running(vmId), "exec /bin/sh /usr/local/lib/simulator/cut-connections",
        CancellationToken.None);

    /// <summary>Changes the host name of a running guest.</summary>
    internal Task SetHostNameAsync(string vmId, string name) =>
        _supervisor.DoAsync(CancellationToken.None, "hostname", Number(Running(vmId)), Supervisor.Word(name));

    /// <summary>A guest asked to be powered off from inside.</summary>
    internal async Task ShutDownAsync(string vmId)
    {
        await PowerOffAsync(vmId);
        GuestStopped?.Invoke(vmId);
    }

    public async ValueTask DisposeAsync()
    {
        await _agent.DisposeAsync();
        await Kubernetes.DisposeAsync();
        await _supervisor.DisposeAsync();
        foreach (Guest guest in _guests.Values)
            guest.Dispose();
    }

    private async Task BootAsync(Guest guest, CancellationToken cancellationToken)
    {
        GuestMachine machine = guest.Machine;
        guest.IsRunning = true;
        if (Faults.Take<SlowBootFault>(machine.HostName, machine.VmId) is { } slow)
            await Task.Delay(slow.Delay, _options.Clock, cancellationToken);
        bool refusesSsh = Faults.Take<SshRefusedFault>(machine.HostName, machine.VmId) is not null;
        string layer = await _layers.ForImageAsync(machine.Image, cancellationToken);
        await _supervisor.DoAsync(cancellationToken, "boot", Number(guest), layer, Supervisor.Word(Settings(guest, refusesSsh)));
        await AwaitBootAsync(machine, stop => refusesSsh ? HasSettledAsync(guest, stop) : AnswersOnSshAsync(machine, stop), cancellationToken);
        await Kubernetes.GuestStartedAsync(machine);
    }

    private async Task StopAsync(Guest guest, bool rebooting)
    {
        if (!guest.IsRunning)
            return;
        guest.IsRunning = false;
        await Kubernetes.GuestStoppedAsync(guest.Machine.VmId);
        CancellationTokenSource lifetime = guest.Lifetime;
        guest.Lifetime = new CancellationTokenSource();
        await lifetime.CancelAsync();
        lifetime.Dispose();
        await _supervisor.DoAsync(CancellationToken.None, "stop", Number(guest));
        if (!rebooting)
            Interlocked.Decrement(ref _running);
    }

    private string Settings(Guest guest, bool refusesSsh)
    {
        GuestMachine machine = guest.Machine;
        string shadow = machine.AdminPassword is { Length: > 0 } password ? Sha512Crypt.Hash(password) : "*";
        string permitRoot = machine.Image.AllowsRootPassword ? "yes" : "prohibit-password";
        return string.Create(CultureInfo.InvariantCulture, $"""
            hostname={OneLine(machine.HostName)}
            address={machine.Address}
            port={machine.SshPort}
            shadow={shadow}
            permitroot={permitRoot}
            ssh={(refusesSsh ? "no" : "yes")}
            agent={_agent.EndPoint}
            token={guest.Token}

            """);
    }

    // A real process is waited for, so in real time, whatever the simulated clock says.
    private static async Task AwaitBootAsync(GuestMachine machine, Func<CancellationToken, Task<bool>> isUp, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = new(s_bootDeadline);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            while (!await isUp(either.Token))
                await Task.Delay(s_bootPoll, TimeProvider.System, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new GuestException($"The guest {machine} did not boot within {s_bootDeadline.TotalSeconds:0} s; is its address or port taken?");
        }
    }

    private static async Task<bool> AnswersOnSshAsync(GuestMachine machine, CancellationToken cancellationToken)
    {
        using Socket socket = new(machine.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(machine.Address, machine.SshPort, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task<bool> HasSettledAsync(Guest guest, CancellationToken cancellationToken) =>
        (await RunInsideAsync(guest, "test -e /run/simulator/agent", cancellationToken)).ExitCode == 0;

    private Task<SupervisorAnswer> RunInsideAsync(Guest guest, string script, CancellationToken cancellationToken, params string[] arguments) =>
        _supervisor.AskAsync(cancellationToken, ["run", Number(guest), Supervisor.Word(script), .. arguments.Select(Supervisor.Word)]);

    private static async Task InOrderAsync(Guest guest, Func<Task> work, CancellationToken cancellationToken)
    {
        await guest.Order.WaitAsync(cancellationToken);
        try
        {
            if (!guest.IsDestroyed)
                await work();
        }
        finally
        {
            guest.Order.Release();
        }
    }

    private Guest? FindByToken(string token) => _guests.Values.FirstOrDefault(guest => guest.IsRunning && guest.Token == token);
    private Guest Running(string vmId) => _guests.TryGetValue(vmId, out Guest? guest) && guest.IsRunning ? guest : throw NotRunning(vmId);
    private static GuestException NotRunning(string vmId) => new($"The guest of VM {vmId} is not powered on.");

    private static string Number(Guest guest) => guest.Number.ToString(CultureInfo.InvariantCulture);
    private static string OneLine(string text) => text.ReplaceLineEndings("");
}
