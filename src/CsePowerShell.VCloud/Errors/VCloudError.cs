namespace CsePowerShell.VCloud;

/// <summary>What is known about a failed request: from the status line, the headers and, where there is one, the error document.</summary>
internal sealed class VCloudError
{
    public int HttpStatus { get; init; }

    public int MajorErrorCode { get; init; }

    public string? MinorErrorCode { get; init; }

    public string? Message { get; init; }

    public string? RequestId { get; init; }

    public string? Request { get; init; }

    public int Attempts { get; init; }
}
