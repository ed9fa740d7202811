using System.Xml.Linq;

namespace CsePowerShell.VCloud;

/// <summary>The extension services that vCD knows, and their filters. For system administrators.</summary>
public sealed class ExtensionRegistry
{
    private readonly ApiChannel _channel;
    private readonly QueryService _query;

    internal ExtensionRegistry(ApiChannel channel, QueryService query)
    {
        _channel = channel;
        _query = query;
    }

    /// <summary>Whether this session may administer extensions.</summary>
    public bool IsOffered => _channel.Session.Links.Has("down", MediaTypes.VmwExtension);

    /// <summary>Lists the services with one query.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Records with <c>name</c>, <c>namespace</c>, <c>enabled</c>, <c>routingKey</c>, <c>exchange</c>, <c>priority</c>.</returns>
    /// <exception cref="VCloudLinkMissingException">The session may not administer extensions.</exception>
    public Task<IReadOnlyList<QueryRecord>> ListAsync(CancellationToken cancellationToken = default)
    {
        Require();
        // The address comes with the record: which path an URN of a service has, no document says.
        return _query.ListAsync(new QuerySpec("adminService") { UseAdminTypeWhenSystem = false, Format = QueryFormat.Records }, cancellationToken);
    }

    /// <summary>Finds a service by its name and reads it.</summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The service; null when there is none.</returns>
    public async Task<ExtensionService?> FindAsync(string name, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<QueryRecord> records = await ListAsync(cancellationToken).ConfigureAwait(false);
        QueryRecord? found = records.FirstOrDefault(record => string.Equals(record.Name, name, StringComparison.Ordinal));
        return found is null ? null : await GetAsync(found.ToReference(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a service.</summary>
    /// <param name="service">The service.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The service.</returns>
    public async Task<ExtensionService> GetAsync(EntityReference service, CancellationToken cancellationToken = default) =>
        ExtensionServiceDocument.Read(await _channel.GetAsync(AddressOf(service), "Service", cancellationToken).ConfigureAwait(false));

    /// <summary>Registers a service with its filters.</summary>
    /// <param name="settings">What it is to be.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The service as vCD has it.</returns>
    /// <exception cref="ArgumentException">The settings cannot be meant.</exception>
    public async Task<ExtensionService> RegisterAsync(ExtensionServiceSettings settings, CancellationToken cancellationToken = default)
    {
        if (settings is null)
            throw new ArgumentNullException(nameof(settings));
        string href = Require().Href.TrimEnd('/') + "/service";
        return ExtensionServiceDocument.Read(await _channel.PostAsync(href, ExtensionServiceDocument.Write(settings), MediaTypes.ExtensionService, "Service", cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Changes a service. Its filters stay as they are, and its namespace cannot be changed.</summary>
    /// <param name="service">The service.</param>
    /// <param name="settings">All that it is to be: what were left out would go back to its default.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The service as vCD has it.</returns>
    public async Task<ExtensionService> UpdateAsync(EntityReference service, ExtensionServiceSettings settings, CancellationToken cancellationToken = default)
    {
        if (settings is null)
            throw new ArgumentNullException(nameof(settings));
        XElement body = ExtensionServiceDocument.Write(settings);
        body.Element(Ns.Extension + "ApiFilters")?.Remove();
        return ExtensionServiceDocument.Read(await _channel.PutAndReadAsync(AddressOf(service), body, MediaTypes.ExtensionService, "Service", cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Removes a service with its filters. vCD wants it disabled before.</summary>
    /// <param name="service">The service.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task RemoveAsync(EntityReference service, CancellationToken cancellationToken = default) => _channel.DeleteAsync(AddressOf(service), cancellationToken);

    /// <summary>Lists filters with one query.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The filters of all services.</returns>
    public async Task<IReadOnlyList<ApiFilter>> ListFiltersAsync(CancellationToken cancellationToken = default)
    {
        Require();
        var spec = new QuerySpec("apiFilter") { UseAdminTypeWhenSystem = false, Format = QueryFormat.Records };
        IReadOnlyList<QueryRecord> records = await _query.ListAsync(spec, cancellationToken).ConfigureAwait(false);
        return [.. records.Select(record => new ApiFilter { Href = record.Href, Service = record["service"] ?? "", UrlPattern = record["urlPattern"] })];
    }

    /// <summary>Adds a filter to a service.</summary>
    /// <param name="service">The service.</param>
    /// <param name="urlPattern">Java regular expression that fits whole paths.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task AddFilterAsync(EntityReference service, string urlPattern, CancellationToken cancellationToken = default)
    {
        XElement body = ExtensionServiceDocument.WriteFilter(urlPattern);
        return _channel.PostAsync(AddressOf(service).TrimEnd('/') + "/apifilters", body, MediaTypes.ApiFilter, "ApiFilter", cancellationToken);
    }

    /// <summary>Removes a filter.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task RemoveFilterAsync(ApiFilter filter, CancellationToken cancellationToken = default) =>
        filter is null ? throw new ArgumentNullException(nameof(filter)) : _channel.DeleteAsync(filter.Href, cancellationToken);

    private static string AddressOf(EntityReference service) => service is null ? throw new ArgumentNullException(nameof(service)) : service.Href;

    private Link Require() => _channel.Session.Links.Require("down", MediaTypes.VmwExtension);
}
