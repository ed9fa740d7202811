namespace CsePowerShell.VCloud;

/// <summary>An answer, read to its end.</summary>
internal sealed class ApiResponse
{
    public int Status { get; init; }

    public byte[] Body { get; init; } = [];

    public string? MediaType { get; init; }

    public string? RequestId { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The JWT that a login from API 30 on answers with.</summary>
    public string? AccessToken { get; init; }

    /// <summary>The token of API 29 and before, echoed on nearly every answer.</summary>
    public string? LegacyToken { get; init; }

    /// <summary>METHOD path, for messages.</summary>
    public string Request { get; init; } = "";

    /// <summary>How often the request was sent until this answer came.</summary>
    public int Attempts { get; set; } = 1;

    public bool IsSuccess => Status is >= 200 and < 300;
}
