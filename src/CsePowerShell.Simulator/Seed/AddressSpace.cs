using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace CsePowerShell.Simulator.Seed;

/// <summary>
/// A block of 1,024 loopback addresses, 127.a.b.0/22, that this simulator has to itself. The claim is a bound socket: it ends with the process,
/// however that ends, and other simulators find it taken. Where loopback has one address only (macOS, Windows without adapters), the block is claimed
/// without a socket: no guest listens there.
/// </summary>
internal sealed class AddressSpace : IDisposable
{
    private const int ClaimPort = 34022;
    private readonly Socket? _claim;
    private readonly byte _second;
    private readonly byte _third;

    private AddressSpace(Socket? claim, byte second, byte third) => (_claim, _second, _third) = (claim, second, third);

    public static AddressSpace Claim()
    {
        for (int attempt = 0; attempt < 200; attempt++)
        {
            (byte second, byte third) = ((byte)RandomNumberGenerator.GetInt32(1, 255), (byte)(RandomNumberGenerator.GetInt32(0, 64) * 4));
            Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(new IPAddress([127, second, third, 1]), ClaimPort));
                socket.Listen(1);
                return new AddressSpace(socket, second, third);
            }
            catch (SocketException exception)
            {
                socket.Dispose();
                if (exception.SocketErrorCode == SocketError.AddressNotAvailable) return new AddressSpace(null, second, third);
            }
        }
        throw new InvalidOperationException("No free block of loopback addresses was found; are hundreds of simulators running?");
    }

    /// <summary>An address of the block: which of its four /24 networks, and which host there.</summary>
    public IPAddress At(int network, int host) => new([127, _second, (byte)(_third + network), (byte)host]);

    public void Dispose() => _claim?.Dispose();
}
