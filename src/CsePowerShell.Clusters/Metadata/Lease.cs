using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CsePowerShell.Clusters;

/// <summary>An operation's claim to be the only one that changes a cluster, kept as <c>cse.ps.lease.&lt;operation id&gt;</c>.</summary>
internal sealed record Lease(string OperationId, OperationKind Kind, Actor Actor, DateTimeOffset Expires)
{
    /// <summary>How long a lease outlives the deadline of its phase: for clocks that differ, and for the renewal itself.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    // Metadata can be written by the tenant: a lease until the year 9999 must not lock a cluster for good.
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(24);

    public string Key => MetadataKeys.Lease(OperationId);

    public string ToText() => new JObject
    {
        ["v"] = 1,
        ["kind"] = Kind.ToString(),
        ["user"] = Actor.User,
        ["host"] = Actor.Host,
        ["proc"] = Actor.Process,
        ["expires"] = JsonText.Of(Expires),
    }.ToString(Formatting.None);

    /// <summary>Reads all leases. What carries a lease's key but cannot be read counts as expired.</summary>
    public static IReadOnlyList<Lease> ReadAll(IReadOnlyDictionary<string, string> metadata) =>
        [.. metadata.Where(entry => entry.Key.StartsWith(MetadataKeys.LeasePrefix, StringComparison.Ordinal))
            .OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => Read(entry.Key, metadata))];

    public bool IsLive(DateTimeOffset now, Func<string, Actor, bool> isDead) => Expires > now && Expires < now + s_longest && !isDead(OperationId, Actor);

    private static Lease Read(string key, IReadOnlyDictionary<string, string> metadata)
    {
        string operationId = key.Substring(MetadataKeys.LeasePrefix.Length);
        JObject? json = MetadataDocument.Read(key, metadata);
        return json is not null && JsonText.Time(json, "expires") is { } expires
            ? new Lease(operationId, Enum.TryParse(JsonText.Of(json, "kind"), out OperationKind kind) && Enum.IsDefined(typeof(OperationKind), kind) ? kind : OperationKind.Create, Actor.FromJson(json), expires)
            : new Lease(operationId, OperationKind.Create, new Actor(), default);
    }
}

/// <summary>What an operation sees when it reads the leases of a cluster.</summary>
internal sealed class LeaseView
{
    private LeaseView(IReadOnlyList<Lease> rivals, IReadOnlyList<Lease> expired)
    {
        Rivals = rivals;
        Expired = expired;
    }

    /// <summary>Live leases of others.</summary>
    public IReadOnlyList<Lease> Rivals { get; }

    /// <summary>Leases that are over, or whose process is known to be dead; to be removed.</summary>
    public IReadOnlyList<Lease> Expired { get; }

    /// <summary>Sorts the leases on a vApp, seen by the operation <paramref name="own"/> at <paramref name="now"/>.</summary>
    public static LeaseView Of(string own, IEnumerable<Lease> leases, DateTimeOffset now, Func<string, Actor, bool> isDead)
    {
        List<Lease> others = [.. leases.Where(lease => !string.Equals(lease.OperationId, own, StringComparison.Ordinal))];
        return new LeaseView([.. others.Where(lease => lease.IsLive(now, isDead))], [.. others.Where(lease => !lease.IsLive(now, isDead))]);
    }
}
