namespace CsePowerShell.VCloud;

/// <summary>An extension service: which requests of the API vCD hands to a message broker, and where there.</summary>
public sealed class ExtensionService : VCloudEntity
{
    internal ExtensionService(string name, string href, string? id, LinkSet links)
        : base(name, href, id, MediaTypes.ExtensionService, links, [])
    {
    }

    /// <summary>Free text.</summary>
    public string Description { get; internal init; } = "";

    /// <summary>Namespace: prefix of the service's rights, and what its tasks carry. Set once.</summary>
    public string Namespace { get; internal init; } = "";

    /// <summary>Whether vCD hands requests over. While it does not, the paths of the service do not exist.</summary>
    public bool IsEnabled { get; internal init; }

    /// <summary>Whether vCD asks for rights on resource classes itself; without such classes it then refuses every call.</summary>
    public bool IsAuthorizationEnabled { get; internal init; }

    /// <summary>Routing key of the messages.</summary>
    public string RoutingKey { get; internal init; } = "";

    /// <summary>Exchange that messages are published to.</summary>
    public string Exchange { get; internal init; } = "";

    /// <summary>0 to 100; of several services that fit a request the highest comes first.</summary>
    public int Priority { get; internal init; }

    /// <summary>Vendor; null where none is told.</summary>
    public string? Vendor { get; internal init; }

    /// <summary>The filters that the document shows. The query service shows them all: <see cref="ExtensionRegistry.ListFiltersAsync"/>.</summary>
    public IReadOnlyList<ApiFilter> Filters { get; internal init; } = [];
}

/// <summary>Requests that an extension service gets.</summary>
public sealed class ApiFilter
{
    /// <summary>Address of the filter.</summary>
    public string Href { get; internal init; } = "";

    /// <summary>Address or URN of the service it belongs to; empty where it was read as part of the service.</summary>
    public string Service { get; internal init; } = "";

    /// <summary>Java regular expression that fits the whole path, which begins with <c>/api</c>; null for a filter on answers.</summary>
    public string? UrlPattern { get; internal init; }
}
