using System.Text;
using CsePowerShell.Clusters;
using CsePowerShell.Clusters.Contract;
using Newtonsoft.Json;

namespace CsePowerShell.Extension.Registration;

/// <summary>
/// What a registration made, so that exactly this can be taken back. It stands in the service's description in vCD, behind words for people: whoever
/// administers the extension from another machine finds it, and it is gone when the service is.
/// </summary>
internal sealed class RegistrationRecord
{
    private const string Words = "Kubernetes clusters for tenants, by CsePowerShell. ";

    public const string Service = "service";
    public const string Exchange = "exchange";
    public const string Right = "right";

    /// <summary>Service, exchange and right, as far as the registration made them. Queues bear the service's prefix and are nobody else's.</summary>
    [JsonProperty(DefaultValueHandling = DefaultValueHandling.Ignore)]
    public List<string> Made { get; set; } = [];

    /// <summary>Patterns that were added to a service that was there before.</summary>
    [JsonProperty(NullValueHandling = NullValueHandling.Ignore)]
    public List<string>? Patterns { get; set; }

    /// <summary>What a service that was there before said: exchange, routing key, priority, description.</summary>
    [JsonProperty(NullValueHandling = NullValueHandling.Ignore)]
    public FormerService? Was { get; set; }

    /// <summary>The queue of CSE 1.x whose binding was taken away.</summary>
    [JsonProperty(NullValueHandling = NullValueHandling.Ignore)]
    public string? Unbound { get; set; }

    /// <summary>vCD's own AMQP settings before they were changed, for people: no document of vCD has the password that belongs to them.</summary>
    [JsonProperty(NullValueHandling = NullValueHandling.Ignore)]
    public string? VcdBroker { get; set; }

    public bool IsMade(string what) => Made.Contains(what);

    public bool Add(string what)
    {
        if (IsMade(what))
            return false;
        Made.Add(what);
        return true;
    }

    /// <summary>Reads the record out of a description; null when there is none, as after somebody else has written the service.</summary>
    public static RegistrationRecord? Read(string description)
    {
        int brace = description.IndexOf('{');
        if (brace < 0 || description.IndexOf("CsePowerShell", StringComparison.Ordinal) < 0)
            return null;
        try
        {
            return ContractJson.Read<RegistrationRecord>(Encoding.UTF8.GetBytes(description.Substring(brace)));
        }
        catch (ClusterException)
        {
            return null;
        }
    }

    public string Write() => Words + Encoding.UTF8.GetString(ContractJson.Write(this));

    /// <summary>What a service said before it was taken over.</summary>
    internal sealed class FormerService
    {
        public string Exchange { get; set; } = "";

        public string RoutingKey { get; set; } = "";

        public int Priority { get; set; }

        public bool Enabled { get; set; }

        public string Description { get; set; } = "";
    }
}
