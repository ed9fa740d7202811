using System.Net;
using System.Net.Sockets;

namespace CsePowerShell.Simulator.Guests;

/// <summary>
/// The port that all guests of a simulator listen on for SSH. 22 is taken on 127.x too when the machine's own sshd listens on 0.0.0.0:22,
/// which installing openssh-server starts on an ordinary Debian.
/// </summary>
public static class GuestSshPort
{
    private const int Usual = 22;
    private const int Fallback = 2222;

    /// <summary>The asked port, or 22 when it can be bound on <paramref name="probe"/>, else the first free one from 2222 on.</summary>
    public static int Choose(IPAddress probe, int? asked = null)
    {
        if (asked is { } port)
            return port;
        if (CanBind(probe, Usual))
            return Usual;
        int candidate = Fallback;
        while (!CanBind(probe, candidate))
            candidate++;
        return candidate;
    }

    private static bool CanBind(IPAddress address, int port)
    {
        using Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
