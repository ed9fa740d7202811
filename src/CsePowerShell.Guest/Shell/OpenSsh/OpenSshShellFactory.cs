using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CsePowerShell.Guest;

/// <summary>Opens shells with the system's OpenSSH client: learn the host key, compare it with the pin, only then log in.</summary>
internal sealed partial class OpenSshShellFactory(OpenSshClient client, GuestShellOptions options, bool multiplex) : IGuestShellFactory
{
    // ssh wants the whole key, a pin is only its fingerprint. Keys seen once are remembered for the life of the process, which saves a connection per shell.
    private static readonly ConcurrentDictionary<string, SshPublicKey> s_seen = new(StringComparer.Ordinal);

    public OpenSshShellFactory(OpenSshClient client, GuestShellOptions options) : this(client, options, !PrivateFiles.IsWindows)
    {
    }

    public string Name => "OpenSSH";

    public async Task<IGuestShell> OpenAsync(GuestEndpoint endpoint, GuestCredential credential, IHostKeyPins pins, CancellationToken cancellationToken)
    {
        if (endpoint.JumpHost is { Key: null } && credential.IsPassword)
            throw new ArgumentException("A jump host is logged in to with a key: set JumpHost.Key.", nameof(endpoint));
        PrivateFolder folder = PrivateFolder.Create();
        OpenSshClient.Session session = new(client, endpoint, credential, options, folder);
        try
        {
            if (endpoint.JumpHost is { } jump)
                await TrustAsync(session, OpenSshConfig.Jump, jump.PinId, pins, cancellationToken).ConfigureAwait(false);
            await TrustAsync(session, OpenSshConfig.Node, endpoint.VmId, pins, cancellationToken).ConfigureAwait(false);
            ISshConnection connection;
            try
            {
                connection = await OpenSshConnection.OpenAsync(session, multiplex, cancellationToken).ConfigureAwait(false);
            }
            catch (HostKeyRefusedException)
            {
                // The remembered key is not the server's any more, or the server changed between the two connections.
                throw await ChangedAsync(session, OpenSshConfig.Node, endpoint.VmId, cancellationToken).ConfigureAwait(false);
            }

            foreach (KeyValuePair<string, string> first in session.FirstContacts)
                pins.Pin(first.Key, first.Value);
            LogOpened(options.Logger, endpoint.NodeName, endpoint.Address, endpoint.Port);
            return new GuestShell(endpoint, connection, options);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private static async Task TrustAsync(OpenSshClient.Session session, string target, string pinId, IHostKeyPins pins, CancellationToken cancellationToken)
    {
        string? pin = pins.Find(pinId);
        if (pin is null || !s_seen.TryGetValue(pin, out SshPublicKey? key))
            key = await session.ProbeAsync(target, cancellationToken).ConfigureAwait(false);
        if (pin is not null && key.Fingerprint != pin)
            throw new GuestHostKeyChangedException(session.Endpoint, pinId, pin, key.Fingerprint);
        s_seen[key.Fingerprint] = key;
        session.Trust(target, key);
        if (pin is null)
            session.FirstContacts[pinId] = key.Fingerprint;
    }

    private static async Task<Exception> ChangedAsync(OpenSshClient.Session session, string target, string pinId, CancellationToken cancellationToken)
    {
        string expected = session.Trusted[target].Fingerprint;
        SshPublicKey actual = await session.ProbeAsync(target, cancellationToken).ConfigureAwait(false);
        return new GuestHostKeyChangedException(session.Endpoint, pinId, expected, actual.Fingerprint);
    }

    [LoggerMessage(3, LogLevel.Debug, "OpenSSH connection to {Node} at {Address}:{Port} is open")]
    private static partial void LogOpened(ILogger logger, string node, string address, int port);
}

/// <summary>ssh did not accept the server's host key.</summary>
internal sealed class HostKeyRefusedException : Exception;
