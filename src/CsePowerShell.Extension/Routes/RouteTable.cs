namespace CsePowerShell.Extension.Routes;

/// <summary>What a route does with a request.</summary>
internal delegate Task<Messages.ResponseMessage> RouteHandler(RouteContext context, CancellationToken deadline);

/// <summary>One method on one form of path.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Pattern">Path, with names in braces.</param>
/// <param name="Summary">One line for the OpenAPI document.</param>
/// <param name="Handler">What it does.</param>
internal sealed record Route(string Method, string Pattern, string Summary, RouteHandler Handler)
{
    /// <summary>Answers while the service is disabled, too.</summary>
    public bool IsAlwaysOn { get; init; }

    /// <summary>A route of CSE 1.x: its clients want some errors as XML.</summary>
    public bool IsOld => !Pattern.StartsWith("/api/cse/_", StringComparison.Ordinal);

    /// <summary>What it reads of the query string, for the OpenAPI document.</summary>
    public IReadOnlyList<QueryParameter> Query { get; init; } = [];

    public Type? RequestBody { get; init; }

    public Type? ResponseBody { get; init; }

    public int SuccessStatus { get; init; } = 200;

    public string[] Segments { get; } = Pattern.Trim('/').Split('/');
}

/// <summary>A parameter in the query string.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">A text, a flag or a number above 0.</param>
/// <param name="Description">What it is for.</param>
internal sealed record QueryParameter(string Name, Type Type, string Description)
{
    /// <summary>Without it the request is refused.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Largest number; null for no limit. The smallest is 1.</summary>
    public int? Maximum { get; init; }
}

/// <summary>Finds the route of a request. Words win over names, so that a cluster called "template" cannot hide the templates.</summary>
internal sealed class RouteTable(IReadOnlyList<Route> routes)
{
    public IReadOnlyList<Route> Routes { get; } = routes;

    /// <summary>The route; null with the methods the path knows, none of them for a path that is not known.</summary>
    public Route? Find(string method, string path, out IReadOnlyDictionary<string, string> values, out IReadOnlyList<string> allowed)
    {
        values = new Dictionary<string, string>();
        allowed = [];
        string[] segments = path.Trim('/').Split('/');
        if (!TryDecode(segments))
            return null;
        List<(Route Route, Dictionary<string, string> Values, int Words)> fitting = [.. Fitting(segments)];
        if (fitting.Count == 0)
            return null;
        int best = fitting.Max(candidate => candidate.Words);
        fitting.RemoveAll(candidate => candidate.Words < best);
        allowed = [.. fitting.Select(candidate => candidate.Route.Method).Distinct(StringComparer.Ordinal)];
        int at = fitting.FindIndex(candidate => candidate.Route.Method == method);
        if (at < 0)
            return null;
        values = fitting[at].Values;
        return fitting[at].Route;
    }

    private static bool TryDecode(string[] segments)
    {
        for (int i = 0; i < segments.Length; i++)
        {
            string text = Uri.UnescapeDataString(segments[i]);
            if (text.Length == 0 || text.Length > 256 || text.Any(c => char.IsControl(c) || c is '/' or '\\'))
                return false;
            segments[i] = text;
        }

        return true;
    }

    private IEnumerable<(Route Route, Dictionary<string, string> Values, int Words)> Fitting(string[] segments)
    {
        foreach (Route route in Routes)
        {
            if (Fits(route, segments))
                yield return (route, ValuesOf(route, segments), route.Segments.Count(IsWord));
        }
    }

    private static bool IsWord(string pattern) => pattern[0] != '{';

    private static bool Fits(Route route, string[] segments)
    {
        if (route.Segments.Length != segments.Length)
            return false;
        for (int i = 0; i < segments.Length; i++)
        {
            if (IsWord(route.Segments[i]) && route.Segments[i] != segments[i])
                return false;
        }

        return true;
    }

    private static Dictionary<string, string> ValuesOf(Route route, string[] segments)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < segments.Length; i++)
        {
            string pattern = route.Segments[i];
            if (!IsWord(pattern))
                values[pattern.Substring(1, pattern.Length - 2)] = segments[i];
        }

        return values;
    }
}
