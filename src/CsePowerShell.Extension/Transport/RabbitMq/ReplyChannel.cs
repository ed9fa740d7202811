using System.Collections.Concurrent;
using RabbitMQ.Client;

namespace CsePowerShell.Extension.Transport.RabbitMq;

/// <summary>
/// Publishes answers. Where they go stands in the request, and publishing to an exchange that does not exist costs the channel with everything on it: so an
/// exchange is looked at once, on a channel of its own, before the first answer goes there.
/// </summary>
internal sealed class ReplyChannel(IConnection connection, BrokerNames names, BrokerOptions options) : IDisposable
{
    private const int MaxNameLength = 255;
    private const int MaxKnown = 1_000;
    private const int Attempts = 3;

    // An exchange that is not there may come: a vCD that is set up anew makes its own a moment later.
    private static readonly TimeSpan s_absenceKept = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _publishing = new(1, 1);
    private readonly SemaphoreSlim _looking = new(1, 1);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _absent = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);
    // Nobody waits for an answer longer than for the request.
    private readonly string _expiration = options.RequestExpiry.TotalMilliseconds.ToString("0", System.Globalization.CultureInfo.InvariantCulture);
    private IChannel? _channel;

    /// <summary>
    /// Whether an answer can go there at all. vCD's reply exchange has a name; the default exchange would reach any queue, the service's own included, and the
    /// broker's own exchanges are nobody's to answer to.
    /// </summary>
    public static bool IsPossible(string? exchange, string? key) =>
        exchange is { Length: > 0 and <= MaxNameLength } && !exchange.StartsWith("amq.", StringComparison.Ordinal) && key is { Length: > 0 and <= MaxNameLength };

    /// <exception cref="TransportException">The connection is gone.</exception>
    /// <exception cref="UnknownReplyExchangeException">The answer cannot be published there.</exception>
    public async Task PublishAsync(string exchange, string key, string? correlationId, byte[] answer, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            if (!await IsThereAsync(exchange, cancellationToken).ConfigureAwait(false))
                throw new UnknownReplyExchangeException();
            try
            {
                await PublishOnceAsync(exchange, key, correlationId, answer, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (Exception error) when (RabbitMqSession.IsBrokerError(error) && !connection.IsOpen)
            {
                throw new TransportException("The answer could not be published: " + error.Message, error);
            }
            catch (Exception error) when (RabbitMqSession.IsBrokerError(error))
            {
                // Only the channel is gone, because of this exchange or another one. A request that is neither answered nor set aside would take up room for ever.
                if (attempt == Attempts)
                    throw new UnknownReplyExchangeException();
            }
        }
    }

    public void Dispose()
    {
        _publishing.Dispose();
        _looking.Dispose();
    }

    private async Task PublishOnceAsync(string exchange, string key, string? correlationId, byte[] answer, CancellationToken cancellationToken)
    {
        var properties = new BasicProperties { CorrelationId = correlationId, ContentType = "application/json", Expiration = _expiration };
        // A channel is not for several publishers at once.
        await _publishing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_channel is not { IsOpen: true })
            {
                _channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
                // The broker closes it when an exchange is not there any more, or is not this user's to write to: every one is looked at again.
                _channel.ChannelShutdownAsync += (_, _) =>
                {
                    _known.Clear();
                    return Task.CompletedTask;
                };
            }

            await _channel.BasicPublishAsync(exchange, key, mandatory: false, properties, answer, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _publishing.Release();
        }
    }

    private async Task<bool> IsThereAsync(string exchange, CancellationToken cancellationToken)
    {
        if (_known.ContainsKey(exchange))
            return true;
        if (string.Equals(exchange, names.Control, StringComparison.Ordinal) || IsAbsent(exchange))
            return false;
        // One at a time: whoever sends a thousand invented names gets his answers slowly, and nobody else notices.
        await _looking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_known.ContainsKey(exchange))
                return true;
            if (IsAbsent(exchange))
                return false;
            bool isThere = await LookAsync(exchange, cancellationToken).ConfigureAwait(false);
            if (_absent.Count + _known.Count >= MaxKnown)
            {
                _absent.Clear();
                _known.Clear();
            }

            if (isThere)
                _known[exchange] = true;
            else
                _absent[exchange] = options.Clock.GetUtcNow() + s_absenceKept;
            return isThere;
        }
        finally
        {
            _looking.Release();
        }
    }

    private bool IsAbsent(string exchange) => _absent.TryGetValue(exchange, out DateTimeOffset until) && until > options.Clock.GetUtcNow();

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
