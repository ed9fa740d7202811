using System.Collections.Concurrent;

namespace CsePowerShell.Simulator;

/// <summary>Counts what was asked of the cloud. Safe for concurrent use.</summary>
public sealed class RequestCounters
{
    private readonly ConcurrentDictionary<string, long> _byRoute = new(StringComparer.Ordinal);
    private long _total;

    /// <summary>All requests since the start or the last <see cref="Reset"/>.</summary>
    public long Total => Interlocked.Read(ref _total);

    /// <summary>Requests by route, such as <c>GET /api/vApp/vapp-{id}</c>; queries by what they ask for, too: <c>GET /api/query?type=vm</c>.</summary>
    public IReadOnlyDictionary<string, long> ByRoute => new SortedDictionary<string, long>(_byRoute, StringComparer.Ordinal);

    /// <summary>How often one route was asked for.</summary>
    /// <param name="route">The route as <see cref="ByRoute"/> names it.</param>
    public long Count(string route) => _byRoute.GetValueOrDefault(route);

    /// <summary>Starts counting from 0 again.</summary>
    public void Reset()
    {
        Interlocked.Exchange(ref _total, 0);
        _byRoute.Clear();
    }

    internal void Add(string route)
    {
        Interlocked.Increment(ref _total);
        _byRoute.AddOrUpdate(route, 1, (_, count) => count + 1);
    }
}
