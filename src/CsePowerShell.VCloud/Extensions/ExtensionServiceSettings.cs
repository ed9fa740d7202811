namespace CsePowerShell.VCloud;

/// <summary>What an extension service is to be.</summary>
public sealed class ExtensionServiceSettings
{
    /// <summary>Name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Namespace. Cannot be changed later.</summary>
    public string Namespace { get; set; } = "";

    /// <summary>Free text; empty for none.</summary>
    public string Description { get; set; } = "";

    /// <summary>Vendor; null for none.</summary>
    public string? Vendor { get; set; }

    /// <summary>Whether vCD hands requests over.</summary>
    public bool IsEnabled { get; set; } = true;

    /// <summary>Exchange that messages are published to. It must be direct, and there before the first request.</summary>
    public string Exchange { get; set; } = "";

    /// <summary>Routing key of the messages, of no other service.</summary>
    public string RoutingKey { get; set; } = "";

    /// <summary>0 to 100; of several services that fit a request the highest comes first.</summary>
    public int Priority { get; set; }

    /// <summary>Patterns to register with the service, as Java regular expressions of at most 1,024 characters. Later ones are added and removed singly.</summary>
    public IReadOnlyList<string> UrlPatterns { get; set; } = [];

    /// <summary>The settings of a service as it is, to change some of them.</summary>
    /// <param name="service">The service.</param>
    public static ExtensionServiceSettings Of(ExtensionService service) => service is null ? throw new ArgumentNullException(nameof(service)) : new()
    {
        Name = service.Name,
        Namespace = service.Namespace,
        Description = service.Description,
        Vendor = service.Vendor,
        IsEnabled = service.IsEnabled,
        Exchange = service.Exchange,
        RoutingKey = service.RoutingKey,
        Priority = service.Priority,
    };

    internal void Validate()
    {
        foreach ((string name, string value) in new[] { (nameof(Name), Name), (nameof(Namespace), Namespace), (nameof(Exchange), Exchange), (nameof(RoutingKey), RoutingKey) })
        {
            if (string.IsNullOrWhiteSpace(value))
                throw new ArgumentException($"The {name} of an extension service must not be empty.");
        }

        if (Priority is < 0 or > 100)
            throw new ArgumentException($"The priority of an extension service is a number from 0 to 100, and {Priority} is not.");
        foreach (string pattern in UrlPatterns)
            CheckPattern(pattern);
    }

    internal static void CheckPattern(string pattern)
    {
        if (string.IsNullOrWhiteSpace(pattern) || pattern.Length > 1024)
            throw new ArgumentException("A URL pattern has 1 to 1,024 characters.");
        if (!pattern.StartsWith("/api", StringComparison.Ordinal))
            throw new ArgumentException($"The URL pattern \"{pattern}\" can never fit: it is compared with the whole path, which begins with /api.");
    }
}
