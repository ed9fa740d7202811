using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace CsePowerShell.Extension.Transport.RabbitMq;

/// <summary>
/// Notices that the password on the broker was changed, and has the host connect with the new one. A connection that is open outlives a change of its password, so
/// nothing is hurried: the new one is tried beside it first, and one that the broker does not take leaves everything as it is.
/// </summary>
internal sealed partial class PasswordWatch(BrokerOptions options)
{
    // One that was refused may be taken later: the secret was changed here before it was changed on the broker.
    private const int ChecksBetweenTries = 3;

    // The deadline of a request, and a little.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly ILogger _logger = options.Logger;
    private string? _refused;
    private string _told = "";
    private int _pause;

    /// <summary>Looks until the session ends, and ends it itself when there is a better password.</summary>
    public async Task RunAsync(RabbitMqSession session, CancellationToken cancellationToken)
    {
        try
        {
            do
                await options.Clock.Delay(options.PasswordCheck, cancellationToken).ConfigureAwait(false);
            while (!await IsBetterAsync(session.Password, cancellationToken).ConfigureAwait(false));
            LogChanged(options.UserName);
            await session.LeaveAsync("the password has changed", s_patience, options.Clock, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // The session has ended.
        }
    }

    private async Task<bool> IsBetterAsync(string used, CancellationToken cancellationToken)
    {
        try
        {
            var connector = new BrokerConnector(options);
            string password = connector.Password();
            if (password == used)
            {
                (_refused, _told) = (null, "");
                return false;
            }

            if (password == _refused && --_pause > 0)
                return false;
            (_refused, _pause) = (password, ChecksBetweenTries);
            // Taken is taken, however the connection ends; and it ends also when this session does in the same moment.
            await EndAsync(await connector.ConnectAsync("password", password, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
            return true;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever a vault fails with, and a broker that does not answer in time: a watch that ended by it would never see the next password, and would
            // take the host along.
            // Once for each reason: it may be a long time until somebody mends it.
            if (error.Message != _told)
                LogRefused(options.UserName, _told = error.Message);
            return false;
        }
    }

    private static async Task EndAsync(IConnection connection)
    {
        try
        {
            await connection.CloseAsync(TimeSpan.FromSeconds(3)).ConfigureAwait(false);
        }
        catch (Exception error) when (error is OperationCanceledException || RabbitMqSession.IsBrokerError(error))
        {
            // The broker was faster.
        }

        await connection.DisposeAsync().ConfigureAwait(false);
    }

    [LoggerMessage(EventId = 110, Level = LogLevel.Information, Message = "The password of {User} on the broker was changed; connecting again with the new one")]
    private partial void LogChanged(string user);

    [LoggerMessage(EventId = 111, Level = LogLevel.Warning, Message = "The password of {User} on the broker was changed, and the new one cannot be used; the host goes on with the connection it has. {Error}")]
    private partial void LogRefused(string user, string error);
}
