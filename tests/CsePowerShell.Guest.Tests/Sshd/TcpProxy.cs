using System.Net;
using System.Net.Sockets;

namespace CsePowerShell.Guest.Tests;

/// <summary>Stands between client and server and misbehaves when asked to.</summary>
internal sealed class TcpProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> _open = [];
    private readonly Func<Socket, Task> _serve;

    private TcpProxy(Func<TcpProxy, Socket, Task> serve)
    {
        _serve = socket => serve(this, socket);
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections { get; private set; }

    public static TcpProxy To(int port) => new((proxy, client) => proxy.ForwardAsync(client, port));

    public static TcpProxy Silent() => new((_, _) => Task.CompletedTask);

    public static TcpProxy Saying(string text) => new((_, client) => client.SendAsync(System.Text.Encoding.ASCII.GetBytes(text)));

    /// <summary>Drops every connection as a failing network does, with a reset.</summary>
    public void Cut()
    {
        lock (_open)
        {
            foreach (Socket socket in _open)
            {
                try
                {
                    socket.LingerState = new LingerOption(true, 0);
                    socket.Dispose();
                }
                catch (ObjectDisposedException)
                {
                    // Closed by its own end already.
                }
            }

            _open.Clear();
        }
    }

    public void Dispose()
    {
        _listener.Stop();
        Cut();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptSocketAsync();
                lock (_open)
                {
                    Connections++;
                    _open.Add(client);
                }

                _ = _serve(client);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ForwardAsync(Socket client, int port)
    {
        Socket server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await server.ConnectAsync(IPAddress.Loopback, port);
        lock (_open)
            _open.Add(server);
        await Task.WhenAny(PumpAsync(client, server), PumpAsync(server, client));
        client.Dispose();
        server.Dispose();
    }

    private static async Task PumpAsync(Socket from, Socket to)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer)) > 0)
                await to.SendAsync(buffer.AsMemory(0, read));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }
}
