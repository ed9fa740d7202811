using System.Net;
using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Faults;
using CsePowerShell.Simulator.Tasks;

namespace CsePowerShell.Simulator.Composition;

/// <summary>Gives network cards their addresses.</summary>
internal sealed class Addresses(World world, FaultPlan faults)
{
    /// <summary>Replaces the cards of a VM, keeping the address of a card that stays on its network. Under the gate, within a task.</summary>
    /// <exception cref="TaskFailedException">No address is free, or a given one is taken.</exception>
    public void Connect(Vm vm, IReadOnlyList<CardPlan> plans)
    {
        List<NetworkCard> before = [.. vm.Cards];
        World.ReleaseAddresses(vm);
        vm.Cards.Clear();
        foreach (CardPlan plan in plans)
        {
            NetworkCard? same = before.Find(card => card.Index == plan.Index && card.Network == plan.Network);
            vm.Cards.Add(new NetworkCard(plan.Index, plan.Network, plan.Mode, plan.IsConnected, plan.Mac ?? same?.Mac ?? world.NextMac(),
                plan.AdapterType, AddressFor(vm, plan, same?.Address)));
        }
    }

    private IPAddress? AddressFor(Vm vm, CardPlan plan, IPAddress? before)
    {
        OrgNetwork? network = vm.VApp.Networks.Find(candidate => candidate.Name == plan.Network)?.Parent;
        if (plan.Mode == "MANUAL")
            return network is null || network.Pool.TryTake(plan.Address!, vm)
                ? plan.Address : throw Failed("BAD_REQUEST", $"The IP address {plan.Address} is already in use on the network \"{plan.Network}\".");
        if (plan.Mode != "POOL" || faults.TryTake(FaultKinds.AddressMissing, out _, ("vm", vm.Name))) return null;

        if (before is not null && network is not null && network.Pool.TryTake(before, vm)) return before;
        IPAddress? address = faults.TryTake(FaultKinds.NoAddress, out _, ("vm", vm.Name), ("network", network?.Name ?? plan.Network))
            ? null : network?.Pool.Take(vm);
        return address ?? throw Failed(
            "BAD_REQUEST", $"There are no free IP addresses in the static IP pool of the network \"{network?.Name ?? plan.Network}\".");
    }

    private static TaskFailedException Failed(string minor, string message) => new(new TaskError(400, minor, message));
}
