using System.Net;
using CsePowerShell.Simulator.Domain;

namespace CsePowerShell.Simulator.Seed;

/// <summary>The world that tests and runbooks know by name: System, acme and globex, their users, VDCs, networks, and the catalog of Kubernetes
/// templates.</summary>
internal sealed class StandardWorld(World world, SimulatorOptions options, AddressSpace addresses, Func<bool> getsGuest, DateTimeOffset now)
{
    public const string SmallVdc = "acme-small";
    private static readonly IPAddress s_netmask = new([255, 255, 252, 0]);

    public void Build()
    {
        SeedBuilder seed = new(world, options.Password, new LeasePolicy(options.MaxDeploymentLeaseSeconds, options.MaxStorageLeaseSeconds), now);
        IPAddress gateway = addresses.At(0, 1);

        Organization system = seed.Organization(Organization.SystemName, "System");
        User administrator = seed.User(system, "administrator", Role.SystemAdministrator);
        Vdc systemVdc = seed.Vdc(system, "system-vdc");
        KubernetesTemplates.Build(seed, system, systemVdc, administrator, getsGuest);

        Organization acme = seed.Organization("acme", "Acme Corporation");
        seed.User(acme, "alice", Role.OrganizationAdministrator);
        seed.User(acme, "carol", Role.VAppAuthor);
        seed.User(acme, "frank", Role.VAppAuthor);
        seed.User(acme, "dave", Role.VAppUser);
        seed.User(acme, "erin", Role.ConsoleAccessOnly);
        Vdc acmeVdc = seed.Vdc(acme, "acme-vdc");
        seed.Vdc(acme, SmallVdc).VmQuota = 4;
        seed.Network(acmeVdc, "acme-net", gateway, s_netmask, new AddressPool(addresses.At(0, 10), 200), isShared: true);
        seed.Network(acmeVdc, "acme-tight", gateway, s_netmask, new AddressPool(addresses.At(1, 10), 2), isShared: true);

        Organization globex = seed.Organization("globex", "Globex Corporation");
        seed.User(globex, "bob", Role.OrganizationAdministrator);
        seed.Network(seed.Vdc(globex, "globex-vdc"), "globex-net", gateway, s_netmask, new AddressPool(addresses.At(2, 10), 200), isShared: false);
    }
}
