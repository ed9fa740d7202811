namespace CsePowerShell.Extension.Registration;

/// <summary>What is to be different about a registered extension; null leaves something as it is.</summary>
public sealed class ExtensionChange
{
    /// <summary>Exchange that vCD publishes requests to. Hosts have to be told the same.</summary>
    public string? Exchange { get; set; }

    /// <summary>Routing key of the requests. Hosts have to be told the same.</summary>
    public string? RoutingKey { get; set; }

    /// <summary>0 to 100.</summary>
    public int? Priority { get; set; }

    /// <summary>The patterns, all of them: others are removed.</summary>
    public IReadOnlyList<string>? UrlPatterns { get; set; }

    /// <summary>Roles that are to hold the right in every organization, beside those that do.</summary>
    public IReadOnlyList<string>? Roles { get; set; }
}
