using System.Net;
using System.Net.Sockets;

namespace CsePowerShell.Clusters;

/// <summary>Which of this machine's addresses is used towards another one: what somebody needs who opens a firewall.</summary>
internal static class SourceAddress
{
    /// <summary>The address; null without a route. Nothing is sent: connecting a datagram socket only asks the routing table.</summary>
    public static string? Towards(string target)
    {
        if (!IPAddress.TryParse(target, out IPAddress? address))
            return null;
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(address, 22);
            return (socket.LocalEndPoint as IPEndPoint)?.Address.ToString();
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
