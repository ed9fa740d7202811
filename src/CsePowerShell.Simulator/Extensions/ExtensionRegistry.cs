using System.Text.RegularExpressions;
using CsePowerShell.Simulator.Domain;

namespace CsePowerShell.Simulator.Extensions;

/// <summary>What is registered. Read and changed under <see cref="World.Gate"/>.</summary>
internal sealed class ExtensionRegistry(BrokerSettings settings)
{
    private static readonly TimeSpan s_matchLimit = TimeSpan.FromSeconds(1);

    public List<ExtensionService> Services { get; } = [];
    public BrokerSettings Broker { get; set; } = settings;
    public List<ExtensionRight> Rights { get; } = [];

    /// <summary>
    /// The enabled services that get a path, the one with the highest priority first: vCD chains them. A pattern has to match the whole path (the original
    /// registers <c>/api/cse</c> beside <c>/api/cse/.*</c>, which says so), and the query string is not part of it.
    /// </summary>
    public IReadOnlyList<ExtensionService> Match(string path) =>
        [.. Services.Where(service => service.Enabled && service.Filters.Exists(filter => Matches(filter, path))).OrderByDescending(service => service.Priority)];

    private static bool Matches(ApiFilter filter, string path)
    {
        try
        {
            return Regex.IsMatch(path, $"^(?:{filter.UrlPattern})\\z", RegexOptions.CultureInvariant, s_matchLimit);
        }
        catch (Exception error) when (error is ArgumentException or RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
