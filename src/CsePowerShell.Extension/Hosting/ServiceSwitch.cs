using CsePowerShell.Clusters;
using CsePowerShell.Clusters.Contract;
using CsePowerShell.Extension.Transport;
using Microsoft.Extensions.Logging;

namespace CsePowerShell.Extension.Hosting;

/// <summary>
/// Whether tenants are served. All hosts agree: the answer is kept in vCD, read at each connect, and announced when it changes. vCD's own switch for the
/// extension stays on, or the request to switch on again could not arrive.
/// </summary>
internal sealed partial class ServiceSwitch(IServiceAccount account, IMessageTransport transport, ServiceSettings settings, ILogger logger)
{
    private readonly ILogger _logger = logger;
    private volatile bool _isEnabled = true;
    private volatile bool _isDraining;

    /// <summary>Somebody asked this host to finish and to stop.</summary>
    public event Action? DrainRequested;

    public bool IsEnabled => _isEnabled;

    public bool IsDraining => _isDraining;

    public string Status => _isDraining ? "Shutting down" : _isEnabled ? "Running" : "Disabled";

    /// <summary>The same for programs.</summary>
    public string Health => _isDraining ? HostDocument.Draining : _isEnabled ? "ok" : "disabled";

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            _isEnabled = await account.ReadEnabledAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ClusterException error)
        {
            LogNotRead(error.Message);
        }
    }

    /// <exception cref="ClusterException">SPEC_CONFLICT while draining; VCD_UNAVAILABLE, BROKER_UNAVAILABLE.</exception>
    public async Task SetAsync(bool enabled, CancellationToken cancellationToken)
    {
        if (enabled && _isDraining)
            throw new ClusterException(ErrorCodes.SpecConflict, "Cannot enable while being stopped.");
        await account.WriteEnabledAsync(enabled, cancellationToken).ConfigureAwait(false);
        _isEnabled = enabled;
        await AnnounceAsync(new Announcement { Enabled = enabled }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops hosts after what they have begun.</summary>
    /// <param name="host">Which one; null: all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task DrainAsync(string? host, CancellationToken cancellationToken) => AnnounceAsync(new Announcement { Drain = true, Host = host }, cancellationToken);

    /// <summary>Takes an announcement of any host.</summary>
    public void OnAnnouncement(Announcement announcement)
    {
        if (announcement.Enabled is { } enabled && enabled != _isEnabled)
        {
            _isEnabled = enabled;
            LogSwitched(enabled ? "enabled" : "disabled");
        }

        if (announcement.Drain && (announcement.Host is null || string.Equals(announcement.Host, settings.HostName, StringComparison.OrdinalIgnoreCase)))
            BeginDrain();
    }

    public void BeginDrain()
    {
        if (_isDraining)
            return;
        _isDraining = true;
        LogDraining();
        DrainRequested?.Invoke();
    }

    private async Task AnnounceAsync(Announcement announcement, CancellationToken cancellationToken)
    {
        try
        {
            await transport.AnnounceAsync(ContractJson.Write(announcement), cancellationToken).ConfigureAwait(false);
        }
        catch (TransportException error)
        {
            throw new ClusterException(ErrorCodes.BrokerUnavailable, "The other hosts could not be told.", "Send the request again.", error);
        }
    }

    [LoggerMessage(EventId = 300, Level = LogLevel.Information, Message = "The service is {State} for tenants")]
    private partial void LogSwitched(string state);

    [LoggerMessage(EventId = 301, Level = LogLevel.Information, Message = "Draining: nothing new is taken, what was begun is finished")]
    private partial void LogDraining();

    [LoggerMessage(EventId = 302, Level = LogLevel.Warning, Message = "Whether the service is enabled could not be read: {Error}")]
    private partial void LogNotRead(string error);
}
