#if SSHNET
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace CsePowerShell.Guest;

/// <summary>Opens shells with SSH.NET, inside this process.</summary>
internal sealed partial class SshNetShellFactory(GuestShellOptions options) : IGuestShellFactory
{
    public string Name => "SSH.NET";

    public async Task<IGuestShell> OpenAsync(GuestEndpoint endpoint, GuestCredential credential, IHostKeyPins pins, CancellationToken cancellationToken)
    {
        if (endpoint.JumpHost is { Key: null } && credential.IsPassword)
            throw new ArgumentException("A jump host is logged in to with a key: set JumpHost.Key.", nameof(endpoint));
        SshClient? jump = null;
        ForwardedPortLocal? forward = null;
        try
        {
            string host = endpoint.Address;
            int port = endpoint.Port;
            if (endpoint.JumpHost is { } via)
            {
                jump = await ConnectAsync(endpoint, credential, GuestCredential.FromKey(via.Key ?? credential.Key!), via.Address, via.Port, via.UserName, via.PinId, pins, atJumpHost: true, cancellationToken)
                    .ConfigureAwait(false);

                // A port on the loopback for the life of this shell: SSH.NET offers no other way to connect through a channel.
                forward = new ForwardedPortLocal("127.0.0.1", 0, endpoint.Address, (uint)endpoint.Port);
                jump.AddForwardedPort(forward);
                forward.Start();
                host = "127.0.0.1";
                port = (int)forward.BoundPort;
            }

            SshClient node = await ConnectAsync(endpoint, credential, credential, host, port, endpoint.UserName, endpoint.VmId, pins, atJumpHost: false, cancellationToken).ConfigureAwait(false);
            LogOpened(options.Logger, endpoint.NodeName, endpoint.Address, endpoint.Port);
            return new GuestShell(endpoint, new SshNetConnection(node, forward, jump), options);
        }
        catch
        {
            forward?.Dispose();
            jump?.Dispose();
            throw;
        }
    }

    private async Task<SshClient> ConnectAsync(
        GuestEndpoint endpoint, GuestCredential shown, GuestCredential credential, string host, int port, string user, string pinId, IHostKeyPins pins, bool atJumpHost, CancellationToken cancellationToken)
    {
        string? pin = pins.Find(pinId), seen = null;
        SshClient client = new(Connection(credential, host, port, user)) { KeepAliveInterval = options.KeepAlive };
        client.HostKeyReceived += (_, e) =>
        {
            seen = "SHA256:" + e.FingerPrintSHA256;
            e.CanTrust = pin is null || seen == pin;
        };
        try
        {
            await client.ConnectAsync(cancellationToken).ConfigureAwait(false);
            if (pin is null && seen is not null)
                pins.Pin(pinId, seen);
            return client;
        }
        catch (Exception e)
        {
            client.Dispose();
            if (pin is not null && seen is not null && seen != pin)
                throw new GuestHostKeyChangedException(endpoint, pinId, pin, seen);
            cancellationToken.ThrowIfCancellationRequested();
            throw Describe(e, endpoint, shown, atJumpHost) ?? e;
        }
    }

    private ConnectionInfo Connection(GuestCredential credential, string host, int port, string user)
    {
        AuthenticationMethod[] methods;
        if (credential.Password is { } password)
        {
            // Some servers take passwords only as the answer to a question.
            KeyboardInteractiveAuthenticationMethod questions = new(user);
            questions.AuthenticationPrompt += (_, e) =>
            {
                foreach (AuthenticationPrompt prompt in e.Prompts.Where(prompt => !prompt.IsEchoed))
                    prompt.Response = password;
            };
            methods = [new PasswordAuthenticationMethod(user, password), questions];
        }
        else
        {
            methods = [new PrivateKeyAuthenticationMethod(user, new PrivateKeyFile(credential.Key!.Path))];
        }

        ConnectionInfo connection = new(host, port, user, methods)
        {
            Timeout = options.ConnectTimeout,
            ChannelCloseTimeout = TimeSpan.FromSeconds(1),
            MaxSessions = 10,
        };
        var known = connection.HostKeyAlgorithms.ToDictionary(pair => pair.Key, pair => pair.Value);
        connection.HostKeyAlgorithms.Clear();
        foreach (string algorithm in HostKeyTypes.Algorithms.Where(known.ContainsKey))
            connection.HostKeyAlgorithms.Add(algorithm, known[algorithm]);
        return connection;
    }

    private static GuestException? Describe(Exception error, GuestEndpoint endpoint, GuestCredential credential, bool atJumpHost)
    {
        string detail = error.Message.TrimEnd('.');
        GuestUnreachableReason? reason = error switch
        {
            SocketException { SocketErrorCode: SocketError.ConnectionRefused } => GuestUnreachableReason.Refused,
            SocketException { SocketErrorCode: SocketError.TimedOut } or SshOperationTimeoutException => GuestUnreachableReason.TimedOut,
            SocketException { SocketErrorCode: SocketError.HostUnreachable or SocketError.NetworkUnreachable } => GuestUnreachableReason.NoRoute,
            SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } => GuestUnreachableReason.NameNotResolved,
            SocketException { SocketErrorCode: SocketError.ConnectionReset } => GuestUnreachableReason.Closed,
            SshAuthenticationException => null,
            SshConnectionException => GuestUnreachableReason.Closed,
            SocketException or SshException or IOException => GuestUnreachableReason.Other,
            _ => null,
        };
        if (error is SshAuthenticationException)
            return new GuestAuthenticationException(endpoint, credential, detail, atJumpHost, error);
        return reason is { } known ? new GuestUnreachableException(endpoint, known, detail, atJumpHost, error) : null;
    }

    [LoggerMessage(4, LogLevel.Debug, "SSH.NET connection to {Node} at {Address}:{Port} is open")]
    private static partial void LogOpened(ILogger logger, string node, string address, int port);
}
#endif
