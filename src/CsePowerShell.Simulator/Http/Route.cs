namespace CsePowerShell.Simulator.Http;

/// <summary>What one method on one pattern of paths does.</summary>
internal sealed record Route(string Method, string Pattern, Func<ApiRequest, ApiResponse> Handle)
{
    /// <summary>The media type a body must have; null for requests without a body.</summary>
    public string? Accepts { get; init; }

    /// <summary>Served without a session.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Served whatever Accept says: only /api/versions, so that a client can find out what to say.</summary>
    public bool IgnoresAccept { get; init; }

    public string Name => $"{Method} {Pattern}";
}

/// <summary>A route and what its pattern captured.</summary>
internal sealed record RouteMatch(Route Route, IReadOnlyDictionary<string, string> Captures);
