using System.Xml.Linq;

namespace CsePowerShell.VCloud;

/// <summary>
/// Reads network cards. vCD tells them twice, in the network connection section and in the hardware section, and either may lack the address the other
/// has: an address from a pool was seen in the hardware section only.
/// </summary>
internal static class NicDocument
{
    private const string NicType = "10";

    public static IReadOnlyList<VmNic> Read(XElement? connections, XElement? hardware)
    {
        List<VmNic> fromHardware = ReadHardware(hardware);
        if (connections is null)
            return fromHardware;
        int? primary = XmlReading.Int(connections.Text(Ns.VCloud + "PrimaryNetworkConnectionIndex"));
        var nics = new List<VmNic>();
        foreach (XElement connection in connections.Elements(Ns.VCloud + "NetworkConnection"))
        {
            int index = XmlReading.Int(connection.Text(Ns.VCloud + "NetworkConnectionIndex")) ?? nics.Count;
            VmNic? twin = fromHardware.FirstOrDefault(nic => nic.Index == index);
            nics.Add(new VmNic
            {
                Index = index,
                Network = connection.Attr("network") ?? twin?.Network ?? "",
                IpAddress = NotEmpty(connection.Text(Ns.VCloud + "IpAddress")) ?? twin?.IpAddress,
                MacAddress = NotEmpty(connection.Text(Ns.VCloud + "MACAddress")) ?? twin?.MacAddress,
                AllocationMode = NotEmpty(connection.Text(Ns.VCloud + "IpAddressAllocationMode")) ?? twin?.AllocationMode ?? "",
                IsPrimary = primary is { } number ? index == number : twin?.IsPrimary ?? false,
                IsConnected = XmlReading.Bool(connection.Text(Ns.VCloud + "IsConnected")) ?? false,
            });
        }

        return nics;
    }

    private static List<VmNic> ReadHardware(XElement? hardware)
    {
        var nics = new List<VmNic>();
        foreach (XElement item in hardware?.Elements(Ns.Ovf + "Item") ?? [])
        {
            XElement? connection = item.Element(Ns.Rasd + "Connection");
            if (item.Text(Ns.Rasd + "ResourceType")?.Trim() != NicType || connection is null)
                continue;
            nics.Add(new VmNic
            {
                Index = XmlReading.Int(item.Text(Ns.Rasd + "AddressOnParent")) ?? nics.Count,
                Network = connection.Value,
                IpAddress = NotEmpty(connection.Attr(Ns.VCloud + "ipAddress")),
                MacAddress = NotEmpty(item.Text(Ns.Rasd + "Address")),
                AllocationMode = connection.Attr(Ns.VCloud + "ipAddressingMode") ?? "",
                IsPrimary = XmlReading.Bool(connection.Attr(Ns.VCloud + "primaryNetworkConnection")) ?? false,
                IsConnected = XmlReading.Bool(item.Text(Ns.Rasd + "AutomaticAllocation")) ?? true,
            });
        }

        return nics;
    }

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text!.Trim();
}
