using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using CsePowerShell.Simulator.Guests;

[assembly: AssemblyFixture(typeof(CsePowerShell.Simulator.Tests.Guests.GuestWorld))]

namespace CsePowerShell.Simulator.Tests.Guests;

/// <summary>One guest host for all tests of this assembly, with machines on addresses that nobody else uses.</summary>
public sealed class GuestWorld : IAsyncLifetime
{
    private readonly string _network = string.Create(CultureInfo.InvariantCulture,
        $"127.{RandomNumberGenerator.GetInt32(100, 250)}.{RandomNumberGenerator.GetInt32(1, 250)}");
    private readonly ConcurrentDictionary<string, ConcurrentBag<GuestMachine>> _machines = new(StringComparer.Ordinal);
    private int _lastAddress;

    public IGuestHost Host { get; private set; } = null!;
    internal SshUser User { get; private set; } = null!;
    public int SshPort { get; private set; }

    public static GuestImage Ubuntu { get; } = new("ubuntu-24.04_k8s-1.31", "v1.31.4", "flannel");
    public static GuestImage Older { get; } = new("ubuntu-22.04_k8s-1.30", "v1.30.8", "flannel");
    public static GuestImage Photon { get; } = new("photon-v2", AllowsRootPassword: true);

    public async ValueTask InitializeAsync()
    {
        SshPort = GuestSshPort.Choose(IPAddress.Parse($"{_network}.254"));
        Host = await GuestHost.StartAsync(new GuestHostOptions { MaxGuests = 60 });
        User = await SshUser.CreateAsync(SshPort);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        User.Dispose();
    }

    /// <summary>Skips the test, by name and with the reason, where guests cannot run.</summary>
    public void NeedGuests()
    {
        Assert.SkipUnless(Host.IsAvailable, Host.UnavailableReason ?? "");
        Assert.SkipUnless(SshUser.IsInstalled, "The OpenSSH client (ssh) is not installed.");
    }

    private static string ThisTest => TestContext.Current.Test?.UniqueID ?? "";

    public IEnumerable<GuestMachine> MachinesOfThisTest() => _machines.TryRemove(ThisTest, out ConcurrentBag<GuestMachine>? machines) ? machines : [];

    public GuestMachine Machine(string name, GuestImage? image = null, string? password = null)
    {
        int number = Interlocked.Increment(ref _lastAddress);
        GuestMachine machine = new()
        {
            VmId = $"urn:vcloud:vm:{Guid.NewGuid()}",
            HostName = name,
            Address = IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"{_network}.{number}")),
            SshPort = SshPort,
            AdminPassword = password,
            Image = image ?? Ubuntu,
        };
        _machines.GetOrAdd(ThisTest, _ => []).Add(machine);
        return machine;
    }

    /// <summary>A machine that is powered on and takes the test user's key.</summary>
    public async Task<GuestMachine> BootAsync(string name, GuestImage? image = null, string? password = null)
    {
        GuestMachine machine = Machine(name, image, password);
        await BootAsync(machine);
        return machine;
    }

    public async Task BootAsync(GuestMachine machine)
    {
        await Host.PowerOnAsync(machine, TestContext.Current.CancellationToken);
        int exitCode = await Host.RunCustomizationAsync(machine.VmId, User.AuthorizeScript, "precustomization",
            TestContext.Current.CancellationToken);
        Assert.Equal(0, exitCode);
    }
}
