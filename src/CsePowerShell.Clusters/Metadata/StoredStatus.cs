using Newtonsoft.Json.Linq;

namespace CsePowerShell.Clusters;

/// <summary>What operations found out about a cluster, as <c>cse.ps.status</c> keeps it. A hint for lists, never a source of truth.</summary>
internal sealed class StoredStatus
{
    // Counts are added up, and a tenant may have written anything.
    private const int MaxCount = 100_000;

    public const string Creating = "creating";
    public const string Ready = "ready";
    public const string Degraded = "degraded";
    public const string Failed = "failed";

    /// <summary>One of the words above.</summary>
    public string Phase { get; set; } = Creating;

    /// <summary>Ready nodes by pool.</summary>
    public Dictionary<string, int> ReadyByPool { get; set; } = new(StringComparer.Ordinal);

    public DateTimeOffset? CertificateExpires { get; set; }

    public DateTimeOffset? LeaseExpires { get; set; }

    /// <summary>Host-key fingerprints by VM id. By id, because address pools give a dead node's address to the next one.</summary>
    public Dictionary<string, string> HostKeys { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Once true, no failure and no roll-back may delete the cluster as a whole.</summary>
    public bool WasReady => Phase is Ready or Degraded;

    public StoredStatus Clone()
    {
        var copy = (StoredStatus)MemberwiseClone();
        copy.ReadyByPool = new(ReadyByPool, StringComparer.Ordinal);
        copy.HostKeys = new(HostKeys, StringComparer.OrdinalIgnoreCase);
        return copy;
    }

    public JObject ToJson()
    {
        var json = new JObject { ["phase"] = Phase };
        if (CertificateExpires is { } certificate)
            json["cert"] = JsonText.Of(certificate);
        if (LeaseExpires is { } lease)
            json["lease"] = JsonText.Of(lease);
        json["ready"] = new JObject(ReadyByPool.OrderBy(pool => pool.Key, StringComparer.Ordinal).Select(pool => new JProperty(pool.Key, pool.Value)));
        json["keys"] = new JObject(HostKeys.OrderBy(key => key.Key, StringComparer.Ordinal).Select(key => new JProperty(key.Key, key.Value)));
        return json;
    }

    public static StoredStatus? FromJson(JObject? json)
    {
        if (json is null || JsonText.Of(json, "phase") is not { } phase)
            return null;

        var status = new StoredStatus
        {
            Phase = phase,
            CertificateExpires = JsonText.Time(json, "cert"),
            LeaseExpires = JsonText.Time(json, "lease"),
        };
        if (json["ready"] is JObject ready)
        {
            foreach (JProperty pool in ready.Properties())
                status.ReadyByPool[pool.Name] = JsonText.Number(ready, pool.Name) is { } count and >= 0 and <= MaxCount ? count : 0;
        }

        if (json["keys"] is JObject keys)
        {
            foreach (JProperty key in keys.Properties())
            {
                if (JsonText.Of(keys, key.Name) is { } fingerprint)
                    status.HostKeys[key.Name] = fingerprint;
            }
        }

        return status;
    }
}
