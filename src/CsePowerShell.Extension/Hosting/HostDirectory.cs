using CsePowerShell.Clusters.Contract;
using CsePowerShell.Extension.Transport;
using Microsoft.Extensions.Logging;

namespace CsePowerShell.Extension.Hosting;

/// <summary>
/// Which hosts there are. Each says every few seconds that it is there; one that has been silent for some time is forgotten. Nothing is decided by it that would
/// be wrong when it is out of date: whose job a job is, the broker alone says.
/// </summary>
internal sealed partial class HostDirectory(IMessageTransport transport, ServiceSettings settings, Func<HostDocument> self, ILogger logger)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_forgotten = TimeSpan.FromSeconds(16);

    private readonly ILogger _logger = logger;
    private readonly object _gate = new();
    private readonly Dictionary<string, (HostDocument Host, DateTimeOffset Seen)> _others = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The other hosts that are there and take work.</summary>
    public IReadOnlyList<HostDocument> Others
    {
        get
        {
            DateTimeOffset oldest = settings.Clock.GetUtcNow() - s_forgotten;
            lock (_gate)
                return [.. _others.Values.Where(other => other.Seen >= oldest && other.Host.Status != HostDocument.Draining).Select(other => other.Host)];
        }
    }

    /// <summary>All hosts, this one included, by name.</summary>
    public IReadOnlyList<HostDocument> All
    {
        get
        {
            DateTimeOffset oldest = settings.Clock.GetUtcNow() - s_forgotten;
            lock (_gate)
                return [.. _others.Values.Where(other => other.Seen >= oldest).Select(other => other.Host).Append(self()).OrderBy(host => host.Host, StringComparer.OrdinalIgnoreCase)];
        }
    }

    /// <summary>Takes what a host says about itself.</summary>
    public void Note(Announcement announcement, CancellationToken cancellationToken)
    {
        if (announcement.Presence is not { Host.Length: > 0 } host || string.Equals(host.Host, settings.HostName, StringComparison.OrdinalIgnoreCase))
            return;
        lock (_gate)
        {
            if (announcement.IsLeaving)
                _others.Remove(host.Host);
            else
                _others[host.Host] = (host, settings.Clock.GetUtcNow());
        }

        if (announcement.IsGreeting)
            _ = SayAsync(new Announcement(), cancellationToken);
    }

    /// <summary>Says that this host has come.</summary>
    public Task GreetAsync(CancellationToken cancellationToken) => SayAsync(new Announcement { IsGreeting = true }, cancellationToken);

    /// <summary>Says that this host goes.</summary>
    public Task LeaveAsync(CancellationToken cancellationToken) => SayAsync(new Announcement { IsLeaving = true }, cancellationToken);

    /// <summary>Says now and then that this host is there, until it is stopped.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await settings.Clock.Delay(s_interval, cancellationToken).ConfigureAwait(false);
                await SayAsync(new Announcement(), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task SayAsync(Announcement announcement, CancellationToken cancellationToken)
    {
        if (!transport.IsConnected)
            return;
        announcement.Presence = self();
        try
        {
            await transport.AnnounceAsync(ContractJson.Write(announcement), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is TransportException or OperationCanceledException)
        {
            LogNotSaid(error.Message);
        }
    }

    [LoggerMessage(EventId = 310, Level = LogLevel.Debug, Message = "The other hosts could not be told that this one is there: {Error}")]
    private partial void LogNotSaid(string error);
}
