using System.Net.Security;
using RabbitMQ.Client;

namespace CsePowerShell.Extension.Transport.RabbitMq;

/// <summary>Opens connections to the broker as the options say.</summary>
internal sealed class BrokerConnector(BrokerOptions options)
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);

    /// <exception cref="TransportException">There is no connection; the message says why and never holds the password.</exception>
    public async Task<IConnection> ConnectAsync(string purpose, CancellationToken cancellationToken)
    {
        var trust = new CertificateTrust(options);
        var factory = new ConnectionFactory
        {
            HostName = options.Host,
            Port = options.EffectivePort,
            VirtualHost = options.VirtualHost,
            UserName = options.UserName,
            Password = options.Password(),
            RequestedHeartbeat = options.Heartbeat,
            RequestedConnectionTimeout = s_timeout,
            HandshakeContinuationTimeout = s_timeout,
            ContinuationTimeout = s_timeout,
            // What has to happen when a connection is lost is more than declaring queues again: jobs must stop. So the session is built anew instead.
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            ClientProvidedName = options.ConnectionName + " " + purpose,
            MaxInboundMessageBodySize = 16 * 1024 * 1024,
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
}
