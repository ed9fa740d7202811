using CsePowerShell.Clusters.Contract;
using Newtonsoft.Json;

namespace CsePowerShell.Extension.Hosting;

/// <summary>
/// What a host tells all hosts. Every member may be missing, and what a newer host adds is passed over, so that hosts of different versions understand each
/// other.
/// </summary>
internal sealed class Announcement
{
    /// <summary>Tenants are served from now on, or not any more.</summary>
    [JsonProperty(NullValueHandling = NullValueHandling.Ignore)]
    public bool? Enabled { get; set; }

    /// <summary>Finish what was begun, and stop.</summary>
    public bool Drain { get; set; }

    /// <summary>The one host that is to drain; null: all.</summary>
    [JsonProperty(NullValueHandling = NullValueHandling.Ignore)]
    public string? Host { get; set; }

    /// <summary>Clusters may be made in a VDC from now on, or not any more.</summary>
    [JsonProperty(NullValueHandling = NullValueHandling.Ignore)]
    public VdcAnnouncement? Vdc { get; set; }

    /// <summary>The host that speaks is there, and this is how it is.</summary>
    [JsonProperty(NullValueHandling = NullValueHandling.Ignore)]
    public HostDocument? Presence { get; set; }

    /// <summary>The host that speaks has just come, and wants to know who else is there.</summary>
    public bool IsGreeting { get; set; }

    /// <summary>The host that speaks goes.</summary>
    public bool IsLeaving { get; set; }
}

/// <summary>What the provider has said about clusters in a VDC.</summary>
internal sealed class VdcAnnouncement
{
    /// <summary><c>urn:vcloud:vdc:UUID</c>.</summary>
    public string Id { get; set; } = "";

    /// <summary>The container provider as it is stored.</summary>
    public string? Provider { get; set; }
}
