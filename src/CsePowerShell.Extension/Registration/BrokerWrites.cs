using CsePowerShell.Clusters;
using CsePowerShell.Extension.Transport;
using CsePowerShell.Extension.Transport.RabbitMq;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace CsePowerShell.Extension.Registration;

/// <summary>One write on the broker, on a connection of its own: there are a dozen of them in the life of an installation, and each either happened or did not.</summary>
internal static class BrokerWrites
{
    /// <exception cref="ClusterException">It was not written, with the broker's words.</exception>
    public static async Task RunAsync(BrokerOptions options, string action, Func<IChannel, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        try
        {
            IConnection connection = await new BrokerConnector(options).ConnectAsync("registration", cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                IChannel channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
                await using (channel.ConfigureAwait(false))
                    await write(channel, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (BrokerConnectionException error)
        {
            throw error.ToClusterException();
        }
        catch (OperationInterruptedException error) when (error.ShutdownReason?.ReplyCode == 403)
        {
            throw new ClusterException(ErrorCodes.Forbidden, $"The broker does not let user \"{options.UserName}\" {action}: {error.ShutdownReason.ReplyText}.",
                "Give the user the permission (rabbitmqctl set_permissions) and run the same command again; it continues.", error);
        }
        catch (Exception error) when (RabbitMqSession.IsBrokerError(error))
        {
            throw new ClusterException(ErrorCodes.BrokerUnavailable, $"The broker did not {action}: {error.Message}", "Run the same command again; it continues.", error);
        }
    }
}
