using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace CsePowerShell.Simulator.Guests.Agent;

/// <summary>Takes the calls of the tools in the guests (Scripts/shim.sh) on a loopback port.</summary>
internal sealed class AgentListener : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, bool> _calls = new();
    private readonly Func<string, Guest?> _findByToken;
    private readonly GuestProgram _run;
    private readonly Task _accepting;

    public AgentListener(Func<string, Guest?> findByToken, GuestProgram run)
    {
        _findByToken = findByToken;
        _run = run;
        _listener.Start(512);
        _accepting = AcceptAsync();
    }

    /// <summary>Where the guests reach it.</summary>
    public EndPoint EndPoint => _listener.LocalEndpoint;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_calls.Keys);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptSocketAsync(_stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                if (_stop.IsCancellationRequested)
                    return;
                continue;
            }
            Task call = Task.Run(() => ServeAsync(socket), CancellationToken.None);
            _calls[call] = true;
            _ = call.ContinueWith(done => _calls.TryRemove(done, out _), TaskScheduler.Default);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using AgentConnection connection = new(socket);
            GuestCommand? command = await connection.ReceiveAsync(_findByToken, _stop.Token);
            if (command is null || connection.Caller is not { } caller)
                return;
            using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, caller.Lifetime.Token, connection.Gone);
            int exitCode = await _run(command, end.Token);
            await connection.ExitAsync(exitCode, end.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // The caller was killed or its guest stopped: there is nobody left to tell.
        }
    }
}
