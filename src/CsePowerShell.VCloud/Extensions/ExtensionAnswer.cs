namespace CsePowerShell.VCloud;

/// <summary>What came back from a path that an extension answers: from the extension itself, or from vCD in its place.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="body">The body, as it came.</param>
public sealed class ExtensionAnswer(int status, byte[] body)
{
    /// <summary>HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>The body, as it came. Of a refusal, secrets that this client knows are taken out.</summary>
    public byte[] Body { get; } = body ?? throw new ArgumentNullException(nameof(body));

    /// <summary>How long to wait before asking again, where the answer says so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The words of a refusal that vCD itself wrote, as its error document has them; null otherwise.</summary>
    public string? VCloudMessage { get; init; }

    /// <summary>vCD's id of the request; null when it told none.</summary>
    public string? RequestId { get; init; }

    /// <summary>Whether the status is one of success.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;
}
