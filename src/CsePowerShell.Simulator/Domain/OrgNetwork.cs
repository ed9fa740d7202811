using System.Net;

namespace CsePowerShell.Simulator.Domain;

/// <summary>An organization VDC network with a static address pool.</summary>
internal sealed class OrgNetwork(Guid id, string name, Vdc vdc, AddressPool pool, bool isShared) : DescribedEntity(EntityKind.Network, id, name)
{
    public Vdc Vdc { get; } = vdc;
    public bool IsShared { get; } = isShared;
    public AddressPool Pool { get; } = pool;
    public required IPAddress Gateway { get; init; }
    public required IPAddress Netmask { get; init; }
}
