namespace CsePowerShell;

/// <summary>An answer of the server as it came.</summary>
public sealed class CseRestResponse
{
    /// <summary>HTTP status.</summary>
    public int StatusCode { get; set; }

    /// <summary>Media type of the content; empty where there is none.</summary>
    public string MediaType { get; set; } = "";

    /// <summary>vCD's request id, to be looked for in a cell's log; empty where the answer has none.</summary>
    public string RequestId { get; set; } = "";

    /// <summary>The content as text.</summary>
    public string Content { get; set; } = "";

    /// <summary>The connection: <see cref="CseServer.Id"/>.</summary>
    public string Server { get; set; } = "";

    /// <inheritdoc/>
    public override string ToString() => $"HTTP {StatusCode}";
}
