using System.Net;
using System.Net.Sockets;

namespace CsePowerShell.Guest;

/// <summary>Which of this machine's addresses is used towards another one: what an administrator needs to look for in a firewall.</summary>
internal static class LocalRoute
{
    /// <summary>The source address, or null when the target is no address or there is no route. Sends nothing: connecting a datagram socket only asks the routing table.</summary>
    public static string? SourceFor(string target)
    {
        if (!IPAddress.TryParse(target, out IPAddress? address))
            return null;
        try
        {
            using Socket socket = new(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(address, 22);
            return (socket.LocalEndPoint as IPEndPoint)?.Address.ToString();
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
