using System.Collections.Concurrent;
using RabbitMQ.Client;

namespace CsePowerShell.Extension.Transport.RabbitMq;

/// <summary>
/// Publishes answers. Where they go stands in the request, and publishing to an exchange that does not exist costs the channel with everything on it: so an
/// exchange is looked at once, on a channel of its own, before the first answer goes there.
/// </summary>
internal sealed class ReplyChannel(IConnection connection, BrokerNames names) : IDisposable
{
    private const int MaxNameLength = 255;
    private const int MaxKnown = 1_000;

    private readonly SemaphoreSlim _publishing = new(1, 1);
    private readonly SemaphoreSlim _looking = new(1, 1);
    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);
    private IChannel? _channel;

    /// <summary>Whether an answer can go there at all. vCD's reply exchange has a name; the default exchange would reach any queue, the service's own included.</summary>
    public static bool IsPossible(string? exchange, string? key) =>
        exchange is { Length: > 0 and <= MaxNameLength } && key is { Length: > 0 and <= MaxNameLength };

    /// <exception cref="TransportException">The answer was not published.</exception>
    public async Task PublishAsync(string exchange, string key, string? correlationId, byte[] answer, CancellationToken cancellationToken)
    {
        if (!await IsThereAsync(exchange, cancellationToken).ConfigureAwait(false))
            throw new UnknownReplyExchangeException();
        var properties = new BasicProperties { CorrelationId = correlationId, ContentType = "application/json" };
        // A channel is not for several publishers at once.
        await _publishing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_channel is not { IsOpen: true })
                _channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            await _channel.BasicPublishAsync(exchange, key, mandatory: false, properties, answer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (RabbitMqSession.IsBrokerError(error))
        {
            _known.TryRemove(exchange, out _);
            throw new TransportException("The answer could not be published: " + error.Message, error);
        }
        finally
        {
            _publishing.Release();
        }
    }

    public void Dispose()
    {
        _publishing.Dispose();
        _looking.Dispose();
    }

    private async Task<bool> IsThereAsync(string exchange, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(exchange, out bool isThere))
            return isThere;
        if (string.Equals(exchange, names.Control, StringComparison.Ordinal))
            return false;
        // One at a time: whoever sends a thousand invented names gets his answers slowly, and nobody else notices.
        await _looking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_known.TryGetValue(exchange, out isThere))
                return isThere;
            isThere = await LookAsync(exchange, cancellationToken).ConfigureAwait(false);
            if (_known.Count >= MaxKnown)
                _known.Clear();
            _known[exchange] = isThere;
            return isThere;
        }
        finally
        {
            _looking.Release();
        }
    }

    private async Task<bool> LookAsync(string exchange, CancellationToken cancellationToken)
    {
        try
        {
            IChannel channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            await using (channel.ConfigureAwait(false))
                await channel.ExchangeDeclarePassiveAsync(exchange, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception error) when (RabbitMqSession.IsBrokerError(error) && connection.IsOpen)
        {
            return false;
        }
        catch (Exception error) when (RabbitMqSession.IsBrokerError(error))
        {
            throw new TransportException("The connection to the broker is gone.", error);
        }
    }
}
