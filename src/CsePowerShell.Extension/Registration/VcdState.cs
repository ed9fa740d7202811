using CsePowerShell.Clusters;
using CsePowerShell.VCloud;

namespace CsePowerShell.Extension.Registration;

/// <summary>What vCD has of the extension.</summary>
internal sealed class VcdState
{
    /// <summary>The service; null when it is not registered.</summary>
    public ExtensionService? Service { get; private init; }

    /// <summary>Its filters.</summary>
    public IReadOnlyList<ApiFilter> Filters { get; private init; } = [];

    /// <summary>What the registration made; null when nothing says so.</summary>
    public RegistrationRecord? Record { get; private init; }

    /// <summary>The right; null when there is none.</summary>
    public EntityReference? Right { get; private init; }

    /// <summary>vCD's own settings for the broker.</summary>
    public AmqpSettings Broker { get; private init; } = new();

    /// <summary>Services of others.</summary>
    public IReadOnlyList<OtherService> Others { get; private init; } = [];

    /// <summary>Reads it: six requests, side by side where they can be.</summary>
    /// <exception cref="ClusterException">RIGHT_MISSING, or what vCD said.</exception>
    public static async Task<VcdState> ReadAsync(VCloudClient client, string name, string fullRight, CancellationToken cancellationToken)
    {
        if (!client.Extensions.IsOffered)
        {
            throw new ClusterException(ErrorCodes.RightMissing, $"The session of {client.Session.User} in organization {client.Session.Org} may not administer extensions.",
                "Connect as a system administrator: Connect-CseServer -Org System.");
        }

        Task<IReadOnlyList<ApiFilter>> filtering = client.Extensions.ListFiltersAsync(cancellationToken);
        Task<EntityReference?> finding = client.Rights.FindAsync(fullRight, cancellationToken);
        Task<AmqpSettings> reading = client.AmqpSettings.GetAsync(cancellationToken);
        IReadOnlyList<QueryRecord> records = await client.Extensions.ListAsync(cancellationToken).ConfigureAwait(false);
        QueryRecord? own = records.FirstOrDefault(record => string.Equals(record.Name, name, StringComparison.Ordinal));
        ExtensionService? service = own is null ? null : await client.Extensions.GetAsync(own.ToReference(), cancellationToken).ConfigureAwait(false);
        IReadOnlyList<ApiFilter> filters = await filtering.ConfigureAwait(false);
        return new VcdState
        {
            Service = service,
            Filters = own is null ? [] : Of(filters, own),
            Record = service is null ? null : RegistrationRecord.Read(service.Description),
            Right = await finding.ConfigureAwait(false),
            Broker = await reading.ConfigureAwait(false),
            Others = [.. records.Where(record => record != own).Select(record => new OtherService(record.Name, record["namespace"] ?? "", record["routingKey"] ?? "", record["exchange"] ?? "",
                record.GetBoolean("enabled") ?? true, [.. Of(filters, record).Select(filter => filter.UrlPattern).OfType<string>()]))],
        };
    }

    private static IReadOnlyList<ApiFilter> Of(IReadOnlyList<ApiFilter> filters, QueryRecord service) =>
        [.. filters.Where(filter => VCloudUrn.Same(filter.Service, service.Href) || VCloudUrn.Same(filter.Service, service.Id))];
}

/// <summary>A service of somebody else.</summary>
internal sealed record OtherService(string Name, string Namespace, string RoutingKey, string Exchange, bool IsEnabled, IReadOnlyList<string> UrlPatterns);
