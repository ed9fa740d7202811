using CsePowerShell.Simulator.Api;
using CsePowerShell.Simulator.Composition;
using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Extensions;
using CsePowerShell.Simulator.Faults;
using CsePowerShell.Simulator.Guests;
using CsePowerShell.Simulator.Http;
using CsePowerShell.Simulator.Kubernetes;
using CsePowerShell.Simulator.Power;
using CsePowerShell.Simulator.Seed;
using CsePowerShell.Simulator.Sessions;
using CsePowerShell.Simulator.Tasks;
using CsePowerShell.Simulator.Transfers;
using CsePowerShell.Simulator.Wire;

namespace CsePowerShell.Simulator;

/// <summary>The parts of a running cloud: put together in one place, taken apart in the opposite order.</summary>
internal sealed class CloudParts : IAsyncDisposable
{
    private readonly AddressSpace _addresses;
    private readonly GuestLifeCycle _lifeCycle;
    private readonly LeaseKeeper _leases;

    private CloudParts(SimulatorOptions options, AddressSpace addresses, IGuestHost guests, FaultPlan faults)
    {
        TimeProvider clock = options.Clock;
        (_addresses, Guests, Faults) = (addresses, guests, faults);
        SshPort = GuestSshPort.Choose(addresses.At(0, 2), options.GuestSshPort);
        Seed(options, clock);

        Engine = new TaskEngine(World, options.Latency, faults, clock);
        Sessions = new SessionStore(clock, options.SessionIdleTimeout);
        _lifeCycle = new GuestLifeCycle(World, Engine, faults, guests, SshPort);
        PowerControl power = new(Engine, _lifeCycle, guests);
        _leases = new LeaseKeeper(World, Engine, power);
        guests.GuestStopped += WhenGuestStopped;

        Extensions = new ExtensionRegistry(options.Broker is { } broker ? BrokerSettings.From(broker) : new BrokerSettings());
        Forwarder = new ExtensionForwarder(World, Extensions, options.ExtensionTimeout, clock);
        Addresses cards = new(World, faults);
        IReadOnlyList<(ApiVersion, bool)> versions = OfferedVersions.Parse(options.ApiVersions);
        Router router = ApiRoutes.Map(World, Sessions, versions, Engine, new Composer(World, Engine, faults, cards, power, guests), power, cards,
            new ChangeGuard(faults), Extensions, new TemplateImporter(World, Engine, () => GetsGuest(options)));
        Pipeline = new ApiPipeline(World, router, Sessions, new ContentNegotiation(versions), new RequestFaults(faults, clock), Counters,
            options.TraceFolder is { } folder ? new TraceWriter(folder) : null, options.RequestLatency, clock, Forwarder,
            new TransferEndpoint(World, clock));
    }

    public World World { get; } = new();
    public FaultPlan Faults { get; }
    public RequestCounters Counters { get; } = new();
    public IGuestHost Guests { get; }
    public int SshPort { get; }
    public TaskEngine Engine { get; }
    public SessionStore Sessions { get; }
    public ExtensionRegistry Extensions { get; }
    private ExtensionForwarder Forwarder { get; }
    public ApiServer Server { get; private set; } = null!;
    private ApiPipeline Pipeline { get; }

    public static async Task<CloudParts> StartAsync(SimulatorOptions options, CancellationToken cancellationToken)
    {
        GuestHostOptions guestOptions = new() { MaxGuests = options.MaxGuests, Timings = Timings(options.Latency), Clock = options.Clock };
        IGuestHost guests = options.Guests == GuestMode.Auto
            ? await GuestHost.StartAsync(guestOptions, cancellationToken)
            : GuestHost.Off(guestOptions, "Guests are switched off.");
        AddressSpace addresses = AddressSpace.Claim();
        CloudParts? parts = null;
        try
        {
            FaultPlan faults = new(guests.Faults);
            if (options.Faults is { } plan) faults.Add(plan);
            parts = new CloudParts(options, addresses, guests, faults);
            parts.Server = await ApiServer.StartAsync(options.ListenAddress, options.Port, parts.Pipeline.HandleAsync, cancellationToken);
            return parts;
        }
        catch
        {
            if (parts is not null) await parts.StopAsync();
            await guests.DisposeAsync();
            addresses.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Forwarder.DisposeAsync();
        await StopAsync();
        await Guests.DisposeAsync();
        _addresses.Dispose();
    }

    private async Task StopAsync()
    {
        Guests.GuestStopped -= WhenGuestStopped;
        await _leases.DisposeAsync();
        await Engine.DisposeAsync();
        await _lifeCycle.DisposeAsync();
    }

    private void Seed(SimulatorOptions options, TimeProvider clock)
    {
        DateTimeOffset now = clock.GetUtcNow();
        lock (World.Gate)
        {
            new StandardWorld(World, options, _addresses, () => GetsGuest(options), now).Build();
            if (options.Scale is { } scale) new ScaleWorld(new SeedBuilder(World, options.Password, LeasePolicy.Unlimited, now), scale).Build();
        }
    }

    private bool GetsGuest(SimulatorOptions options) =>
        options.Guests == GuestMode.OnPaper || (Guests.IsAvailable && Guests.RunningGuests < Guests.MaxGuests);

    private static KubernetesTimings Timings(LatencyProfile latency) =>
        (latency.Name == LatencyProfile.Realistic.Name ? KubernetesTimings.Realistic : KubernetesTimings.Fast) with
        {
            Init = latency.KubeadmInit,
            Join = latency.KubeadmJoin,
            NodeReady = latency.NodeReady,
        };

    /// <summary>A guest that shut itself down is a VM that is powered off, but still deployed.</summary>
    private void WhenGuestStopped(string vmId)
    {
        lock (World.Gate)
        {
            if (World.Vms.FirstOrDefault(vm => vm.Urn == vmId) is not { IsPoweredOn: true } stopped) return;
            stopped.IsPoweredOn = false;
            _lifeCycle.End(stopped);
        }
    }
}
