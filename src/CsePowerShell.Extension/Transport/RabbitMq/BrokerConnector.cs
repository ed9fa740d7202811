using System.Net.Security;
using CsePowerShell.Extension.Configuration;
using RabbitMQ.Client;

namespace CsePowerShell.Extension.Transport.RabbitMq;

/// <summary>Opens connections to the broker as the options say.</summary>
internal sealed class BrokerConnector(BrokerOptions options)
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);

    /// <exception cref="TransportException">There is no connection; the message says why and never holds the password.</exception>
    public Task<IConnection> ConnectAsync(string purpose, CancellationToken cancellationToken) => ConnectAsync(purpose, Password(), cancellationToken);

    /// <exception cref="TransportException">There is no connection; the message says why and never holds the password.</exception>
    public async Task<IConnection> ConnectAsync(string purpose, string password, CancellationToken cancellationToken)
    {
        var trust = new CertificateTrust(options);
        var factory = new ConnectionFactory
        {
            HostName = options.Host,
            Port = options.EffectivePort,
            VirtualHost = options.VirtualHost,
            UserName = options.UserName,
            Password = password,
            RequestedHeartbeat = options.Heartbeat,
            RequestedConnectionTimeout = s_timeout,
            HandshakeContinuationTimeout = s_timeout,
            ContinuationTimeout = s_timeout,
            // What has to happen when a connection is lost is more than declaring queues again: jobs must stop. So the session is built anew instead.
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            ClientProvidedName = options.ConnectionName + " " + purpose,
            // The broker's own limit. A message above the client's would cost the connection, and again each time it came back.
            MaxInboundMessageBodySize = 512 * 1024 * 1024,
            Ssl = new SslOption
            {
                Enabled = options.UseTls,
                ServerName = options.Host,
                AcceptablePolicyErrors = SslPolicyErrors.None,
                CertificateValidationCallback = trust.Check,
            },
        };
        try
        {
            return await factory.CreateConnectionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw BrokerConnectionException.Of(error, options, trust.Refused);
        }
    }

    /// <summary>The password as it is now.</summary>
    /// <exception cref="TransportException">It cannot be read.</exception>
    public string Password()
    {
        try
        {
            return options.Password();
        }
        catch (ConfigurationException error)
        {
            // A secret that is being replaced just now must not end the host.
            throw new TransportException($"No connection to the broker {options.Host}:{options.EffectivePort}: its password cannot be read. {error.Message}", error);
        }
    }
}
