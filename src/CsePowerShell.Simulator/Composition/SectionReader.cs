using System.Net;
using System.Xml.Linq;
using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Http;
using CsePowerShell.Simulator.Wire;
using CsePowerShell.Simulator.Wire.Requests;

namespace CsePowerShell.Simulator.Composition;

/// <summary>Reads the sections of a vApp or VM from a validated request.</summary>
internal static class SectionReader
{
    private static readonly string[] s_modes = ["POOL", "DHCP", "MANUAL", "NONE"];
    private static readonly string[] s_fenceModes = ["bridged", "isolated", "natRouted"];

    /// <summary>The networks of a vApp; a bridged one needs a parent that its VDC has.</summary>
    public static List<VAppNetwork> Networks(XElement? section, Vdc vdc, ApiRequest request)
    {
        List<VAppNetwork> networks = [];
        foreach (XElement config in section.Children("NetworkConfig"))
        {
            string name = config.Attribute("networkName")!.Value;
            XElement configuration = config.Child("Configuration")!;
            string fence = configuration.Child("FenceMode")!.Value.Trim();
            if (!s_fenceModes.Contains(fence)) throw Refuse.BadRequest($"'{fence}' is not a fence mode; use {string.Join(", ", s_fenceModes)}.");
            if (networks.Exists(other => other.Name == name)) throw Refuse.DuplicateName(name);

            OrgNetwork? parent = configuration.Child("ParentNetwork") is { } reference
                ? request.Find<OrgNetwork>(EntityKind.Network, reference) : null;
            if (parent is not null && !vdc.Networks.Contains(parent)) throw Refuse.NoAccess($"com.vmware.vcloud.entity.network:{parent.Id}");
            if (parent is null && fence == "bridged") throw Refuse.BadRequest($"The network \"{name}\" is bridged and needs a ParentNetwork.");
            networks.Add(new VAppNetwork(name, fence == "isolated" ? null : parent, fence, config.Child("Description")?.Value));
        }
        return networks;
    }

    /// <summary>Network cards; every network must be one of the vApp's, or "none".</summary>
    public static List<CardPlan> Cards(XElement section, IReadOnlyList<VAppNetwork> networks)
    {
        List<CardPlan> cards = [];
        foreach (XElement connection in section.Children("NetworkConnection"))
        {
            string network = connection.Attribute("network")!.Value;
            string mode = connection.Child("IpAddressAllocationMode")!.Value.Trim();
            int index = RequestBody.Number(connection.Child("NetworkConnectionIndex"))!.Value;
            if (!s_modes.Contains(mode)) throw Refuse.BadRequest($"'{mode}' is not an IP address allocation mode; use {string.Join(", ", s_modes)}.");
            if (network != "none" && !networks.Any(known => known.Name == network))
                throw Refuse.BadRequest($"The network \"{network}\" does not exist in the vApp.");
            if (cards.Exists(other => other.Index == index)) throw Refuse.BadRequest($"Two network connections have the index {index}.");
            cards.Add(new CardPlan(index, network, network == "none" ? "NONE" : mode, RequestBody.Flag(connection.Child("IsConnected"))!.Value,
                connection.Child("MACAddress")?.Value,
                connection.Child("NetworkAdapterType")?.Value ?? "VMXNET3", Address(connection.Child("IpAddress"), mode)));
        }
        return [.. cards.OrderBy(card => card.Index)];
    }

    private static IPAddress? Address(XElement? element, string mode)
    {
        if (mode != "MANUAL") return null;
        return element is not null && IPAddress.TryParse(element.Value.Trim(), out IPAddress? address)
            ? address : throw Refuse.BadRequest("MANUAL needs a valid IpAddress.");
    }

    public static Lease? Lease(XElement? section, LeasePolicy policy)
    {
        if (section is null) return null;
        int? deployment = RequestBody.Number(section.Child("DeploymentLeaseInSeconds")),
            storage = RequestBody.Number(section.Child("StorageLeaseInSeconds"));
        if (deployment < 0 || storage < 0) throw Refuse.BadRequest("A lease is 0 (never expires) or a number of seconds.");
        return policy.Grant(deployment, storage);
    }

