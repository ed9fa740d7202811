using System.Xml.Linq;

namespace CsePowerShell.Simulator.Http;

/// <summary>An answer before it is written: a status, and a document with its media type.</summary>
internal sealed class ApiResponse
{
    public required int Status { get; init; }
    public XElement? Document { get; init; }
    public string? MediaType { get; init; }
    public string? Json { get; init; }

    /// <summary>The answer of an extension, passed on as it is, with the type it was given.</summary>
    public byte[]? Raw { get; init; }
    public string? RawType { get; init; }
    public Dictionary<string, string> Headers { get; } = [];

    public static ApiResponse Ok(XElement document, string mediaType) => new() { Status = 200, Document = document, MediaType = mediaType };
    public static ApiResponse Created(XElement document, string mediaType, string location) =>
        new() { Status = 201, Document = document, MediaType = mediaType, Headers = { ["Location"] = location } };
    public static ApiResponse NoContent() => new() { Status = 204 };
    public static ApiResponse OfJson(string json) => new() { Status = 200, Json = json, MediaType = "application/json" };
}
