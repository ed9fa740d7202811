using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CsePowerShell.Clusters;

/// <summary>An IPv4 network in CIDR notation.</summary>
internal readonly record struct Ipv4Subnet(uint Network, int PrefixLength)
{
    public uint Last => Network | ~Mask(PrefixLength);

    /// <summary>Reads <c>10.244.0.0/16</c>. Host bits may be set; the network is what remains of it.</summary>
    public static Ipv4Subnet? TryParse(string text)
    {
        string[] parts = text.Trim().Split('/');
        if (parts.Length != 2 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int prefix) || prefix > 32)
            return null;
        return TryParseAddress(parts[0]) is { } address ? new Ipv4Subnet(address & Mask(prefix), prefix) : null;
    }

    /// <summary>The network an address lies in, from a mask such as 255.255.255.0.</summary>
    public static Ipv4Subnet? FromMask(string address, string mask)
    {
        if (TryParseAddress(address) is not { } number || TryParseAddress(mask) is not { } bits)
            return null;
        int prefix = 0;
        while (prefix < 32 && (bits & (0x80000000u >> prefix)) != 0)
            prefix++;
        return bits == Mask(prefix) ? new Ipv4Subnet(number & bits, prefix) : null;
    }

    public bool Overlaps(Ipv4Subnet other) => Network <= other.Last && other.Network <= Last;

    public override string ToString() => $"{Network >> 24}.{(Network >> 16) & 255}.{(Network >> 8) & 255}.{Network & 255}/{PrefixLength}";

    private static uint Mask(int prefix) => prefix == 0 ? 0 : uint.MaxValue << (32 - prefix);

    private static uint? TryParseAddress(string text)
    {
        // IPAddress also takes "10" and "0x0a.1"; nobody who writes a subnet means that.
        if (text.Count(character => character == '.') != 3 || !IPAddress.TryParse(text, out IPAddress? address) || address.AddressFamily != AddressFamily.InterNetwork)
            return null;
        byte[] bytes = address.GetAddressBytes();
        return ((uint)bytes[0] << 24) | ((uint)bytes[1] << 16) | ((uint)bytes[2] << 8) | bytes[3];
    }
}