    /// <summary>A VmSpecSection changes processors and memory when it says that it was modified.</summary>
    public static Hardware Specification(XElement? section, Hardware current)
    {
        if (section is null || RequestBody.Flag(section.Attribute("Modified")) != true) return current;
        int cpu = RequestBody.Number(section.Child("NumCpus")) ?? current.Cpu;
        int cores = RequestBody.Number(section.Child("NumCoresPerSocket")) ?? (cpu % current.CoresPerSocket == 0 ? current.CoresPerSocket : 1);
        int memory = RequestBody.Number(section.Child("MemoryResourceMb").Child("Configured")) ?? current.MemoryMB;
        return Checked(current with { Cpu = cpu, CoresPerSocket = cores, MemoryMB = memory });
    }

    private static Hardware Checked(Hardware wanted)
    {
        if (wanted.Cpu is < 1 or > Domain.Hardware.MaxCpu)
            throw Refuse.BadRequest($"{wanted.Cpu} virtual CPUs are not from 1 to {Domain.Hardware.MaxCpu}.");
        if (wanted.CoresPerSocket < 1 || wanted.Cpu % wanted.CoresPerSocket != 0)
            throw Refuse.BadRequest($"{wanted.Cpu} virtual CPUs cannot be spread over sockets of {wanted.CoresPerSocket} cores.");
        if (wanted.MemoryMB is < Domain.Hardware.MinMemoryMB or > Domain.Hardware.MaxMemoryMB || wanted.MemoryMB % 4 != 0)
            throw Refuse.BadRequest(
                $"Memory of {wanted.MemoryMB} MB is not a multiple of 4 MB from {Domain.Hardware.MinMemoryMB} to {Domain.Hardware.MaxMemoryMB}.");
        return wanted;
    }

    /// <summary>Hardware items change what they name: processors (3) and memory (4); disks may grow (17).</summary>
    public static Hardware Hardware(XElement? section, Hardware current) =>
        section is null ? current : section.Elements(Ns.Ovf + "Item").Aggregate(current, HardwareItem);

    /// <summary>What a Vm in a request says of its size, in either section.</summary>
    public static Hardware HardwareOf(XElement vm, Hardware current) =>
        Specification(vm.Child("VmSpecSection"), Hardware(vm.Element(Ns.Ovf + "VirtualHardwareSection"), current));

    public static Hardware HardwareItem(Hardware current, XElement item)
    {
        switch (item.Element(Ns.Rasd + "ResourceType")?.Value.Trim())
        {
            case "3":
                int cpu = (int)Quantity(item, 1, Domain.Hardware.MaxCpu);
                int cores = item.Element(Ns.Vmw + "CoresPerSocket") is { } perSocket
                    && int.TryParse(perSocket.Value.Trim(), out int given) ? given : 1;
                return Checked(current with { Cpu = cpu, CoresPerSocket = cores });
            case "4":
                return Checked(current with { MemoryMB = (int)Quantity(item, Domain.Hardware.MinMemoryMB, Domain.Hardware.MaxMemoryMB) });
            case "17" when item.Element(Ns.Rasd + "HostResource")?.Attribute(Ns.VCloud + "capacity") is { } capacity
                && int.TryParse(capacity.Value, out int disk):
                return disk >= current.DiskMB ? current with { DiskMB = disk }
                    : throw Refuse.BadRequest($"A disk cannot shrink from {current.DiskMB} MB to {disk} MB.");
            default:
                return current;
        }
    }

    private static long Quantity(XElement item, long least, long most)
    {
        string? text = item.Element(Ns.Rasd + "VirtualQuantity")?.Value.Trim();
        return long.TryParse(text, out long quantity) && quantity >= least && quantity <= most
            ? quantity
            : throw Refuse.BadRequest($"VirtualQuantity '{text}' is not a number from {least} to {most}.");
    }
}
