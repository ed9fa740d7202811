using CsePowerShell.Clusters;
using CsePowerShell.Clusters.Contract;
using CsePowerShell.Extension.Transport;
using CsePowerShell.VCloud;
using Microsoft.Extensions.Logging;

namespace CsePowerShell.Extension.Hosting;

/// <summary>
/// In which VDCs the provider wants clusters. What is said is kept on the VDCs in vCD and read by every host at each connect and once a minute, so that no request
/// has to ask; what goes through a host is announced to the others at once.
/// </summary>
internal sealed partial class VdcGate(IServiceAccount account, IMessageTransport transport, ServiceSettings settings, ILogger logger)
{
    // vCD carries the write out as a task. A list that was asked for sooner after the announcement may not have it yet.
    private static readonly TimeSpan s_settled = TimeSpan.FromSeconds(15);

    private readonly ILogger _logger = logger;
    private readonly object _gate = new();
    private readonly Dictionary<string, (string Provider, DateTimeOffset Said)> _announced = new(StringComparer.OrdinalIgnoreCase);
    private volatile IReadOnlyDictionary<string, string>? _providers;

    /// <summary>Checks that nodes may be made in a VDC.</summary>
    /// <exception cref="ClusterException">FORBIDDEN; VCD_UNAVAILABLE while nobody knows.</exception>
    public async Task RequireAsync(string vdcId, string vdcName, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(vdcId, vdcName, cancellationToken).ConfigureAwait(false) is { } refusal)
            throw refusal;
    }

    /// <summary>Why nodes may not be made in a VDC; null when they may.</summary>
    public async Task<ClusterException?> RefusalAsync(string vdcId, string vdcName, CancellationToken cancellationToken)
    {
        if (_providers is null)
            await ListAsync(cancellationToken).ConfigureAwait(false);
        return ContainerProvider.StateOf(ProviderOf(vdcId)) switch
        {
            OrgVdcState.Disabled => Refusal($"The provider has disabled Kubernetes clusters in VDC \"{vdcName}\"; ask the provider to enable it.", vdcName),
            OrgVdcState.NotSet when settings.RequireEnabledVdc => Refusal($"The provider has not enabled Kubernetes clusters in VDC \"{vdcName}\"; ask the provider to enable it.", vdcName),
            _ => null,
        };
    }

    /// <summary>Says whether clusters may be made in a VDC, and tells all hosts.</summary>
    /// <returns>The address of vCD's task.</returns>
    public async Task<string> SetAsync(string vdcId, bool enabled, CancellationToken cancellationToken)
    {
        string href = await account.WriteVdcProviderAsync(vdcId, enabled, cancellationToken).ConfigureAwait(false);
        var said = new VdcAnnouncement { Id = Key(vdcId), Provider = enabled ? ContainerProvider.Native : ContainerProvider.None };
        Note(said);
        try
        {
            await transport.AnnounceAsync(ContractJson.Write(new Announcement { Vdc = said }), cancellationToken).ConfigureAwait(false);
        }
        catch (TransportException error)
        {
            // It is written; the other hosts read it within a minute.
            LogNotAnnounced(error.Message);
        }

        return href;
    }

    /// <summary>Takes an announcement of any host.</summary>
    public void OnAnnouncement(Announcement announcement)
    {
        if (announcement.Vdc is { Id.Length: > 0 } said)
            Note(said);
    }

    /// <summary>Reads what is said. A failure leaves what was known; while nothing is, the first request asks again.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ListAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ClusterException error)
        {
            LogNotRead(error.Message);
        }
    }

    /// <summary>Reads it again regularly, until it is stopped: somebody may write the metadata without any host.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await settings.Clock.Delay(settings.VdcsKept, cancellationToken).ConfigureAwait(false);
                if (transport.IsConnected)
                    await ReadAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    // The clients of CSE 1.x show the message alone: what to do is in both.
    private static ClusterException Refusal(string message, string vdc) =>
        new(ErrorCodes.Forbidden, message, $"Choose another VDC, or have this one enabled: Enable-CseOrgVdc \"{vdc}\". Clusters that are there can be listed, made smaller and removed.");

    private static string Key(string vdcId) => VCloudUrn.TryGetUuid(vdcId, out Guid id) ? VCloudUrn.Of("vdc", id) : vdcId;

    private async Task ListAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset began = settings.Clock.GetUtcNow();
        _providers = await account.ListVdcProvidersAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            foreach (string listed in _announced.Where(entry => entry.Value.Said + s_settled <= began).Select(entry => entry.Key).ToList())
                _announced.Remove(listed);
        }
    }

    private string? ProviderOf(string vdcId)
    {
        string key = Key(vdcId);
        lock (_gate)
        {
            if (_announced.TryGetValue(key, out (string Provider, DateTimeOffset Said) entry))
                return entry.Provider;
        }

        return _providers is { } providers && providers.TryGetValue(key, out string? provider) ? provider : null;
    }

    private void Note(VdcAnnouncement said)
    {
        string provider = said.Provider ?? ContainerProvider.None;
        lock (_gate)
            _announced[said.Id] = (provider, settings.Clock.GetUtcNow());
        LogSaid(said.Id, provider);
    }

    [LoggerMessage(EventId = 330, Level = LogLevel.Information, Message = "The container provider of {Vdc} is {Provider}")]
    private partial void LogSaid(string vdc, string provider);

    [LoggerMessage(EventId = 331, Level = LogLevel.Warning, Message = "In which VDCs clusters are wanted could not be read: {Error}")]
    private partial void LogNotRead(string error);

    [LoggerMessage(EventId = 332, Level = LogLevel.Warning, Message = "The other hosts were not told about a VDC, and read it within a minute: {Error}")]
    private partial void LogNotAnnounced(string error);
}
