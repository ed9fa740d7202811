namespace CsePowerShell.Simulator.Http;

/// <summary>
/// Finds the route of a request. A pattern is a path whose segments may hold one <c>{name}</c> each, as in <c>/api/vApp/vapp-{id}</c>; paths are
/// case-sensitive and a slash at the end makes no difference, as on a vCD cell.
/// </summary>
internal sealed class Router
{
    private readonly List<(string[] Segments, Route Route)> _routes = [];
    private readonly Dictionary<int, List<(string[] Segments, Route Route)>> _byLength = [];

    public void Add(Route route)
    {
        string[] segments = Split(route.Pattern);
        _routes.Add((segments, route));
        if (!_byLength.TryGetValue(segments.Length, out List<(string[], Route)>? same)) _byLength[segments.Length] = same = [];
        same.Add((segments, route));
    }

    public void Get(string pattern, Func<ApiRequest, ApiResponse> handle) => Add(new Route("GET", pattern, handle));
    public void Delete(string pattern, Func<ApiRequest, ApiResponse> handle) => Add(new Route("DELETE", pattern, handle));
    public void Put(string pattern, string accepts, Func<ApiRequest, ApiResponse> handle) =>
        Add(new Route("PUT", pattern, handle) { Accepts = accepts });
    public void Post(string pattern, string? accepts, Func<ApiRequest, ApiResponse> handle) =>
        Add(new Route("POST", pattern, handle) { Accepts = accepts });

    /// <summary>The route, or null; <paramref name="isKnownPath"/> tells a wrong method from a wrong path.</summary>
    public RouteMatch? Find(string method, string path, out bool isKnownPath)
    {
        isKnownPath = false;
        string[] segments = Split(path);
        if (!_byLength.TryGetValue(segments.Length, out List<(string[] Segments, Route Route)>? candidates)) return null;
        foreach ((string[] pattern, Route route) in candidates)
        {
            if (Capture(pattern, segments) is not { } captures) continue;
            isKnownPath = true;
            if (route.Method == method) return new RouteMatch(route, captures);
        }
        return null;
    }

    private static Dictionary<string, string>? Capture(string[] pattern, string[] segments)
    {
        Dictionary<string, string> captures = new(StringComparer.Ordinal);
        for (int i = 0; i < pattern.Length; i++)
        {
            int open = pattern[i].IndexOf('{', StringComparison.Ordinal);
            if (open < 0)
            {
                if (pattern[i] != segments[i]) return null;
                continue;
            }
            if (!segments[i].StartsWith(pattern[i].AsSpan(0, open), StringComparison.Ordinal) || segments[i].Length == open) return null;
            captures[pattern[i][(open + 1)..^1]] = segments[i][open..];
        }
        return captures;
    }

    // Split before decoding: a metadata key may hold an encoded slash.
    private static string[] Split(string path) => [.. path.Trim('/').Split('/').Select(Uri.UnescapeDataString)];
}
