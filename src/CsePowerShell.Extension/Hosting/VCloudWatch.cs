using CsePowerShell.Clusters;
using CsePowerShell.Extension.Transport;
using Microsoft.Extensions.Logging;

namespace CsePowerShell.Extension.Hosting;

/// <summary>
/// Notices that this host cannot reach vCD. While there are others it leaves the work to them: it gives its connection to the broker up, and comes back when vCD
/// answers again. The last host stays, because an answer that says what is wrong is better than none.
/// </summary>
internal sealed partial class VCloudWatch(Func<CancellationToken, Task> probe, IMessageTransport transport, HostDirectory hosts, ServiceSettings settings, ILogger logger)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(4);

    private readonly ILogger _logger = logger;
    private readonly object _gate = new();
    private Task<bool>? _asking;

    /// <summary>Whether vCD does not answer this host now. Whoever asks at the same time shares one question.</summary>
    public async Task<bool> IsLostAsync()
    {
        Task<bool> asking;
        lock (_gate)
        {
            if (_asking is null || _asking.IsCompleted)
                _asking = Task.Run(AskAsync);
            asking = _asking;
        }

        return await asking.ConfigureAwait(false);
    }

    /// <summary>Leaves everything that was delivered to this host to the others.</summary>
    /// <param name="why">For the log.</param>
    /// <returns>False: there is nobody to leave it to.</returns>
    public bool LeaveToOthers(string why)
    {
        if (hosts.Others.Count == 0)
            return false;
        transport.Abandon(why);
        return true;
    }

    /// <summary>Looks now and then, until it is stopped: a network that swallows packets would else be noticed by tenants first.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            int failures = 0;
            while (true)
            {
                await settings.Clock.Delay(settings.VCloudProbeInterval, cancellationToken).ConfigureAwait(false);
                failures = transport.IsConnected && await IsLostAsync().ConfigureAwait(false) ? failures + 1 : 0;
                // Once may be a hiccup.
                if (failures >= 2 && LeaveToOthers("vCloud Director does not answer this host"))
                    failures = 0;
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task<bool> AskAsync()
    {
        using CancellationTokenSource limit = settings.Clock.CreateCancellationTokenSource(s_patience);
        try
        {
            await probe(limit.Token).ConfigureAwait(false);
            return false;
        }
        catch (Exception error) when (error is ClusterException or OperationCanceledException)
        {
            LogLost(error.Message);
            return true;
        }
    }

    [LoggerMessage(EventId = 320, Level = LogLevel.Warning, Message = "vCloud Director does not answer this host: {Error}")]
    private partial void LogLost(string error);
}
